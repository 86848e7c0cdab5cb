import { canonical } from './canonical.js';

/** Deeper than this nothing is nested that Cahier writes. */
const DEEPEST = 1_000;

const SPACE = 0x20;
const QUOTE = 0x22;
const MINUS = 0x2d;
const [ZERO, NINE] = [0x30, 0x39];
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const [OPEN_LIST, CLOSE_LIST] = [0x5b, 0x5d];
const [OPEN_RECORD, CLOSE_RECORD] = [0x7b, 0x7d];

/** What JSON.stringify writes behind a backslash. */
const ESCAPE = /["\\bfnrt]|u00(?:0[0-7be-f]|1[0-9a-f])/y;
const NUMBER = /[-+.\deE]+/y;
/** A whole number of no more digits has one spelling. */
const PLAIN_DIGITS = 15;

/**
 * The value of a text that is as `canonical` writes it, at most 1,000 levels deep. Throws a TypeError or
 * SyntaxError for every other text.
 */
export const parseCanonical = (text: string): unknown => {
  const value: unknown = JSON.parse(text);
  if (!isInForm(text)) throw new TypeError('The text is not in canonical form.');
  return value;
};

/** The canonical text of a value, from any JSON text of it; most often that text itself. Throws a SyntaxError for other texts. */
export const inCanonicalForm = (text: string): string => {
  const value: unknown = JSON.parse(text);
  return isInForm(text) ? text : canonical(value);
};

/** Of each list and record that is open, where the last name begins and ends; 0 before the first. */
type Names = number[];

/**
 * Whether a text that is JSON has canonical form: nothing between its tokens, names in ascending order,
 * numbers and texts in their one spelling. Quicker than to write the value once more.
 */
const isInForm = (text: string): boolean => {
  const names: Names = [];
  const hasEscapes = text.includes('\\');
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = hasEscapes ? endOfText(text, at + 1) : text.indexOf('"', at + 1);
      if (end < 0) return false;
      const isName = text.charCodeAt(end + 1) === COLON;
      if (isName && !goesOn(names, text, at + 1, end, hasEscapes)) return false;
      at = end + 1;
    } else if (code === MINUS || (code >= ZERO && code <= NINE)) {
      at = endOfNumber(text, at);
      if (at < 0) return false;
    } else {
      if (code <= SPACE || !nests(names, code)) return false;
      at++;
    }
  }
  return text.isWellFormed();
};

const nests = (names: Names, code: number): boolean => {
  if (code === OPEN_RECORD || code === OPEN_LIST) names.push(0, 0);
  else if (code === CLOSE_RECORD || code === CLOSE_LIST) names.length -= 2;
  return names.length <= 2 * DEEPEST;
};

/** Where the quote is that ends a text; -1 where something in it is written otherwise than we would. */
const endOfText = (text: string, from: number): number => {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code !== BACKSLASH) continue;
    ESCAPE.lastIndex = at + 1;
    if (!ESCAPE.test(text)) return -1;
    at = ESCAPE.lastIndex - 1;
  }
  return -1;
};

/** Where a number ends; -1 where it is written otherwise than we would. */
const endOfNumber = (text: string, from: number): number => {
  let at = from;
  while (text.charCodeAt(at) >= ZERO && text.charCodeAt(at) <= NINE) at++;
  const isPlain = at > from && at - from <= PLAIN_DIGITS;
  NUMBER.lastIndex = at;
  if (isPlain && !NUMBER.test(text)) return at;
  NUMBER.lastIndex = from;
  NUMBER.test(text);
  const end = NUMBER.lastIndex;
  const number = text.slice(from, end);
  return String(Number(number)) === number ? end : -1;
};

/** Notes the next name of the innermost record; false unless it comes behind the last one. */
const goesOn = (
  names: Names,
  text: string,
  from: number,
  to: number,
  hasEscapes: boolean,
): boolean => {
  const top = names.length - 2;
  const lastFrom = names[top]!;
  const lastTo = names[top + 1]!;
  names[top] = from;
  names[top + 1] = to;
  if (to - from === 6 && text.startsWith('toJSON', from)) return false;
  if (lastFrom === 0) return true;
  if (hasEscapes) return spelled(text, lastFrom, lastTo) < spelled(text, from, to);
  for (let i = 0; lastFrom + i < lastTo; i++) {
    const before = text.charCodeAt(lastFrom + i);
    const next = text.charCodeAt(from + i);
    if (before !== next) return from + i < to && before < next;
  }
  return to - from > lastTo - lastFrom;
};

const spelled = (text: string, from: number, to: number): string =>
  JSON.parse(text.slice(from - 1, to + 1)) as string;
