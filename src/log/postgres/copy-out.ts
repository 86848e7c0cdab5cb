import type pg from 'pg';

type Fields = (string | null)[];

/**
 * What `of` makes of each row of a `select`, whose fields are text, or null; copied, they cost their
 * reader half of what they cost otherwise.
 */
export const copyOut = <T>(
  client: pg.ClientBase,
  select: string,
  of: (fields: Fields) => T,
): Promise<T[]> =>
  new Promise((resolve, reject) =>
    client.query(new CopyOut(select, of, (error, made) => (error ? reject(error) : resolve(made)))),
  );

/** What `pg` runs as a query, and calls back. */
class CopyOut<T> implements pg.Submittable {
  callback: (error: Error | null, made: T[]) => void;
  #made: T[] = [];
  #error: Error | null = null;

  constructor(
    private readonly select: string,
    private readonly of: (fields: Fields) => T,
    ended: CopyOut<T>['callback'],
  ) {
    this.callback = ended;
  }

  submit(connection: pg.Connection): void {
    connection.query(`copy (${this.select}) to stdout`);
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    if (this.#error) return;
    try {
      this.#made.push(this.of(fieldsOf(chunk.toString('utf8', 0, chunk.length - 1))));
    } catch (error) {
      this.#error = error as Error;
    }
  }

  handleCommandComplete(): void {}

  handleError(error: Error): void {
    this.#error = error;
    this.#end();
  }

  handleReadyForQuery(): void {
    this.#end();
  }

  /** Hands over what was made and lets go of it: `pg` may remember a query for longer. */
  #end(): void {
    const made = this.#made;
    this.#made = [];
    this.callback(this.#error, made);
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
