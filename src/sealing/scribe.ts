import { composeLeaf, type SaltOf } from '../ledger/leaf.js';
import { LedgerError } from '../ledger/ledger-error.js';
import { REGISTRY } from '../ledger/origin.js';
import { openingLeaf } from '../ledger/registry-leaf.js';
import { TILE_WIDTH } from '../ledger/tiles.js';
import type { Position, Recorded } from '../log/port.js';
import {
  CURSOR,
  demandContinuity,
  lastSigned,
  logAt,
  placeOf,
  saltsOf,
  signedEvent,
  signedTo,
  type Ledger,
} from './ledger.js';
import {
  isOpen,
  noteBundles,
  notedBundles,
  notedHeads,
  noteHeads,
  registered,
  registryHead,
  registryLeaves,
  writeRegistry,
  type Bundle,
  type Queryable,
  type RegistryRow,
} from './records.js';
import { leafAt, tileReader, type LedgerFile, type Still } from './tiles.js';
import { CHECKPOINT, Tree, type Published } from './tree.js';

/** A log changed on disk while this process thought that it alone signs. */
export class Overtaken extends Error {
  constructor(place: string) {
    super(`somebody else has signed ${place}`);
    this.name = 'Overtaken';
  }
}

export interface ScribeOptions {
  /** How long a head of a log waits, in milliseconds, before the next one goes to the registry. */
  registryMs?: number;
  /** How many logs stay open when they have nothing new. */
  openLogs?: number;
  /** Told of each log whose head was signed. */
  onHead?: (place: string) => void;
}

/** A consultation's log while it grows. */
interface Growing {
  tree: Tree;
  saltOf: SaltOf;
  /** Of the event of its last leaf. */
  position: Position;
}

/** After these the head of a consultation goes to the registry at once. */
const MILESTONES = new Set([
  'ConsultationPublished',
  'PhaseClosed',
  'TallyClosed',
  'ResultsPublished',
  'ConsultationArchived',
]);

/**
 * Runs work while nobody else may sign; the database keeps what was done in it, or nothing. What the
 * work is given throws where it has taken too long, and somebody else may sign by now.
 */
export type Fenced = (work: (still: Still) => Promise<void>) => Promise<void>;

const LEAVES_AT_ONCE = 1_000;

/** Little enough, some half millisecond of work, that nobody waits for it longer than they would notice. */
const EVENTS_BEFORE_REST = 32;

const least = (...positions: Position[]): Position => positions.reduce((a, b) => (a < b ? a : b));

/** How many bytes of full tiles are kept in memory at most, but for those of one batch. */
const BYTES_KEPT = 32 * 2 ** 20;

const bytesOf = (files: readonly LedgerFile[]): number =>
  files.reduce((sum, [, bytes]) => sum + bytes.length, 0);

/**
 * Writes the ledger: makes leaves of events, grows the trees, and signs their heads. Every log follows
 * from what the database holds, so two that write at once write the same.
 */
export class Scribe {
  readonly #open = new Map<string, Growing>();
  readonly #openings = new Set<string>();
  readonly #due = new Map<string, Published & { at: number }>();
  readonly #now = new Set<string>();
  /** Full tiles that wait to be written before the next heads are signed. */
  #full: LedgerFile[] = [];
  #events: Recorded[] = [];
  /** Bundles that are to be noted when the next heads are signed. */
  #bundles: Bundle[] = [];
  #registry!: Tree;
  #registrySalts!: SaltOf;
  #scannedTo = 0n;
  #signedTo = 0n;

  constructor(
    private readonly ledger: Ledger,
    private readonly db: Queryable,
    private readonly options: ScribeOptions = {},
  ) {}

  /** Makes certain that what was signed goes on here; tells behind which position to read. Throws LedgerError. */
  async begin(): Promise<Position> {
    const { ledger } = this;
    await demandContinuity(ledger);
    this.#registry = await Tree.open(ledger.tiles, logAt(ledger, REGISTRY));
    this.#registrySalts = await saltsOf(ledger, null);
    await this.#demandRegistry();
    this.#signedTo = await signedTo(ledger);
    this.#scannedTo = least(this.#signedTo, await this.#findHeads());
    return this.#scannedTo;
  }

