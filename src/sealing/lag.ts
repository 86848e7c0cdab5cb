import { cosignedAt } from '../ledger/cosignature.js';
import { REGISTRY } from '../ledger/origin.js';
import { parsePolicy } from '../ledger/policy-file.js';
import type { Ledger } from './ledger.js';
import { isOpen, type Queryable } from './records.js';
import { CHECKPOINT } from './tree.js';
import { headIn, WITNESSED } from './witnessed.js';

/** A public log whose last head some witnesses have not cosigned. */
export interface Lag {
  log: string;
  /** Leaves that are signed. */
  size: number;
  /** Leaves of the last head that was cosigned, and when that was; none yet where it is null. */
  witnessed: { size: number; at: string } | null;
  /** The names of the witnesses that are missing. */
  missing: string[];
}

/** The public logs that wait for a witness; none where none is asked. */
export const lagOf = async (ledger: Ledger, db: Queryable): Promise<Lag[]> => {
  if (!ledger.witnesses) return [];
  const { witnesses } = parsePolicy(ledger.witnesses);
  const lags: Lag[] = [];
  for (const log of await ledger.tiles.logs()) {
    if (log !== REGISTRY && !(await isOpen(db, log))) continue;
    const head = await headIn(ledger.tiles, log, CHECKPOINT);
    const last = await headIn(ledger.tiles, log, WITNESSED);
    const ids = new Set(last?.text === head?.text ? last?.signatures.map(({ id }) => id) : []);
    const missing = witnesses.filter(({ key }) => !ids.has(key.id)).map(({ name }) => name);
    if (!head || missing.length === 0) continue;
    const known = new Set(witnesses.map(({ key }) => key.id));
    const seconds = last?.signatures.filter(({ id }) => known.has(id)).map(cosignedAt) ?? [];
    const at = new Date(Math.max(...seconds, 0) * 1_000).toISOString();
    const witnessed = last && seconds.length ? { size: last.checkpoint.size, at } : null;
    lags.push({ log, size: head.checkpoint.size, witnessed, missing });
  }
  return lags;
};
