import { demandShort, SourceError, type Line } from './source.js';

/** A row that is not at its end while a cell between quotes is not. */
interface OpenRow {
  line: number;
  cells: string[];
  parts: string[];
  isQuoted: boolean;
  length: number;
}

/** One row, and the line on which it begins. */
interface Row {
  line: number;
  cells: string[];
}

/** One row under its header. */
export interface CsvRecord {
  line: number;
  /** What a column says, without white space around it. */
  cell: (column: string) => string;
}

/**
 * Records of a table, separated by commas, under a header that has at least the `required` columns in any order. Throws a
 * SourceError with the line of the fault.
 */
export async function* recordsOf(
  lines: AsyncIterable<Line>,
  file: string,
  required: readonly string[],
): AsyncGenerator<CsvRecord> {
  let places: Map<string, number> | undefined;
  for await (const row of rowsOf(lines, file)) {
    if (!places) {
      places = headerOf(row, file, required);
      continue;
    }
    const { line, cells } = row;
    if (cells.length !== places.size)
      throw new SourceError(
        file,
        line,
        `there are ${cells.length} cells under ${places.size} columns.`,
      );
    const columns = places;
    yield { line, cell: (column) => cells[columns.get(column)!]!.trim() };
  }
  if (!places) throw new SourceError(file, 1, 'the file is empty.');
}

const headerOf = (
  { line, cells }: Row,
  file: string,
  required: readonly string[],
): Map<string, number> => {
  const places = new Map(cells.map((cell, i) => [cell.trim(), i]));
  const missing = required.filter((column) => !places.has(column));
  if (missing.length)
    throw new SourceError(file, line, `the header has no column ${missing.join(', ')}.`);
  if (places.size < cells.length)
    throw new SourceError(file, line, 'two columns have the same name.');
  return places;
};

/** Rows of cells; blank lines between rows are no rows. */
export async function* rowsOf(lines: AsyncIterable<Line>, file: string): AsyncGenerator<Row> {
  let open: OpenRow | undefined;
  for await (const { number, text } of lines) {
    if (!open && !text.trim()) continue;
    open ??= { line: number, cells: [], parts: [], isQuoted: false, length: 0 };
    open.length += text.length + 1;
    demandShort(open.length, file, open.line);
    if (!take(open, text, file, number)) continue;
    yield { line: open.line, cells: open.cells };
    open = undefined;
  }
  if (open) throw new SourceError(file, open.line, 'a cell begins with a quote that never ends.');
}

/** Takes a line into a row; whether the row ends with it. */
const take = (row: OpenRow, text: string, file: string, line: number): boolean => {
  for (let at = 0; ; at++) {
    if (!row.isQuoted && text[at] === '"') [row.isQuoted, at] = [true, at + 1];
    const end = row.isQuoted ? endOfQuoted(row, text, at) : endOfPlain(row, text, at);
    if (end < 0) return false;
    if (end < text.length && text[end] !== ',')
      throw new SourceError(file, line, 'a quoted cell is followed by more than a comma.');
    row.cells.push(row.parts.join(''));
    row.parts = [];
    if (end >= text.length) return true;
    at = end;
  }
};

/** A quote within a plain cell is a character like another. */
const endOfPlain = (row: OpenRow, text: string, at: number): number => {
  const comma = text.indexOf(',', at);
  const end = comma < 0 ? text.length : comma;
  row.parts.push(text.slice(at, end));
  return end;
};

/** Behind the quote that ends the cell; -1 where the line ends first. */
const endOfQuoted = (row: OpenRow, text: string, from: number): number => {
  for (let at = from; ;) {
    const quote = text.indexOf('"', at);
    row.parts.push(quote < 0 ? `${text.slice(at)}\n` : text.slice(at, quote));
    if (quote < 0) return -1;
    at = quote + 1;
    if (text[at] !== '"') {
      row.isQuoted = false;
      return at;
    }
    row.parts.push('"');
    at++;
  }
};
