import { createHash } from 'node:crypto';

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
      return JSON.stringify(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? `[${Array.from(value, canonical).join(',')}]` : members(value);
    default:
      throw new TypeError(`${typeof value} has no JSON form.`);
  }
};

const text = (value: string): string => {
  if (!value.isWellFormed()) throw new TypeError('A lone surrogate has no JSON form.');
  return JSON.stringify(value);
};

const members = (value: object): string => {
  if (Object.prototype.toString.call(value) !== '[object Object]' || 'toJSON' in value)
    throw new TypeError('Only plain values have one JSON form.');
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([k, v]) => `${text(k)}:${canonical(v)}`).join(',')}}`;
};

/** SHA-256 of a value's canonical text, in hex. */
export const digest = (value: unknown): string =>
  createHash('sha256').update(canonical(value)).digest('hex');
