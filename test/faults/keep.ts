import { createWriteStream, type WriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import type { Call, History } from './history.js';

type End = Omit<History, 'calls'>;

/** Writes a history while it happens, one call a line and its end as the last line. */
export class Keeper {
  private readonly file: WriteStream;
  readonly calls: Call[] = [];

  constructor(readonly path: string) {
    this.file = createWriteStream(path);
  }

  record(call: Call): void {
    this.calls.push(call);
    this.file.write(`${JSON.stringify(call)}\n`);
  }

  /** The whole history, once its end is known; also in the file then. */
  async finish(end: End): Promise<History> {
    this.file.end(`${JSON.stringify({ end })}\n`);
    await once(this.file, 'finish');
    return { calls: this.calls, ...end };
  }

  close(): void {
    this.file.destroy();
  }
}

/** A history that was kept. */
export async function keptHistory(path: string): Promise<History> {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  const { end } = JSON.parse(lines.pop()!) as { end: End };
  return { calls: lines.map((text) => JSON.parse(text) as Call), ...end };
}
