import type { CorrectedPrice } from '../consultation/prices.js';
import type { Fold, Id, Instant, Minor } from '../fact.js';
import type { AllocationOverride, EnvelopeResult, SuspendedOption, TallyFact } from './events.js';

/** How an envelope is given out: as it was computed, and as decisions have changed it since. */
export interface GivenOut {
  areaId: Id | null;
  amount: Minor;
  spent: Minor;
  selected: Id[];
}

export interface Tally {
  closed: {
    upToPosition: string;
    closedAt: Instant;
    countsHash: string;
    suspended: SuspendedOption[];
    prices?: CorrectedPrice[];
  } | null;
  allocated: { resultHash: string; inputHash: string; envelopes: GivenOut[] } | null;
  certified: boolean;
  published: boolean;
}

/** Name of the stream of one phase's result. */
export const tallyStream = (phaseId: Id): string => `tally-${phaseId}`;

const givenOut = ({ envelopeAreaId, amount, spent, selected }: EnvelopeResult): GivenOut => ({
  ...{ areaId: envelopeAreaId, amount, spent },
  selected: selected.map(({ ideaId }) => ideaId),
});

const overridden = (e: GivenOut, { ideaId, to, amount, spent }: AllocationOverride): GivenOut => {
  const others = e.selected.filter((id) => id !== ideaId);
  const selected = to === 'selected' ? [...others, ideaId] : others;
  return { ...e, amount, spent, selected };
};

export const tally: Fold<Tally, TallyFact> = {
  initial: { closed: null, allocated: null, certified: false, published: false },
  evolve: {
    TallyClosed: (t, { upToPosition, closedAt, countsHash, suspended, prices }) => ({
      ...t,
      closed: { upToPosition, closedAt, countsHash, suspended, ...(prices && { prices }) },
      allocated: null,
    }),
    AllocationComputed: (t, { resultHash, inputHash, envelopes }) => ({
      ...t,
      allocated: { resultHash, inputHash, envelopes: envelopes.map(givenOut) },
    }),
    AllocationOverridden: (t, { resultHash, ...override }) => ({
      ...t,
      allocated: {
        ...t.allocated!,
        resultHash,
        envelopes: t.allocated!.envelopes.map((e) =>
          e.areaId === override.envelopeAreaId ? overridden(e, override) : e,
        ),
      },
    }),
    ResultsCertified: (t) => ({ ...t, certified: true }),
    ResultsPublished: (t) => ({ ...t, published: true }),
    ResultsReopened: (t) => ({ ...t, certified: false, published: false }),
  },
};
