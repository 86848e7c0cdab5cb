import { digest } from '../ledger/canonical.js';
import type { Act } from './act.js';
import type { Parties } from './parties.js';
import type { ActingRole } from './principal.js';
import type { Standing } from './standing.js';

/** What is fixed of a wish before it is decided, however often that is. */
export interface Moment {
  act: Act;
  role: ActingRole;
  /** Under which pseudonym the organisation has granted the role; absent where the token says it. */
  grantedTo?: string;
  parties: Parties;
  /** As the log keeps it. */
  commandId: string;
  fingerprint: string;
  /** The instant by which rules go. */
  at: string;
  recordedAt: string;
}

/**
 * Fixes a wish. A command id counts within one person's acts only: two
 * people may choose the same. It and the wish are known by what only that person's secret makes of
 * them, so that nobody finds out by guessing who wished for what.
 */
export const momentOf = ({ act, role, grantedTo }: Standing, parties: Parties): Moment => {
  const { wish, circumstance: c } = act;
  const recordedAt = new Date().toISOString();
  const { authorOf, mergedAccount } = c;
  const others = [authorOf, mergedAccount].filter((other) => other !== undefined);
  const concerned = [c.onBehalfOf ?? null, c.occurredAt ?? null, ...others];
  const wished = digest(plain([wish, ...concerned]));
  return {
    act,
    role,
    ...(grantedTo && { grantedTo }),
    parties,
    commandId: parties.self?.commandRef(c.commandId) ?? c.commandId,
    fingerprint: (parties.self ?? parties.other)?.fingerprint(wished) ?? wished,
    at: c.occurredAt ?? recordedAt,
    recordedAt,
  };
};

/** A wish as JSON has it: without what was left undefined. */
const plain = (wish: unknown): unknown => JSON.parse(JSON.stringify(wish));
