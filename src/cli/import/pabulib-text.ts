import { gunzipSync } from 'node:zlib';

/** What is wrong with a Pabulib file, in one sentence, and the line (from 1) where it shows. */
export class PabulibError extends Error {
  constructor(
    readonly line: number,
    readonly reason: string,
  ) {
    super(`Line ${line}: ${reason}`);
    this.name = 'PabulibError';
  }
}

/** One row of cells and the line on which it begins. */
export interface Row {
  line: number;
  cells: string[];
}

/** In bytes, unpacked. */
const LARGEST = 256 * 2 ** 20;

/** The text of a `.pb` or `.pb.gz` file, in UTF-8, with `\n` as the only line end. */
export function textOf(bytes: Uint8Array, fileName: string): string {
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (fileName.endsWith('.gz') && !packed && bytes.length > 0)
    throw new PabulibError(1, 'the file is named .gz but is not compressed by gzip.');
  const plain = packed ? unpack(bytes) : bytes;
  if (plain.length > LARGEST) throw new PabulibError(1, 'the file is larger than 256 MiB.');
  const text = decode(plain).replaceAll('\r\n', '\n');
  const nul = text.indexOf('\0');
  if (nul >= 0) throw new PabulibError(lineAt(text, nul), 'there is a NUL character in the text.');
  if (!text.trim()) throw new PabulibError(1, 'the file is empty.');
  return text;
}

/** A cell between double quotes may hold `;`, line ends and doubled quotes. */
const QUOTED = /"([^"]*(?:""[^"]*)*)"(?=;|\n|$)/y;
/** In any other cell a quote is a character like another. */
const PLAIN = /[^;\n]*/y;

/** Splits a text into rows of cells at `;`; blank lines are no rows. */
export function rowsOf(text: string): Row[] {
  const rows: Row[] = [];
  let line = 1;
  for (let at = 0; at < text.length; at++) {
    const begin = at;
    const cells: string[] = [];
    for (let next = ';'; next === ';'; next = text[at]!) {
      if (cells.length > 0) at++;
      const { cell, end } = cellAt(text, at);
      cells.push(cell);
      at = end;
    }
    if (cells.length > 1 || cells[0]!.trim()) rows.push({ line, cells });
    line += 1 + lineEnds(text, begin, at);
  }
  return rows;
}

function cellAt(text: string, at: number): { cell: string; end: number } {
  QUOTED.lastIndex = PLAIN.lastIndex = at;
  const quoted = text[at] === '"' && QUOTED.exec(text);
  if (quoted) return { cell: quoted[1]!.replaceAll('""', '"'), end: QUOTED.lastIndex };
  return { cell: PLAIN.exec(text)![0], end: PLAIN.lastIndex };
}

function unpack(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST });
  } catch (error) {
    throw new PabulibError(1, `the file cannot be unpacked by gzip (${(error as Error).message}).`);
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8(bytes);
  } catch {
    throw new PabulibError(firstBadLine(bytes), 'the text is not in UTF-8.');
  }
}

/** No byte of a longer UTF-8 character is a line end, so each line can be read alone. */
function firstBadLine(bytes: Uint8Array): number {
  let line = 1;
  for (let start = 0; ; line++) {
    const end = bytes.indexOf(0x0a, start);
    try {
      utf8(bytes.subarray(start, end < 0 ? bytes.length : end));
    } catch {
      return line;
    }
    if (end < 0) return line;
    start = end + 1;
  }
}

const utf8 = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes);

const lineAt = (text: string, index: number): number => 1 + lineEnds(text, 0, index);

function lineEnds(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1))
    count++;
  return count;
}
