import { createHash } from 'node:crypto';
import { demandFiles, MANIFEST, parseManifest, type Manifest } from '../bundle/manifest.js';
import { LedgerError } from '../ledger-error.js';
import { ZipReader } from '../zip/reader.js';
import { at, BundleFault, during, faultAt, mismatch } from './fault.js';

/** The largest manifest and small file that are read, in bytes. */
const LARGEST_MANIFEST = 64 * 1024 * 1024;

/** A bundle's files, each held to the digest that the manifest has of it. */
export class Archive {
  readonly #read = new Set<string>();

  private constructor(
    private readonly zip: ZipReader,
    readonly manifest: Manifest,
  ) {}

  /** Opens a bundle that has the files it must have, `published` included. Throws a BundleFault. */
  static async open(path: string, published: readonly string[]): Promise<Archive> {
    const zip = await ZipReader.open(path).catch((error: unknown) => {
      throw notABundle(error);
    });
    try {
      return await Archive.#of(zip, published);
    } catch (error) {
      await zip.close();
      throw error;
    }
  }

  static async #of(zip: ZipReader, published: readonly string[]): Promise<Archive> {
    if (!zip.has(MANIFEST)) throw notABundle(new Error(`The archive has no ${MANIFEST}.`));
    const bytes = await during({ file: MANIFEST }, () => zip.read(MANIFEST, LARGEST_MANIFEST));
    const manifest = at({ file: MANIFEST }, () => parseManifest(bytes));
    const others = zip.names.filter((name) => name !== MANIFEST);
    at({ file: MANIFEST }, () => demandFiles(manifest, others, published));
    return new Archive(zip, manifest);
  }

  /** A file as a whole, of at most so many bytes. */
  async read(name: string, most: number): Promise<Buffer> {
    const bytes = await during({ file: name }, () => this.zip.read(name, most));
    this.#demand(name, createHash('sha256').update(bytes).digest('hex'));
    return bytes;
  }

  /** A file bit by bit; that it is what the manifest says is known at its end. */
  async *chunks(name: string): AsyncGenerator<Buffer> {
    const hash = createHash('sha256');
    try {
      for await (const chunk of this.zip.chunks(name)) {
        hash.update(chunk);
        yield chunk;
      }
    } catch (error) {
      throw faultAt(error, { file: name });
    }
    this.#demand(name, hash.digest('hex'));
  }

  has(name: string): boolean {
    return this.zip.has(name);
  }

  /** Reads what nobody has read, so that every byte of the bundle was looked at. */
  async readRest(): Promise<void> {
    for (const name of this.zip.names)
      if (name !== MANIFEST && !this.#read.has(name)) for await (const _chunk of this.chunks(name));
  }

  async close(): Promise<void> {
    await this.zip.close();
  }

  #demand(name: string, hex: string): void {
    this.#read.add(name);
    if (hex !== this.manifest.files[name])
      throw mismatch('The file is not what the manifest has the digest of.', { file: name });
  }
}

const notABundle = (error: unknown): unknown => {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall) return new BundleFault('NOT_A_BUNDLE', `The file cannot be read (${code}).`);
  return error instanceof LedgerError || !code
    ? new BundleFault('NOT_A_BUNDLE', (error as Error).message)
    : error;
};
