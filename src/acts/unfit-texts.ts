import { because, type Refusal } from '../domain/fact.js';

const unfit = /[\0\p{Surrogate}]/u;

/** A refusal for each text within a wish that no store can keep as it is: one with a NUL, or half a surrogate pair. */
export const unfitTexts = (wish: unknown, path: string[] = []): Refusal[] => {
  if (typeof wish === 'string') return unfit.test(wish) ? [refusal(path)] : [];
  if (typeof wish !== 'object' || wish === null) return [];
  return Object.entries(wish).flatMap(([name, value]) => unfitTexts(value, [...path, name]));
};

const refusal = (path: string[]): Refusal =>
  because(
    'INVALID_TEXT',
    `${path.join('.')} holds a NUL character or half a surrogate pair.`,
    {},
    path,
  );
