import { hash } from 'node:crypto';

/**
 * The one text of a JSON value (RFC 8785). Stricter than the standard where silence would hide a fault:
 * throws a TypeError on undefined, holes, functions, what is not a plain record or list (Map, Date,
 * `toJSON`…), numbers that are not finite and lone surrogates.
 */
export const canonical = (value: unknown): string => {
  switch (typeof value) {
    case 'boolean':
      return String(value);
    case 'string':
      return text(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON form.`);
      return String(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? items(value) : members(value);
    default:
      throw new TypeError(`${typeof value} has no JSON form.`);
  }
};

/** What stands in a JSON text as it is: printable ASCII without quote and backslash. */
const PLAIN = /^[ !#-[\]-~]*$/;

const text = (value: string): string => {
  if (PLAIN.test(value)) return `"${value}"`;
  if (!value.isWellFormed()) throw new TypeError('A lone surrogate has no JSON form.');
  return JSON.stringify(value);
};

const items = (list: readonly unknown[]): string => {
  let written = '';
  for (let i = 0; i < list.length; i++) written += (i ? ',' : '') + canonical(list[i]);
  return `[${written}]`;
};

const members = (value: object): string => {
  if (Object.prototype.toString.call(value) !== '[object Object]' || 'toJSON' in value)
    throw new TypeError('Only plain values have one JSON form.');
  let written = '';
  for (const name of sorted(Object.keys(value)))
    written +=
      (written && ',') + nameText(name) + canonical((value as Record<string, unknown>)[name]);
  return `{${written}}`;
};

/** More names than a record of ours has. */
const MANY = 32;

/** Names in the order of their UTF-16 code units; few, and often in order already. */
const sorted = (names: string[]): string[] => {
  if (names.length > MANY) return names.sort();
  for (let i = 1; i < names.length; i++) {
    const name = names[i]!;
    let at = i;
    for (; at > 0 && names[at - 1]! > name; at--) names[at] = names[at - 1]!;
    names[at] = name;
  }
  return names;
};

/** The names of members as they stand before a value: they are few, and the same again and again. */
const nameTexts = new Map<string, string>();
const MOST_NAMES = 1_000;

const nameText = (name: string): string => {
  const known = nameTexts.get(name);
  if (known) return known;
  const written = `${text(name)}:`;
  if (nameTexts.size < MOST_NAMES) nameTexts.set(name, written);
  return written;
};

/** SHA-256 of a value's canonical text, in hex. */
export const digest = (value: unknown): string => hash('sha256', canonical(value));
