import { open, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { malformed } from '../ledger-error.js';
import {
  END_BYTES,
  LARGEST,
  localHeader,
  parseDirectory,
  parseEnd,
  type ZipEntry,
} from './layout.js';

const CHUNK_BYTES = 1024 * 1024;
/** The largest directory that is read, in bytes. */
const LARGEST_DIRECTORY = 16 * 1024 * 1024;

/**
 * Reads an archive as `ZipWriter` writes it and refuses every other: what is compressed, named out
 * of its folder, named twice, overlapping, or around what the directory tells of.
 */
export class ZipReader {
  readonly #entries: Map<string, ZipEntry>;

  private constructor(
    private readonly file: FileHandle,
    entries: ZipEntry[],
  ) {
    this.#entries = new Map(entries.map((entry) => [entry.name, entry]));
  }

  static async open(path: string): Promise<ZipReader> {
    const file = await open(path, 'r');
    try {
      return new ZipReader(file, await directoryOf(file));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** The names of its files, in the order in which they stand. */
  get names(): string[] {
    return [...this.#entries.keys()];
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** The length of a file, in bytes. */
  sizeOf(name: string): number {
    return this.#entry(name).size;
  }

  /** A file as a whole; refuses one of more than `most` bytes before reading it. */
  async read(name: string, most: number): Promise<Buffer> {
    const { size } = this.#entry(name);
    if (size > most) throw malformed(`${name} is ${size} bytes long, more than ${most}.`);
    const chunks: Buffer[] = [];
    for await (const chunk of this.chunks(name)) chunks.push(chunk);
    return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  }

  /** A file bit by bit; throws at its end where it is not what its checksum was made of. */
  async *chunks(name: string): AsyncGenerator<Buffer> {
    const entry = this.#entry(name);
    const header = localHeader(entry);
    const first = await readAt(this.file, entry.offset, header.length);
    if (!first.equals(header))
      throw malformed(`The archive describes ${name} otherwise where it stands.`);
    let crc = 0;
    const start = entry.offset + header.length;
    for (let at = 0; at < entry.size; at += CHUNK_BYTES) {
      const chunk = await readAt(this.file, start + at, Math.min(CHUNK_BYTES, entry.size - at));
      crc = crc32(chunk, crc);
      yield chunk;
    }
    if (crc !== entry.crc) throw malformed(`${name} is not what its checksum was made of.`);
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  #entry(name: string): ZipEntry {
    const entry = this.#entries.get(name);
    if (!entry) throw malformed(`The archive has no ${name}.`);
    return entry;
  }
}

const directoryOf = async (file: FileHandle): Promise<ZipEntry[]> => {
  const { size } = await file.stat();
  if (size < END_BYTES || size > LARGEST) throw malformed('The file is no zip archive of ours.');
  const end = parseEnd(await readAt(file, size - END_BYTES, END_BYTES), size);
  if (end.bytes > LARGEST_DIRECTORY) throw malformed('The directory of the archive is too large.');
  const entries = parseDirectory(await readAt(file, end.offset, end.bytes), end.files);
  const last = entries.at(-1);
  const until = last ? last.offset + localHeader(last).length + last.size : 0;
  if (until !== end.offset) throw malformed('Bytes stand between the files and the directory.');
  return entries;
};

const readAt = async (file: FileHandle, position: number, length: number): Promise<Buffer> => {
  const bytes = Buffer.allocUnsafe(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) throw malformed('The file ends before what its directory tells of.');
    done += bytesRead;
  }
  return bytes;
};
