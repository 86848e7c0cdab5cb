import { setTimeout as sleep } from 'node:timers/promises';
import { composeLeaf } from '../ledger/leaf.js';
import type { Position } from '../log/port.js';
import { saltsOf, signedTo, type Ledger } from './ledger.js';
import { leafOf, type SealedLeaf } from './receipts.js';
import type { Queryable } from './records.js';

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
    const isSigned = (await signedTo(sources.ledger)) >= outcome.position;
    const found = isSigned ? await find(sources, outcome.position) : undefined;
    if (found) return found;
    if (performance.now() >= deadline) return 'pending';
    await sleep(POLL_MS);
  }
};

const find = async (
  { ledger, db, disclose }: ReceiptSources,
  position: Position,
): Promise<CommandReceipt | undefined> => {
  const [event] = await ledger.log.readAt([position]);
  const sealed = event && (await leafOf(ledger.tiles, db, event));
  if (!sealed) return undefined;
  const place = { log: sealed.head.origin, n: sealed.index };
  const { data } = composeLeaf(event, place, await saltsOf(ledger, event.consultationId));
  const words = await disclose(Object.values(event.sealed ?? {}));
  return { ...sealed, disclosures: [...(data === undefined ? [] : [data]), ...words.values()] };
};
