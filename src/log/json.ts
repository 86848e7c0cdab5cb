import { LogError } from './port.js';

const DEEPEST = 100;

/** What is wrong in a value, and the keys that lead there. */
interface Fault {
  path: (string | number)[];
  what: string;
}

/**
 * The JSON text of a value, once it is certain that reading it back gives the same value: no lone
 * surrogate, no NUL, no NaN, no Date, Map or function, at most 100 levels. Throws INVALID_APPEND
 * with the place.
 */
export function jsonText(value: unknown, path: string): string {
  const fault = inspect(value, 0);
  if (fault) throw invalid([path, ...fault.path].join('.'), fault.what);
  return JSON.stringify(value);
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
  const kind = Object.prototype.toString.call(value);
  if (kind !== '[object Object]' || typeof (value as { toJSON?: unknown }).toJSON === 'function')
    return fault(`is ${kind.slice(8, -1)}, not JSON`);
  for (const key of Object.keys(value)) {
    const wrong = inspectText(key);
    if (wrong) return wrong;
    const item = (value as Record<string, unknown>)[key];
    const found = item === undefined ? undefined : inspect(item, depth + 1);
    if (found) return behind(key, found);
  }
  return undefined;
}

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
