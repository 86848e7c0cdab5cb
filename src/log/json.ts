import { LogError } from './port.js';

const DEEPEST = 100;

/** What is wrong in a value, and the keys that lead there. */
interface Fault {
  path: (string | number)[];
  what: string;
}

/**
 * The JSON text of a value, names in the order of their UTF-16 code units, once it is certain that
 * reading it back gives the same value: no lone surrogate, no NUL, no NaN, no Date, Map or
 * function, at most 100 levels. Throws INVALID_APPEND with the place.
 */
export function jsonText(value: unknown, path: string): string {
  const text = written(value, 0);
  if (text !== undefined) return text;
  const { path: place, what } = inspect(value, 0) ?? fault('is not JSON');
  throw invalid([path, ...place].join('.'), what);
}

/** The text of a value; nothing where there is a fault in it. */
function written(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') return writtenText(value);
  if (typeof value !== 'object' || value === null)
    return inspect(value, depth) ? undefined : String(value);
  if (depth === DEEPEST) return undefined;
  return Array.isArray(value) ? writtenList(value, depth + 1) : writtenRecord(value, depth + 1);
}

function writtenList(list: unknown[], depth: number): string | undefined {
  let text = '';
  for (let i = 0; i < list.length; i++) {
    const item = written(list[i], depth);
    if (item === undefined) return undefined;
    text += i > 0 ? `,${item}` : item;
  }
  return `[${text}]`;
}

function writtenRecord(record: object, depth: number): string | undefined {
  if (!isPlain(record)) return undefined;
  let text = '';
  for (const key of inOrder(Object.keys(record))) {
    const value = (record as Record<string, unknown>)[key];
    const name = writtenText(key);
    if (name === undefined) return undefined;
    if (value === undefined) continue;
    const item = written(value, depth);
    if (item === undefined) return undefined;
    text += text ? `,${name}:${item}` : `${name}:${item}`;
  }
  return `{${text}}`;
}

/** What stands in a JSON text as it is: printable ASCII without quote and backslash. */
const PLAIN = /^[ !#-[\]-~]*$/;

function writtenText(text: string): string | undefined {
  if (PLAIN.test(text)) return `"${text}"`;
  return inspectText(text) ? undefined : JSON.stringify(text);
}

/** Names that stand in order are most often found so. */
function inOrder(names: string[]): string[] {
  for (let i = 1; i < names.length; i++) if (names[i - 1]! > names[i]!) return names.sort();
  return names;
}

function inspect(value: unknown, depth: number): Fault | undefined {
  if (typeof value === 'string') return inspectText(value);
  if (typeof value === 'boolean' || value === null || Number.isFinite(value)) return undefined;
  if (typeof value !== 'object')
    return fault(`is ${typeof value === 'number' ? value : typeof value}, not JSON`);
  if (depth === DEEPEST) return fault(`is nested deeper than ${DEEPEST} levels`);
  return Array.isArray(value) ? inspectList(value, depth) : inspectRecord(value, depth);
}

function inspectList(list: unknown[], depth: number): Fault | undefined {
  for (let i = 0; i < list.length; i++) {
    const found = inspect(list[i], depth + 1);
    if (found) return behind(i, found);
  }
  return undefined;
}

function inspectRecord(value: object, depth: number): Fault | undefined {
  if (!isPlain(value))
    return fault(`is ${Object.prototype.toString.call(value).slice(8, -1)}, not JSON`);
  for (const key of Object.keys(value)) {
    const wrong = inspectText(key);
    if (wrong) return wrong;
    const item = (value as Record<string, unknown>)[key];
    const found = item === undefined ? undefined : inspect(item, depth + 1);
    if (found) return behind(key, found);
  }
  return undefined;
}

const isPlain = (value: object): boolean =>
  Object.prototype.toString.call(value) === '[object Object]' && !('toJSON' in value);

function inspectText(text: string): Fault | undefined {
  if (text.includes('\0')) return fault('holds a NUL character');
  return text.isWellFormed() ? undefined : fault('holds half a surrogate pair');
}

const fault = (what: string): Fault => ({ path: [], what });

const behind = (key: string | number, { path, what }: Fault): Fault => ({
  path: [key, ...path],
  what,
});

/** The error for a part of an append that can never be recorded. */
export const invalid = (path: string, what: string): LogError =>
  new LogError('INVALID_APPEND', `${path} ${what}.`, { path });
