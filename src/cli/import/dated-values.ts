import { required, textLimits } from '../../domain/text.js';
import { mostRows } from './dated.js';
import { SourceError } from './source.js';

/** Longest id that still makes a name for a stream, once it is written for links. */
const idLimit = 100;

/** An id as the source has it. Throws a SourceError where there is none, or one too long. */
export const idOf = (text: string, file: string, line: number, column: string): string => {
  if (!text) throw new SourceError(file, line, `there is no ${column}.`);
  if (encodeURIComponent(text).length > idLimit)
    throw new SourceError(file, line, `${column} ${text.slice(0, 40)} is too long.`);
  return text;
};

/** Milliseconds since 1970 as the source writes them. Throws a SourceError for what is none, or is yet to come. */
export const momentOf = (text: string, file: string, line: number): number => {
  if (!/^\d{1,15}$/.test(text))
    throw new SourceError(file, line, `timestamp is "${text}", not milliseconds since 1970.`);
  return past(Number(text), text, file, line);
};

/** A moment, unless it is yet to come. */
export const past = (at: number, text: string, file: string, line: number): number => {
  if (at > Date.now()) throw new SourceError(file, line, `${text} is yet to come.`);
  return at;
};

/** Throws a SourceError where there are more rows than are held in memory. */
export const demandRoom = (rows: number, file: string, line: number): void => {
  if (rows >= mostRows) throw new SourceError(file, line, `there are more than ${mostRows} rows.`);
};

/** What stands for words that the source does not have. */
export const standIn = '[…]';

const isBlank = (text: string): boolean => required(text, ['text'], Infinity) !== undefined;

/** Words, or what stands for them; cut where they are longer than any may be, and then they end in an ellipsis. */
export const words = (text: string, limit: number = textLimits.body): string => {
  if (isBlank(text)) return standIn;
  const characters = [...text];
  return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : text;
};

/** A title that is short enough; where it had to be cut, its whole text begins the body. */
export const titled = (text: string, body: string): { title: string; body: string } => {
  const line = text.replace(/\s+/g, ' ').trim();
  const title = words(line, textLimits.title);
  const whole = [title === text || title === standIn ? '' : text, body].filter(Boolean);
  const all = whole.join('\n\n');
  return { title, body: all && words(all) };
};
