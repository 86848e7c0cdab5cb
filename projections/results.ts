import type { AllocationRule, TieBreak } from '../src/domain/allocation/rule.js';
import type { CorrectedPrice } from '../src/domain/consultation/prices.js';
import type {
  AllocationOverride,
  CountedVotes,
  EnvelopeResult,
} from '../src/domain/tally/events.js';
import { change, digestsOf, one, type Projection, type Sealed } from './projection.js';

export interface ResultsRow {
  phaseId: string;
  consultationId: string;
  status: 'tally_closed' | 'computed' | 'certified' | 'published' | 'under_revision' | 'withdrawn';
  /** Position of the last ballot event that counts. */
  upToPosition: string;
  baskets: number;
  /** People whose papers are in batches. */
  offlineVoters: number;
  countsHash: string;
  /** What the votes came to, on a support ballot. */
  votes: CountedVotes | null;
  /** Prices that were corrected during the vote. */
  prices: CorrectedPrice[];
  rule: AllocationRule | null;
  ruleVersion: number | null;
  tieBreak: TieBreak[] | null;
  inputHash: string | null;
  resultHash: string | null;
  /** As they were computed. */
  envelopes: EnvelopeResult[];
  /** What decisions have changed of that since, in their order; the digest of the result is with them. */
  overrides: (Omit<AllocationOverride, 'phaseId'> & { at: string })[];
  /** Digest of who signed it; empty before. */
  sealed: Sealed;
  computedAt: string | null;
  certifiedAt: string | null;
  publishedAt: string | null;
}

const key = (e: { data: { phaseId: string } }) => ({ phaseId: e.data.phaseId });

/** What is the result of this phase, how was it computed, and who has signed it? */
export const results: Projection<ResultsRow> = {
  name: 'results',
  key: ['phaseId'],
  columns: {
    phaseId: 'text',
    consultationId: 'text',
    status: 'text',
    upToPosition: 'text',
    baskets: 'int',
    offlineVoters: 'int',
    countsHash: 'text',
    votes: 'json?',
    prices: 'json',
    rule: 'json?',
    ruleVersion: 'int?',
    tieBreak: 'json?',
    inputHash: 'text?',
    resultHash: 'text?',
    envelopes: 'json',
    overrides: 'json',
    sealed: 'json',
    computedAt: 'text?',
    certifiedAt: 'text?',
    publishedAt: 'text?',
  },
  on: {
    TallyClosed: one(key, (_row, { data, consultationId }) => ({
      phaseId: data.phaseId,
      upToPosition: data.upToPosition,
      baskets: data.baskets,
      offlineVoters: data.offlineVoters ?? 0,
      countsHash: data.countsHash,
      votes: data.votes ?? null,
      prices: data.prices ?? [],
      consultationId: consultationId!,
      status: 'tally_closed',
      rule: null,
      ruleVersion: null,
      tieBreak: null,
      inputHash: null,
      resultHash: null,
      ...{ envelopes: [], overrides: [] },
      sealed: {},
      computedAt: null,
      certifiedAt: null,
      publishedAt: null,
    })),
    AllocationComputed: one(
      key,
      change(
        (
          _row,
          { data: { rule, ruleVersion, tieBreak, inputHash, resultHash, envelopes }, at },
        ) => ({
          status: 'computed' as const,
          rule,
          ruleVersion,
          tieBreak,
          inputHash,
          resultHash,
          ...{ envelopes, overrides: [] },
          computedAt: at,
        }),
      ),
    ),
    AllocationOverridden: one(
      key,
      change((row, { data: { phaseId: _phase, resultHash, ...override }, at }) => ({
        resultHash,
        overrides: [...row.overrides, { ...override, at }],
      })),
    ),
    ResultsCertified: one(
      key,
      change((_row, { sealed, at }) => ({
        status: 'certified' as const,
        sealed: digestsOf(sealed, 'signatories'),
        certifiedAt: at,
      })),
    ),
    ResultsPublished: one(
      key,
      change((_row, { at }) => ({ status: 'published' as const, publishedAt: at })),
    ),
    ResultsReopened: one(
      key,
      change(() => ({ status: 'under_revision' as const })),
    ),
    PhaseReopened: one(
      key,
      change(() => ({ status: 'withdrawn' as const })),
    ),
    PhaseCancelled: one(
      key,
      change(() => ({ status: 'withdrawn' as const })),
    ),
  },
};
