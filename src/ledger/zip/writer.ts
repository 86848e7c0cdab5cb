import { open, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { LedgerError, malformed } from '../ledger-error.js';
import {
  centralHeader,
  endRecord,
  isFileName,
  LARGEST,
  localHeader,
  MOST_FILES,
  type ZipEntry,
} from './layout.js';

/** A file's bytes: all at once, or as they come. */
export type Content = Uint8Array | AsyncIterable<Uint8Array>;

/**
 * Writes an archive whose files are stored as they are, each dated 1980-01-01: the same files in the
 * same order give the same bytes, on every machine. Overwrites nothing.
 */
export class ZipWriter {
  readonly #entries: ZipEntry[] = [];
  readonly #names = new Set<string>();
  #at = 0;

  private constructor(private readonly file: FileHandle) {}

  /** Begins an archive that its owner alone can read. */
  static async create(path: string): Promise<ZipWriter> {
    return new ZipWriter(await open(path, 'wx', 0o600));
  }

  /** Adds a file; one that comes bit by bit is never in memory as a whole. */
  async add(name: string, content: Content): Promise<void> {
    if (!isFileName(name)) throw malformed(`${JSON.stringify(name)} cannot name a file.`);
    if (this.#names.has(name)) throw malformed(`The archive has a ${name} already.`);
    this.#names.add(name);
    const entry = { name, crc: 0, size: 0, offset: this.#at };
    if (content instanceof Uint8Array) await this.#whole(entry, content);
    else await this.#bitByBit(entry, content);
    this.#entries.push(entry);
  }

  /** Writes the directory and makes everything durable. */
  async close(): Promise<void> {
    const offset = this.#at;
    const directory = Buffer.concat(this.#entries.map(centralHeader));
    await this.#write(directory);
    if (this.#entries.length > MOST_FILES) throw tooLarge();
    await this.#write(endRecord(this.#entries.length, directory.length, offset));
    await this.file.sync();
    await this.file.close();
  }

  /** Lets go of an archive that is not to be. */
  async abandon(): Promise<void> {
    await this.file.close();
  }

  async #whole(entry: ZipEntry, bytes: Uint8Array): Promise<void> {
    entry.crc = crc32(bytes);
    entry.size = bytes.length;
    await this.#write(localHeader(entry));
    await this.#write(bytes);
  }

  /** The header comes first and says what is known last: it is written twice. */
  async #bitByBit(entry: ZipEntry, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    await this.#write(localHeader(entry));
    for await (const chunk of chunks) {
      entry.crc = crc32(chunk, entry.crc);
      entry.size += chunk.length;
      await this.#write(chunk);
    }
    const header = localHeader(entry);
    await this.file.write(header, 0, header.length, entry.offset);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    if (this.#at + bytes.length > LARGEST) throw tooLarge();
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.file.write(bytes, done, bytes.length - done, this.#at);
      done += bytesWritten;
      this.#at += bytesWritten;
    }
  }
}

const tooLarge = (): LedgerError =>
  new LedgerError('OUT_OF_RANGE', 'The archive would be larger than 4 GiB.');
