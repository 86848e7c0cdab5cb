import { canonical } from '../ledger/canonical.js';

/** Where two JSON values first differ, as `envelopes.0.spent`, and what each says there; undefined where they do not. */
export interface Difference {
  path: string;
  expected: unknown;
  found: unknown;
}

/** The first difference of what was found from what was expected; the order of fields tells nothing. */
export const difference = (
  expected: unknown,
  found: unknown,
  path: readonly string[] = [],
): Difference | undefined => {
  if (isAlike(expected, found)) return undefined;
  if (!isParent(expected) || !isParent(found) || Array.isArray(expected) !== Array.isArray(found))
    return Object.is(expected, found) ? undefined : { path: path.join('.'), expected, found };
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])];
  for (const name of names) {
    const below = difference(held(expected, name), held(found, name), [...path, name]);
    if (below) return below;
  }
  return undefined;
};

/** The difference in one sentence. */
export const differenceText = ({ path, expected, found }: Difference): string =>
  `${path || 'It'} is ${shown(found)}, and should be ${shown(expected)}`;

const LONGEST = 100;

const shown = (value: unknown): string => {
  if (value === undefined) return 'absent';
  const text = canonical(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
};

/** Whether two values are the same as JSON; told without the place, which is quicker. */
const isAlike = (one: unknown, other: unknown): boolean => {
  if (Object.is(one, other)) return true;
  if (!isParent(one) || !isParent(other)) return false;
  if (Array.isArray(one)) return Array.isArray(other) && areAlike(one, other);
  if (Array.isArray(other)) return false;
  let more = 0;
  for (const name in one) {
    if (!Object.hasOwn(other, name) || !isAlike(one[name], other[name])) return false;
    more++;
  }
  for (const _name in other) more--;
  return more === 0;
};

const areAlike = (one: readonly unknown[], other: readonly unknown[]): boolean => {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (!isAlike(one[i], other[i])) return false;
  return true;
};

const isParent = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const held = (parent: Record<string, unknown>, name: string): unknown =>
  Object.hasOwn(parent, name) ? parent[name] : undefined;
