import { setTimeout as sleep } from 'node:timers/promises';
import { composeLeaf } from '../ledger/leaf.js';
import { placeOf, saltsOf, type Ledger } from './ledger.js';
import { sealedLeaf, type SealedLeaf } from './receipts.js';
import { entryOf, type Queryable } from './records.js';

const POLL_MS = 50;

/** A command's last event in the ledger, and what opens the digests in its leaf. */
export interface CommandReceipt extends SealedLeaf {
  disclosures: string[];
}

/** The disclosures of words that are not erased, by digest. */
export type Disclose = (digests: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** Where receipts are made from. */
export interface ReceiptSources {
  ledger: Ledger;
  db: Queryable;
  disclose: Disclose;
}

/** Receipts by the id under which the log remembers a command; whoever knows that id made the command. */
export const commandReceipt = async (
  sources: ReceiptSources,
  commandId: string,
  patienceMs: number,
): Promise<CommandReceipt | 'pending' | null> => {
  const outcome = (await sources.ledger.log.outcomes([commandId])).get(commandId);
  if (!outcome) return null;
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const found = await find(sources, outcome.position);
    if (found) return found;
    if (performance.now() >= deadline) return 'pending';
    await sleep(POLL_MS);
  }
};

const find = async (
  { ledger, db, disclose }: ReceiptSources,
  position: bigint,
): Promise<CommandReceipt | undefined> => {
  const entry = await entryOf(db, { position });
  if (!entry) return undefined;
  const { consultationId, n } = entry;
  const sealed = await sealedLeaf(ledger.tiles, placeOf(consultationId), n);
  if (!sealed) return undefined;
  for await (const [event] of ledger.log.readAll({ after: position - 1n, limit: 1 })) {
    const place = { log: sealed.head.origin, n };
    const { data } = composeLeaf(event!, place, await saltsOf(ledger, consultationId));
    const words = await disclose(Object.values(event!.sealed ?? {}));
    return { ...sealed, disclosures: [...(data === undefined ? [] : [data]), ...words.values()] };
  }
  return undefined;
};
