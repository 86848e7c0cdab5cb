import { because, type Refusal } from './fact.js';

/** Lengths in Unicode code points that a text may have. */
export const textLimits = { title: 200, line: 500, body: 20_000 } as const;

/** Characters that show nothing: white space, zero-width marks, other format controls and the blank Braille cell. */
const invisible = /[\s\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** The reason why a text cannot stand: nothing visible in it, or more than its limit of code points. */
export const required = (
  text: string | null | undefined,
  path: string[],
  limit: number = textLimits.line,
): Refusal | undefined => {
  if (!text || text.replace(invisible, '') === '')
    return because('TEXT_REQUIRED', `${path.at(-1)} must not be empty.`, {}, path);
  return tooLong(text, path, limit);
};

/** The reason why an optional text cannot stand: more code points than its limit. */
export const tooLong = (
  text: string | null | undefined,
  path: string[],
  limit: number = textLimits.line,
): Refusal | undefined => {
  const length = text ? [...text].length : 0;
  return length > limit
    ? because(
        'TEXT_TOO_LONG',
        `${path.at(-1)} has ${length} characters; at most ${limit}.`,
        { limit, length },
        path,
      )
    : undefined;
};

/** The reason why a text is no date of the calendar, written yyyy-mm-dd. */
export const dateTrouble = (text: string, path: string[]): Refusal | undefined => {
  const day = new Date(`${text}T00:00:00Z`);
  const isDate = !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text;
  return isDate ? undefined : because('INVALID_DATE', 'A date is written yyyy-mm-dd.', {}, path);
};
