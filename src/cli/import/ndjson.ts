import { createHash } from 'node:crypto';
import type { DatedSource } from './dated.js';
import { demandRoom } from './dated-values.js';
import { SourceError, type SourceFolder } from './source.js';

/** One object of a file, and the line where it stands. */
export interface NdjsonRow {
  file: string;
  line: number;
  /** A member; null where it is not there or null. Throws a SourceError for anything that is no text. */
  text: (member: string) => string | null;
}

/**
 * Objects of `name.ndjson`, one a line, each with an `id`. One that stands twice is given once: the second is counted as repeated
 * where it says the same, and else refused.
 */
export async function* rowsOfFile(
  folder: SourceFolder,
  name: string,
  source: Pick<DatedSource, 'repeated' | 'refusals'>,
): AsyncGenerator<NdjsonRow> {
  const file = `${name}.ndjson`;
  const lines = await folder.lines(file);
  if (!lines) throw new SourceError(file, 1, 'the folder has no such file.');
  const seen = new Map<string, string>();
  for await (const { number, text } of lines) {
    if (!text.trim()) continue;
    const row = rowOf(file, number, text);
    const id = row.text('id');
    if (!id) throw new SourceError(file, number, 'there is no id.');
    const said = createHash('sha256').update(text.trim()).digest('base64');
    const before = seen.get(id);
    demandRoom(seen.size, file, number);
    seen.set(id, before ?? said);
    if (before === undefined) yield row;
    else if (before === said) source.repeated++;
    else source.refusals.push({ file, line: number, codes: ['ALREADY_EXISTS'] });
  }
}

const rowOf = (file: string, line: number, text: string): NdjsonRow => {
  const object = parsed(file, line, text);
  return {
    file,
    line,
    text: (member) => {
      const value = Object.hasOwn(object, member) ? object[member] : null;
      if (value === null) return null;
      if (typeof value !== 'string') throw new SourceError(file, line, `${member} is no text.`);
      if (/[\0\p{Surrogate}]/u.test(value))
        throw new SourceError(file, line, `${member} holds what no text can hold.`);
      return value;
    },
  };
};

const parsed = (file: string, line: number, text: string): Record<string, unknown> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new SourceError(file, line, 'this is no JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new SourceError(file, line, 'this is no JSON object.');
  return value as Record<string, unknown>;
};