  /**
   * Finds the heads that were signed: the registry may not have heard of them, nor the database of what
   * they hold. Tells the position up to which they hold every event: less than what was signed where a
   * sealer that was stopped put an old head in the place of a newer one, where a log is not there any
   * more, and where nothing is known of how far one went.
   */
  async #findHeads(): Promise<Position> {
    const sizes = new Map<string, number>();
    const noted = await notedHeads(this.db);
    let reach = this.#signedTo;
    for (const place of await this.ledger.tiles.logs()) {
      if (place === REGISTRY) continue;
      const tree = await Tree.open(this.ledger.tiles, logAt(this.ledger, place));
      const last = await lastSigned(this.ledger, tree);
      if (!last) continue;
      const id = last.consultationId!;
      sizes.set(id, tree.size);
      if (noted.get(id) !== tree.size) reach = least(reach, last.position);
      this.#due.set(place, { ...tree.published, at: 0 });
      await this.#noteMissing(tree, id);
    }
    if ([...noted.keys()].some((id) => !sizes.has(id))) reach = 0n;
    await noteHeads(this.db, sizes);
    return reach;
  }

  /** Notes the bundles of a signed log that the database has lost. */
  async #noteMissing(tree: Tree, consultationId: string): Promise<void> {
    const known = await notedBundles(this.db, consultationId);
    const missing: Bundle[] = [];
    for (let index = 0; index * TILE_WIDTH < tree.size; index++) {
      if (known.has(index)) continue;
      const { position } = await signedEvent(this.ledger, tree, index * TILE_WIDTH);
      missing.push({ consultationId, index, position });
    }
    await noteBundles(this.db, missing);
  }

  /** Whether something could be signed that is not yet. */
  get hasNews(): boolean {
    const time = performance.now();
    const isDirty = ({ tree }: Growing) => tree.size > tree.published.size;
    return (
      this.#events.length > 0 ||
      this.#openings.size > 0 ||
      this.#scannedTo > this.#signedTo ||
      [...this.#open.values()].some(isDirty) ||
      [...this.#due.values()].some(({ at }) => at <= time)
    );
  }

  /** Adds events to their logs, and writes the tiles that are full by now; rests after every few events. */
  async take(events: readonly Recorded[], scannedTo: Position, rest?: () => void): Promise<void> {
    const grown = new Set<Tree>();
    for (const [n, event] of events.entries()) {
      if (n % EVENTS_BEFORE_REST === EVENTS_BEFORE_REST - 1) rest?.();
      const { consultationId: id } = event;
      if (id === null) {
        this.#events.push(event);
        continue;
      }
      const growing = this.#open.get(id) ?? (await this.#load(id));
      grown.add(growing.tree);
      this.#hear(event, id);
      if (event.position > growing.position) this.#grow(growing, event, id);
    }
    for (const tree of grown) this.#full.push(...tree.takeFull());
    if (bytesOf(this.#full) > BYTES_KEPT) await this.#writeFull();
    this.#scannedTo = scannedTo;
  }

  /** Writes what is missing of tiles, then signs every log that has grown, and the registry of them. */
  async publish(fenced: Fenced): Promise<void> {
    const { tiles } = this.ledger;
    const grown = [...this.#open].filter(([, { tree }]) => tree.size > tree.published.size);
    const dirty = grown.map(([, { tree }]) => tree);
    await this.#writeFull(dirty.flatMap((tree) => tree.edge()));
    await fenced(async (still) => {
      await noteBundles(this.db, this.#bundles);
      await noteHeads(this.db, new Map(grown.map(([id, { tree }]) => [id, tree.size])));
      await this.#putHeads(dirty, still);
      await this.#register();
    });
    this.#events = [];
    this.#bundles = [];
    this.#openings.clear();
    this.#now.clear();
    await fenced((still) => this.#growRegistry(still));
    await tiles.write([[CURSOR, Buffer.from(`${this.#scannedTo}\n`)]]);
    this.#signedTo = this.#scannedTo;
    this.#forget();
  }

  /** Writes the tiles that are full, many at once: files that are made durable together share what that costs. */
  async #writeFull(more: LedgerFile[] = []): Promise<void> {
    const full = this.#full;
    this.#full = [];
    await this.ledger.tiles.write([...full, ...more]);
  }

  /** Notes what the registry is to hear of. */
  #hear({ type }: Recorded, id: string): void {
    if (type === 'ConsultationPublished') this.#openings.add(id);
    if (MILESTONES.has(type)) this.#now.add(placeOf(id));
  }

  async #load(id: string): Promise<Growing> {
    const tree = await Tree.open(this.ledger.tiles, logAt(this.ledger, placeOf(id)));
    const position = (await lastSigned(this.ledger, tree))?.position ?? 0n;
    const growing = { tree, position, saltOf: await saltsOf(this.ledger, id) };
    this.#open.set(id, growing);
    return growing;
  }

  /** An event becomes the next leaf of its log. */
  #grow(growing: Growing, event: Recorded, consultationId: string): void {
    const { tree, saltOf } = growing;
    const { position } = event;
    const n = tree.size;
    tree.append(composeLeaf(event, { log: tree.log.signer.name, n }, saltOf).leaf);
    growing.position = position;
    if (n % TILE_WIDTH === 0)
      this.#bundles.push({ consultationId, index: n / TILE_WIDTH, position });
  }

  /** Signs the heads of logs whose tiles are written; throws Overtaken where a head is not the one that was read. */
  async #putHeads(trees: readonly Tree[], still: Still): Promise<void> {
    const { tiles } = this.ledger;
    for (const { log, published } of trees) {
      const note = await tiles.read(`${log.place}/${CHECKPOINT}`);
      if (note?.toString() !== published.note) throw new Overtaken(log.place);
    }
    const notes = trees.map((tree) => tree.sign());
    await tiles.write(
      trees.map(({ log }, i) => [`${log.place}/${CHECKPOINT}`, Buffer.from(notes[i]!)] as const),
      still,
    );
    for (const [i, tree] of trees.entries()) {
      this.options.onHead?.(tree.log.place);
      for (const narrow of tree.wasPublished(notes[i]!)) await tiles.remove(narrow);
      if (tree !== this.#registry)
        this.#due.set(tree.log.place, {
          ...tree.published,
          at: this.#due.get(tree.log.place)?.at ?? 0,
        });
    }
  }

  /** Decides the next leaves of the registry. */
  async #register(): Promise<void> {
    const { db } = this;
    const head = await registryHead(db);
    let n = head.size;
    const write = (row: RegistryRow) => writeRegistry(db, n++, row);
    const log = this.#registry.log.signer.name;
    for (const event of this.#events)
      if (event.position > head.position)
        await write({ event, leaf: composeLeaf(event, { log, n }, this.#registrySalts).leaf });
    for (const id of this.#openings) {
      const about = placeOf(id);
      if (await isOpen(db, about)) continue;
      await write({ about, leaf: openingLeaf({ log, n }, logAt(this.ledger, about).signer) });
    }
    for (const [about, { note, size }] of await this.#dueNow())
      await write({ about, size, leaf: Buffer.from(note!) });
  }

  /** The heads that the registry is to hold now; of logs that are not public it holds none. */
  async #dueNow(): Promise<[string, Published][]> {
    const { registryMs = 60_000 } = this.options;
    const time = performance.now();
    const places = [...this.#due.keys()].filter(
      (place) => this.#now.has(place) || this.#due.get(place)!.at <= time,
    );
    if (places.length === 0) return [];
    const last = await registered(this.db, places);
    return places.flatMap((place): [string, Published][] => {
      const head = this.#due.get(place)!;
      const before = last.get(place);
      const isNews = before !== undefined && before.size < head.size;
      if (isNews && before.ageMs < registryMs && !this.#now.has(place)) {
        this.#due.set(place, { ...head, at: time + registryMs - before.ageMs });
        return [];
      }
      this.#due.delete(place);
      return isNews ? [[place, head]] : [];
    });
  }

  async #growRegistry(still: Still): Promise<void> {
    const { ledger, db } = this;
    const tree = this.#registry;
    for (;;) {
      const leaves = await registryLeaves(db, tree.size, LEAVES_AT_ONCE);
      for (const leaf of leaves) tree.append(leaf);
      if (leaves.length < LEAVES_AT_ONCE) break;
    }
    if (tree.size === tree.published.size) return;
    await ledger.tiles.write([...tree.takeFull(), ...tree.edge()]);
    await this.#putHeads([tree], still);
  }

  /** The database must hold the registry as it was signed; one that was lost with the database cannot go on. */
  async #demandRegistry(): Promise<void> {
    const { size } = this.#registry.published;
    if (size === 0) return;
    const read = tileReader(this.ledger.tiles, REGISTRY);
    const [kept] = await registryLeaves(this.db, size - 1, 1);
    if (kept?.equals(await leafAt(read, size - 1, size))) return;
    throw new LedgerError(
      'UNPROVEN',
      `The registry was signed at ${size} leaves, and the database does not hold the last of them as it was signed.`,
    );
  }

  #forget(): void {
    const { openLogs = 64 } = this.options;
    for (const id of this.#open.keys()) {
      if (this.#open.size <= openLogs) return;
      this.#open.delete(id);
    }
  }
}
