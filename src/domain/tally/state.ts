import type { CorrectedPrice } from '../consultation/prices.js';
import type { Fold, Id, Instant } from '../fact.js';
import type { SuspendedOption, TallyFact } from './events.js';

export interface Tally {
  closed: {
    upToPosition: string;
    closedAt: Instant;
    countsHash: string;
    suspended: SuspendedOption[];
    prices?: CorrectedPrice[];
  } | null;
  allocated: { resultHash: string; inputHash: string } | null;
  certified: boolean;
  published: boolean;
}

/** Name of the stream of one phase's result. */
export const tallyStream = (phaseId: Id): string => `tally-${phaseId}`;

export const tally: Fold<Tally, TallyFact> = {
  initial: { closed: null, allocated: null, certified: false, published: false },
  evolve: {
    TallyClosed: (t, { upToPosition, closedAt, countsHash, suspended, prices }) => ({
      ...t,
      closed: { upToPosition, closedAt, countsHash, suspended, ...(prices && { prices }) },
      allocated: null,
    }),
    AllocationComputed: (t, { resultHash, inputHash }) => ({
      ...t,
      allocated: { resultHash, inputHash },
    }),
    ResultsCertified: (t) => ({ ...t, certified: true }),
    ResultsPublished: (t) => ({ ...t, published: true }),
    ResultsReopened: (t) => ({ ...t, certified: false, published: false }),
  },
};
