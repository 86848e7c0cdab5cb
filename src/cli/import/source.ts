import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** What is wrong with a file of a folder, in one sentence, and the line (from 1) where it shows. */
export class SourceError extends Error {
  constructor(
    readonly file: string,
    readonly line: number,
    readonly reason: string,
  ) {
    super(`${file}, line ${line}: ${reason}`);
    this.name = 'SourceError';
  }
}

/** One line of a text, without its end. */
export interface Line {
  number: number;
  text: string;
}

/** In bytes, unpacked. */
const LARGEST_FILE = 256 * 2 ** 20;

/** In bytes. */
const LONGEST_LINE = 2 ** 20;

/** Reads the files of a folder line by line, packed by gzip or not, and knows their digest in the end. */
export class SourceFolder {
  readonly #digest = createHash('sha256');

  constructor(private readonly path: string) {}

  /** SHA-256 of what was read, in hex: the same whether files are packed or not. */
  get digest(): string {
    return this.#digest.copy().digest('hex');
  }

  /** The lines of `name` or `name.gz`; undefined where the folder has neither. */
  async lines(name: string): Promise<AsyncGenerator<Line> | undefined> {
    for (const file of [name, `${name}.gz`]) {
      const bytes = await bytesOf(join(this.path, file));
      if (bytes) return this.#linesOf(name, file, bytes);
    }
    return undefined;
  }

  async *#linesOf(name: string, file: string, bytes: AsyncIterable<Buffer>): AsyncGenerator<Line> {
    this.#digest.update(`${name}\0`);
    let number = 1;
    try {
      for await (const line of splitLines(digested(bytes, this.#digest), file)) {
        yield line;
        number = line.number;
      }
    } catch (error) {
      const { code, errno } = error as NodeJS.ErrnoException;
      if (!code?.startsWith('Z_') || errno === undefined) throw error;
      throw new SourceError(file, number, `the file cannot be unpacked by gzip (${code}).`);
    }
    this.#digest.update('\0');
  }
}

const bytesOf = async (path: string): Promise<AsyncIterable<Buffer> | undefined> => {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!file) return undefined;
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
  const bytes = file.createReadStream({ start: 0 });
  const isPacked = bytesRead === 2 && buffer.readUInt16BE() === 0x1f8b;
  return isPacked ? pipeline(bytes, createGunzip(), () => {}) : bytes;
};

async function* digested(bytes: AsyncIterable<Buffer>, digest: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    digest.update(chunk);
    yield chunk;
  }
}

/** No byte of a longer UTF-8 character is a line end, so each line can be read alone. */
async function* splitLines(bytes: AsyncIterable<Buffer>, file: string): AsyncGenerator<Line> {
  let number = 0;
  let size = 0;
  let rest: Buffer[] = [];
  let waiting = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > LARGEST_FILE)
      throw new SourceError(file, number + 1, `the file is larger than ${LARGEST_FILE} bytes.`);
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      const part = chunk.subarray(start, end);
      yield lineOf(file, ++number, waiting ? Buffer.concat([...rest, part]) : part);
      [rest, waiting, start] = [[], 0, end + 1];
    }
    rest.push(chunk.subarray(start));
    waiting += chunk.length - start;
    if (waiting > LONGEST_LINE) throw tooLong(file, number + 1);
  }
  if (waiting > 0) yield lineOf(file, number + 1, Buffer.concat(rest));
}

const tooLong = (file: string, line: number): SourceError =>
  new SourceError(file, line, `a line or a row is longer than ${LONGEST_LINE} bytes.`);

/** Throws a SourceError where a row over several lines is longer than any line may be. */
export const demandShort = (length: number, file: string, line: number): void => {
  if (length > LONGEST_LINE) throw tooLong(file, line);
};

const lineOf = (file: string, number: number, bytes: Buffer): Line => {
  if (bytes.length > LONGEST_LINE) throw tooLong(file, number);
  const text = decoded(file, number, bytes);
  if (text.includes('\0'))
    throw new SourceError(file, number, 'there is a NUL character in the text.');
  return { number, text: text.endsWith('\r') ? text.slice(0, -1) : text };
};

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text without a byte order mark, which a first line may begin with. */
const decoded = (file: string, number: number, bytes: Buffer): string => {
  try {
    const text = utf8.decode(bytes);
    return number === 1 && text.startsWith('\ufeff') ? text.slice(1) : text;
  } catch {
    throw new SourceError(file, number, 'the text is not in UTF-8.');
  }
};
