import { finished } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { demandShort, SourceError, type Line } from './source.js';

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
  const table = new Table(file);
  let length = 0;
  for await (const { text } of lines) {
    const rows = await table.take(text);
    length = (rows.length ? 0 : length) + text.length + 1;
    demandShort(length, file, table.open);
    yield* rows.filter(isRow);
  }
  yield* (await table.end()).filter(isRow);
}

const isRow = ({ cells }: Row): boolean => cells.length > 1 || cells[0]!.trim() !== '';

/** What `csv-parse` makes of one line after another. */
class Table {
  /** The line on which the row begins that is not at its end. */
  open = 1;
  #rows: Row[] = [];
  /** Carriage returns so far: none of them ends a line here. */
  #returns = 0;
  readonly #parser = parse({
    delimiter: ',',
    record_delimiter: '\n',
    relax_column_count: true,
    on_record: (cells, { lines }) => {
      this.#returns += count(cells, '\r');
      this.#rows.push({ line: this.open, cells });
      this.open = lines - this.#returns + 1;
      return null;
    },
  });

  constructor(private readonly file: string) {
    this.#parser.on('error', () => {}).resume();
  }

  /** The rows that a line brings to their end. Throws a SourceError. */
  async take(text: string): Promise<Row[]> {
    const error = await new Promise((done) => void this.#parser.write(`${text}\n`, done));
    return this.#taken(error);
  }

  /** The rows that are left behind the last line. Throws a SourceError. */
  async end(): Promise<Row[]> {
    const error = await finished(this.#parser.end()).catch((error: unknown) => error);
    return this.#taken(error);
  }

  #taken(error: unknown): Row[] {
    if (error) throw this.#inWords(error);
    return this.#rows.splice(0);
  }

  #inWords(error: unknown): unknown {
    if (!(error instanceof CsvError)) return error;
    const at = Number(error['lines']) - this.#returns;
    if (error.code === 'CSV_QUOTE_NOT_CLOSED')
      return new SourceError(this.file, this.open, 'a cell begins with a quote that never ends.');
    if (error.code === 'INVALID_OPENING_QUOTE')
      return new SourceError(
        this.file,
        at,
        'a quote stands in a cell that does not begin with one.',
      );
    return new SourceError(this.file, at, 'a quoted cell is followed by more than a comma.');
  }
}

const count = (cells: readonly string[], character: string): number =>
  cells.reduce((sum, cell) => sum + cell.split(character).length - 1, 0);
