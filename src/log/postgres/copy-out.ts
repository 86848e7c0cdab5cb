import type pg from 'pg';

type Fields = (string | null)[];
/** The rows of a `select` as text, or null; copied, they cost their reader half of what they cost otherwise. */
export const copyOut = (client: pg.ClientBase, select: string): Promise<Fields[]> =>
  new Promise((resolve, reject) =>
    client.query(new CopyOut(select, (error, rows) => (error ? reject(error) : resolve(rows)))),
  );

/** What `pg` runs as a query, and calls back. */
class CopyOut implements pg.Submittable {
  callback: (error: Error | null, rows: Fields[]) => void;
  #rows: Fields[] = [];
  #error: Error | null = null;

  constructor(
    private readonly select: string,
    ended: CopyOut['callback'],
  ) {
    this.callback = ended;
  }

  submit(connection: pg.Connection): void {
    connection.query(`copy (${this.select}) to stdout`);
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    this.#rows.push(fieldsOf(chunk.toString('utf8', 0, chunk.length - 1)));
  }

  handleCommandComplete(): void {}

  handleError(error: Error): void {
    this.#error = error;
    this.#end();
  }

  handleReadyForQuery(): void {
    if (!this.#error) this.#end();
  }

  /** Hands the rows over and lets go of them: `pg` may remember a query for longer. */
  #end(): void {
    const rows = this.#rows;
    this.#rows = [];
    this.callback(this.#error, rows);
  }
}

const fieldsOf = (line: string): Fields => {
  const fields: Fields = line.split('\t');
  if (line.includes('\\'))
    for (let i = 0; i < fields.length; i++) fields[i] = unescaped(fields[i]!);
  return fields;
};

const unescaped = (field: string): string | null => {
  if (field === '\\N') return null;
  return field.includes('\\') ? field.replace(/\\(.)/gs, (_, c: string) => MEANT[c] ?? c) : field;
};

/** What stands for a character that would end a field or a line. */
const MEANT: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
