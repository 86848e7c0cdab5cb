import { LedgerError } from '../ledger/ledger-error.js';
import { composeLeaf, saltsFrom, type SaltOf } from '../ledger/leaf.js';
import { signer } from '../ledger/note-key.js';
import { REGISTRY, consultationLog, originOf } from '../ledger/origin.js';
import { parseLeaf } from '../ledger/parse-leaf.js';
import type { Log, Recorded } from '../log/port.js';
import { leafAt, tileReader, type Tiles } from './tiles.js';
import { Tree, type LogPlace } from './tree.js';

/** What the ledger is made of, and made with. */
export interface Ledger {
  log: Log;
  tiles: Tiles;
  /** Under which all logs are named, without scheme. */
  host: string;
  /** Of the key that signs for every log, each under its own name: 32 bytes, secret. */
  seed: Uint8Array;
  secrets: { secretOf(consultationId: string): Promise<Uint8Array> };
  /** Who is asked to witness the logs: a tlog-policy without logs; nobody where it is absent. */
  witnesses?: string;
}

/** A log by its place under the host. */
export const logAt = ({ host, seed }: Pick<Ledger, 'host' | 'seed'>, place: string): LogPlace => ({
  place,
  signer: signer(originOf(host, place), 'note', seed),
});

/** The place of the log that an event belongs to. */
export const placeOf = (consultationId: string | null): string =>
  consultationId === null ? REGISTRY : consultationLog(consultationId);

/** The salts of a consultation's log, or of the registry. */
export const saltsOf = async (
  { secrets }: Ledger,
  consultationId: string | null,
): Promise<SaltOf> => saltsFrom(await secrets.secretOf(consultationId ?? REGISTRY));

/**
 * The event that the last signed leaf of a consultation's log is of; undefined for a log without
 * leaves. Throws LedgerError where the log of events does not hold it as it was signed.
 */
export const lastSigned = async (ledger: Ledger, tree: Tree): Promise<Recorded | undefined> => {
  const { size } = tree.published;
  return size === 0 ? undefined : signedEvent(ledger, tree, size - 1);
};

/** The event that a signed leaf is of. Throws LedgerError where the log of events does not hold it as it was signed. */
export const signedEvent = async (ledger: Ledger, tree: Tree, n: number): Promise<Recorded> => {
  const { place, signer } = tree.log;
  const { size } = tree.published;
  const signed = await leafAt(tileReader(ledger.tiles, place), n, size);
  const { stream, revision: from } = parseLeaf(signed).event;
  const [event] = await ledger.log.readStream(stream, { from });
  if (event && placeOf(event.consultationId) === place) {
    const salts = await saltsOf(ledger, event.consultationId);
    if (composeLeaf(event, { log: signer.name, n }, salts).leaf.equals(signed)) return event;
  }
  const which = n === size - 1 ? 'the last of them' : `leaf ${n}`;
  throw new LedgerError(
    'UNPROVEN',
    `${signer.name} was signed at ${size} leaves, and ${which} is not in the log of events as it was signed: revision ${from} of the stream ${stream}.`,
  );
};

/** Up to which position every event was signed, as noted outside the database. */
export const signedTo = async ({ tiles }: Pick<Ledger, 'tiles'>): Promise<bigint> =>
  BigInt((await tiles.read(CURSOR))?.toString().trim() || '0');

/** The file that tells up to which position every event was signed. */
export const CURSOR = 'cursor';

/**
 * Throws LedgerError unless the log of events goes on from everything that was ever signed: nothing
 * may be signed before that is certain.
 */
export const demandContinuity = async (ledger: Ledger): Promise<void> => {
  const [cursor, head] = [await signedTo(ledger), await ledger.log.head()];
  if (head < cursor)
    throw new LedgerError(
      'UNPROVEN',
      `The log of events ends at position ${head}, and was signed up to ${cursor}.`,
    );
  for (const place of await ledger.tiles.logs()) {
    const tree = await Tree.open(ledger.tiles, logAt(ledger, place));
    if (place !== REGISTRY) await lastSigned(ledger, tree);
  }
};
