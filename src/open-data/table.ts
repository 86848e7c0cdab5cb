import { stringify } from 'csv-stringify';
import { Readable } from 'node:stream';

/** A table that is made row by row. */
export interface Table {
  columns: readonly string[];
  rows: AsyncIterable<readonly unknown[]> | Iterable<readonly unknown[]>;
}

/**
 * A table as CSV (RFC 4180, UTF-8) under a header, as it is made. A cell that a spreadsheet would take for a
 * formula has an apostrophe before it.
 */
export const csvOf = ({ columns, rows }: Table): AsyncIterable<string> => {
  const csv = stringify({
    columns: [...columns],
    header: true,
    record_delimiter: 'windows',
    escape_formulas: true,
    encoding: 'utf8',
  });
  const source = Readable.from(rows);
  source.on('error', (error) => csv.destroy(error));
  return source.pipe(csv) as AsyncIterable<string>;
};
