import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A value as JSON in one line; positions as text. */
export const jsonLine = (value: object): string =>
  `${JSON.stringify(value, (_key, v) => (typeof v === 'bigint' ? String(v) : v))}\n`;

/** An answer: one line of JSON on stdout for programs, sentences on stderr for people. */
export const tell = ({ json }: { json?: boolean }, value: object, text: string): void => {
  if (json) process.stdout.write(jsonLine(value));
  else process.stderr.write(`${text}\n`);
};

/** Writes texts to stdout, no faster than they are read; ends quietly when nobody reads them. */
export const toStdout = async (texts: AsyncIterable<string>): Promise<void> => {
  await pipeline(Readable.from(texts), process.stdout, { end: false }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    },
  );
};

/** Aborts when we are asked to stop, or when nobody reads our stdout any more. */
export const enough = (): AbortSignal => {
  const ended = new AbortController();
  const end = () => ended.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  process.stdout.once('error', end);
  return ended.signal;
};
