import { createReadStream } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { createHash, type Hash } from 'node:crypto';
import type { Composed } from '../leaf.js';
import { disclosureDigest } from '../disclosure.js';
import { TileBuilder, type Tile } from '../tile-builder.js';
import { tilePath } from '../tiles.js';
import { ZipWriter, type Content } from '../zip/writer.js';
import { disclosureLine } from './disclosure-lines.js';
import { DISCLOSURES, FORMAT, MANIFEST, manifestText, type Manifest } from './manifest.js';

/** Disclosures wait beside the bundle until its tiles are written; so many characters are written at once. */
const SPOOL_CHARACTERS = 1024 * 1024;

/** Writes a bundle leaf by leaf, in bounded memory; it is there under its name only once it is whole. */
export class BundleWriter {
  readonly #tiles = new TileBuilder();
  readonly #digests: Record<string, string> = {};
  #lines = '';

  private constructor(
    private readonly path: string,
    private readonly zip: ZipWriter,
    private readonly spool: FileHandle,
  ) {}

  static async create(path: string): Promise<BundleWriter> {
    for (const left of [unfinished(path), spooled(path)]) await rm(left, { force: true });
    const zip = await ZipWriter.create(unfinished(path));
    return new BundleWriter(path, zip, await open(spooled(path), 'wx', 0o600));
  }

  /** How many leaves there are. */
  get size(): number {
    return this.#tiles.size;
  }

  /** How many leaves there are, and the root over them. */
  get head(): { size: number; root: Buffer } {
    return { size: this.size, root: this.#tiles.root };
  }

  /** Adds the next leaf and those of its disclosures that are handed over. */
  async leaf({ leaf }: Pick<Composed, 'leaf'>, disclosures: readonly string[]): Promise<void> {
    const n = this.#tiles.size;
    this.#tiles.append(leaf);
    const inOrder = disclosures.map((text) => [disclosureDigest(text), text] as const);
    inOrder.sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [, text] of inOrder) this.#lines += disclosureLine({ n, text });
    if (this.#lines.length > SPOOL_CHARACTERS) await this.#flush();
    await this.#addTiles(this.#tiles.full());
  }

  /** Adds a file beside the leaves. */
  async file(name: string, content: Uint8Array | string): Promise<void> {
    await this.#add(name, Buffer.from(content as Uint8Array));
  }

  /** Adds the tiles that are not full and the disclosures; no leaf can follow. */
  async endOfLeaves(): Promise<void> {
    await this.#addTiles(this.#tiles.partial());
    await this.#flush();
    await this.#add(DISCLOSURES, createReadStream(spooled(this.path)));
  }

  /** Adds the manifest and puts the bundle in its place. */
  async close(about: Pick<Manifest, 'audience' | 'origin' | 'position'>): Promise<Manifest> {
    const { size } = this;
    const manifest: Manifest = { format: FORMAT, ...about, size, files: this.#digests };
    await this.zip.add(MANIFEST, Buffer.from(manifestText(manifest)));
    await this.zip.close();
    await this.#removeSpool();
    await rename(unfinished(this.path), this.path);
    return manifest;
  }

  /** Leaves nothing behind. */
  async abandon(): Promise<void> {
    await this.zip.abandon();
    await this.#removeSpool();
    await rm(unfinished(this.path), { force: true });
  }

  async #addTiles(tiles: Tile[]): Promise<void> {
    for (const { name, bytes } of tiles) await this.#add(tilePath(name), bytes);
  }

  async #add(name: string, content: Content): Promise<void> {
    const hash = createHash('sha256');
    const isWhole = content instanceof Uint8Array;
    if (isWhole) hash.update(content);
    await this.zip.add(name, isWhole ? content : hashing(content, hash));
    this.#digests[name] = hash.digest('hex');
  }

  async #flush(): Promise<void> {
    const lines = this.#lines;
    this.#lines = '';
    await this.spool.appendFile(lines);
  }

  async #removeSpool(): Promise<void> {
    await this.spool.close();
    await rm(spooled(this.path), { force: true });
  }
}

const unfinished = (path: string): string => `${path}.unfinished`;
const spooled = (path: string): string => `${path}.disclosures`;

async function* hashing(chunks: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}
