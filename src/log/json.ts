import { LogError } from './port.js';

const DEEPEST = 100;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * The JSON text of a value, once it is certain that reading it back gives the same value: no lone
 * surrogate, no NUL, no NaN, no Date, Map or function, at most 100 levels. Throws INVALID_APPEND
 * with the place.
 */
export function jsonText(value: unknown, path: string): string {
  inspect(value, path, 0);
  return JSON.stringify(value);
}

function inspect(value: unknown, path: string, depth: number): void {
  if (typeof value === 'string') return inspectText(value, path);
  if (typeof value === 'boolean' || value === null || Number.isFinite(value)) return;
  if (typeof value !== 'object')
    throw invalid(path, `is ${typeof value === 'number' ? value : typeof value}, not JSON`);
  if (depth === DEEPEST) throw invalid(path, `is nested deeper than ${DEEPEST} levels`);
  if (Array.isArray(value)) value.forEach((item, i) => inspect(item, `${path}.${i}`, depth + 1));
  else inspectObject(value as Record<string, unknown>, path, depth);
}

function inspectObject(value: Record<string, unknown>, path: string, depth: number): void {
  const kind = Object.prototype.toString.call(value);
  if (kind !== '[object Object]' || typeof value.toJSON === 'function')
    throw invalid(path, `is ${kind.slice(8, -1)}, not JSON`);
  for (const [key, item] of Object.entries(value)) {
    inspectText(key, path);
    if (item !== undefined) inspect(item, `${path}.${key}`, depth + 1);
  }
}

function inspectText(text: string, path: string): void {
  if (text.includes('\0')) throw invalid(path, 'holds a NUL character');
  if (LONE_SURROGATE.test(text)) throw invalid(path, 'holds half a surrogate pair');
}

/** The error for a part of an append that can never be recorded. */
export const invalid = (path: string, what: string): LogError =>
  new LogError('INVALID_APPEND', `${path} ${what}.`, { path });
