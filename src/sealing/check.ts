import { composeLeaf, type SaltOf } from '../ledger/leaf.js';
import { decodeBundle, encodeBundle } from '../ledger/entry-bundle.js';
import { LedgerError } from '../ledger/ledger-error.js';
import { leafHash } from '../ledger/merkle.js';
import { CompactRange } from '../ledger/compact-range.js';
import { REGISTRY } from '../ledger/origin.js';
import { parseRegistryLeaf } from '../ledger/registry-leaf.js';
import { TILE_WIDTH, tilePath, tileWidth, tilesOf } from '../ledger/tiles.js';
import { openCheckpoint, type Checkpoint } from '../ledger/checkpoint.js';
import { logAt, placeOf, saltsOf, type Ledger } from './ledger.js';
import { tileReader } from './tiles.js';
import { CHECKPOINT } from './tree.js';

/** What is wrong with a log: at which place, and how. */
export interface Difference {
  log: string;
  place: string;
  says: string;
}

/** What came of comparing the ledger with the log of events. */
export interface Comparison {
  logs: number;
  leaves: number;
  differences: Difference[];
}

/** A log while it is computed anew: the leaves of one bundle, the hashes of one tile a row. */
interface Again {
  head: Checkpoint | undefined;
  range: CompactRange;
  entries: Buffer[];
  rows: Buffer[][];
  saltOf: SaltOf;
}

/**
 * Computes every log of a consultation anew from the log of events, and compares each tile and each
 * signed root with what is on disk; of the registry, whose order is its own, the events and the root.
 */
export const checkLedger = async (ledger: Ledger): Promise<Comparison> => {
  const comparison: Comparison = { logs: 0, leaves: 0, differences: [] };
  const again = new Map<string, Again>();
  const differs = (log: string, place: string, says: string) =>
    comparison.differences.push({ log, place, says });
  for await (const events of ledger.log.readAll())
    for (const event of events) {
      const place = placeOf(event.consultationId);
      if (place === REGISTRY) continue;
      const log = again.get(place) ?? (await begin(ledger, place, event.consultationId, differs));
      again.set(place, log);
      const n = log.range.size;
      if (!log.head || n >= log.head.size) continue;
      const origin = logAt(ledger, place).signer.name;
      const { leaf } = composeLeaf(event, { log: origin, n }, log.saltOf);
      for (const [path, bytes] of grow(log, leaf))
        await compare(ledger, place, path, bytes, differs);
    }
  for (const place of await ledger.tiles.logs())
    if (place !== REGISTRY && !again.has(place))
      differs(place, CHECKPOINT, 'the log of events has nothing of it');
  for (const [place, log] of again) {
    comparison.logs++;
    comparison.leaves += log.range.size;
    await finish(ledger, place, log, differs);
  }
  await checkRegistry(ledger, comparison, differs);
  return comparison;
};

type Differs = (log: string, place: string, says: string) => void;

const begin = async (
  ledger: Ledger,
  place: string,
  consultationId: string | null,
  differs: Differs,
): Promise<Again> => ({
  head: await headOf(ledger, place, differs),
  range: CompactRange.empty(),
  entries: [],
  rows: [],
  saltOf: await saltsOf(ledger, consultationId),
});

const headOf = async (
  ledger: Ledger,
  place: string,
  differs: Differs,
): Promise<Checkpoint | undefined> => {
  const note = await ledger.tiles.read(`${place}/${CHECKPOINT}`);
  if (!note) return undefined;
  try {
    return openCheckpoint(note, [logAt(ledger, place).signer]).checkpoint;
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    differs(place, CHECKPOINT, error.message);
    return undefined;
  }
};

/** Adds a leaf; gives the tiles that are complete by it, full or the last of their row. */
const grow = (log: Again, leaf: Buffer): [string, Buffer][] => {
  const { size } = log.head!;
  const done: [string, Buffer][] = [];
  log.entries.push(leaf);
  const at = Math.floor(log.range.size / TILE_WIDTH);
  const entries = { level: 'entries' as const, index: at, width: log.entries.length };
  if (entries.width === tileWidth(size, entries)) {
    done.push([tilePath(entries), encodeBundle(log.entries)]);
    log.entries = [];
  }
  log.range.append(leafHash(leaf), (level, index, hash) => {
    if (level % 8 !== 0) return;
    const row = (log.rows[level / 8] ??= []);
    row.push(hash);
    const tile = { level: level / 8, index: Math.floor(index / TILE_WIDTH), width: row.length };
    if (tile.width !== tileWidth(size, tile)) return;
    done.push([tilePath(tile), Buffer.concat(row)]);
    log.rows[level / 8] = [];
  });
  return done;
};

const compare = async (
  { tiles }: Ledger,
  log: string,
  path: string,
  bytes: Buffer,
  differs: Differs,
): Promise<void> => {
  const kept = await tiles.read(`${log}/${path}`);
  if (!kept) differs(log, path, 'it is not there');
  else if (!kept.equals(bytes)) differs(log, path, 'it is not what follows from the log of events');
};

const finish = async (_l: Ledger, place: string, { head, range }: Again, differs: Differs) => {
  if (!head) return;
  if (range.size < head.size)
    differs(place, CHECKPOINT, `it signs ${head.size} leaves, and there are ${range.size} events`);
  else if (!range.root.equals(head.root))
    differs(place, CHECKPOINT, 'its root is not that of the events');
};

/** The registry must have the root of its own entries, and each of its events must be as the log of events has it. */
const checkRegistry = async (ledger: Ledger, comparison: Comparison, differs: Differs) => {
  const head = await headOf(ledger, REGISTRY, differs);
  if (!head) return;
  const read = tileReader(ledger.tiles, REGISTRY);
  const saltOf = await saltsOf(ledger, null);
  const range = CompactRange.empty();
  const demand = async (leaf: Buffer, n: number): Promise<void> => {
    const parsed = parseRegistryLeaf(leaf);
    if (parsed.kind !== 'event') return;
    const { stream, revision: from } = parsed.event;
    const [event] = await ledger.log.readStream(stream, { from });
    const place = { log: logAt(ledger, REGISTRY).signer.name, n };
    if (!event || !composeLeaf(event, place, saltOf).leaf.equals(leaf))
      differs(REGISTRY, `leaf ${n}`, 'it is not an event of the log');
  };
  comparison.logs++;
  for (const name of tilesOf(head.size).filter(({ level }) => level === 'entries'))
    try {
      for (const leaf of decodeBundle(await read(name), name.width)) {
        await demand(leaf, range.size);
        range.append(leafHash(leaf));
      }
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
      return differs(REGISTRY, tilePath(name), error.message);
    }
  comparison.leaves += range.size;
  if (!range.root.equals(head.root))
    differs(REGISTRY, CHECKPOINT, 'its root is not that of its entries');
};
