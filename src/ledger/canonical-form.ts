import { canonical } from './canonical.js';

/** Deeper than this nothing is nested that Cahier writes. */
const DEEPEST = 1_000;

const QUOTE = 0x22;
const COMMA = 0x2c;
const [ZERO, NINE] = [0x30, 0x39];
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const [OPEN_LIST, CLOSE_LIST] = [0x5b, 0x5d];
const [OPEN_RECORD, CLOSE_RECORD] = [0x7b, 0x7d];
const [SMALL_F, SMALL_N, SMALL_T] = [0x66, 0x6e, 0x74];

/** What stands nowhere in a canonical text as it is. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\0-\x1f]/;
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
  const value: unknown = JSON.parse(text); // Refuses control characters in texts, as the scan does between.
  if (!isSpelled(text)) throw new TypeError('The text is not in canonical form.');
  return value;
};

/** The canonical text of a value, from any JSON text of it; most often that text itself. Throws a SyntaxError for other texts. */
export const inCanonicalForm = (text: string): string =>
  isCanonical(text) ? text : canonical(JSON.parse(text));

/** Whether a text is as `canonical` writes it; quicker than to read the value, or to write it once more. */
const isCanonical = (text: string): boolean => !CONTROL.test(text) && isSpelled(text);

/** The same of JSON, or of what holds no control character as it is. */
const isSpelled = (text: string): boolean =>
  text.isWellFormed() && new Scan(text).end(0, 0) === text.length;

/** Where the parts of a JSON text end that are written as we would; nowhere (-1) where one is not. */
class Scan {
  readonly #hasEscapes: boolean;

  constructor(private readonly text: string) {
    this.#hasEscapes = text.includes('\\');
  }

  /** Behind the value that begins there. */
  end(at: number, depth: number): number {
    const { text } = this;
    switch (text.charCodeAt(at)) {
      case QUOTE:
        return this.#textEnd(at + 1) + 1 || -1;
      case OPEN_RECORD:
        return this.#recordEnd(at + 1, depth + 1);
      case OPEN_LIST:
        return this.#listEnd(at + 1, depth + 1);
      case SMALL_T:
        return this.#wordEnd('true', at);
      case SMALL_F:
        return this.#wordEnd('false', at);
      case SMALL_N:
        return this.#wordEnd('null', at);
      default:
        return this.#numberEnd(at);
    }
  }

  #wordEnd(word: string, at: number): number {
    return this.text.startsWith(word, at) ? at + word.length : -1;
  }

  #listEnd(from: number, depth: number): number {
    const { text } = this;
    if (depth > DEEPEST) return -1;
    if (text.charCodeAt(from) === CLOSE_LIST) return from + 1;
    for (let at = from; ; at++) {
      at = this.end(at, depth);
      if (at < 0) return -1;
      const code = text.charCodeAt(at);
      if (code === CLOSE_LIST) return at + 1;
      if (code !== COMMA) return -1;
    }
  }

  #recordEnd(from: number, depth: number): number {
    const { text } = this;
    if (depth > DEEPEST) return -1;
    if (text.charCodeAt(from) === CLOSE_RECORD) return from + 1;
    let [lastFrom, lastTo] = [0, 0];
    for (let at = from; ; at++) {
      if (text.charCodeAt(at) !== QUOTE) return -1;
      const name = at + 1;
      const to = this.#textEnd(name);
      if (to < 0 || text.charCodeAt(to + 1) !== COLON) return -1;
      if (!this.#mayFollow(lastFrom, lastTo, name, to)) return -1;
      [lastFrom, lastTo] = [name, to];
      at = this.end(to + 2, depth);
      if (at < 0) return -1;
      const code = text.charCodeAt(at);
      if (code === CLOSE_RECORD) return at + 1;
      if (code !== COMMA) return -1;
    }
  }

  /** Where the quote is that ends a text. */
  #textEnd(from: number): number {
    const { text } = this;
    if (!this.#hasEscapes) return text.indexOf('"', from);
    for (let at = from; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) return at;
      if (code !== BACKSLASH) continue;
      ESCAPE.lastIndex = at + 1;
      if (!ESCAPE.test(text)) return -1;
      at = ESCAPE.lastIndex - 1;
    }
    return -1;
  }

  #numberEnd(from: number): number {
    const { text } = this;
    let at = from;
    while (text.charCodeAt(at) >= ZERO && text.charCodeAt(at) <= NINE) at++;
    const digits = at - from;
    const isPlain = digits === 1 || (digits <= PLAIN_DIGITS && text.charCodeAt(from) !== ZERO);
    NUMBER.lastIndex = at;
    if (digits > 0 && isPlain && !NUMBER.test(text)) return at;
    NUMBER.lastIndex = from;
    if (!NUMBER.test(text)) return -1;
    const end = NUMBER.lastIndex;
    const number = text.slice(from, end);
    return String(Number(number)) === number ? end : -1;
  }

  /** Whether a name of a record may stand behind the last one, if there was one. */
  #mayFollow(lastFrom: number, lastTo: number, from: number, to: number): boolean {
    const { text } = this;
    if (to - from === 6 && text.startsWith('toJSON', from)) return false;
    if (lastFrom === 0) return true;
    if (this.#hasEscapes) return this.#spelled(lastFrom, lastTo) < this.#spelled(from, to);
    for (let i = 0; lastFrom + i < lastTo; i++) {
      const before = text.charCodeAt(lastFrom + i);
      const next = text.charCodeAt(from + i);
      if (before !== next) return from + i < to && before < next;
    }
    return to - from > lastTo - lastFrom;
  }

  #spelled(from: number, to: number): string {
    return JSON.parse(this.text.slice(from - 1, to + 1)) as string;
  }
}
