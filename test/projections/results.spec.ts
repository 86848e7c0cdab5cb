import { results, type ResultsRow } from '../../projections/results.js';
import {
  allocated,
  cancelled,
  certified,
  envelopeResult,
  fact,
  reopened,
  resultsPublished,
  tallyClosed,
  voteId,
  votingRules,
} from '../arcueil.js';
import { overridden, override } from '../overrides.js';
import { seen, specsOf } from '../seen.js';

const open: ResultsRow = {
  phaseId: voteId,
  consultationId: 'pb26',
  status: 'tally_closed',
  upToPosition: '42',
  baskets: 3,
  offlineVoters: 0,
  countsHash: 'c0ffee',
  votes: null,
  prices: [],
  rule: null,
  ruleVersion: null,
  tieBreak: null,
  inputHash: null,
  resultHash: null,
  envelopes: [],
  overrides: [],
  sealed: {},
  computedAt: null,
  certifiedAt: null,
  publishedAt: null,
};
const computed = {
  rule: votingRules.allocationRule,
  ruleVersion: 1,
  tieBreak: votingRules.tieBreak,
  inputHash: '1111',
  resultHash: '2222',
  envelopes: [envelopeResult],
  computedAt: '2026-01-01T02:00:00.000Z',
};

specsOf(results, {
  TallyClosed: {
    'the counts are fixed, and nothing is decided yet': () => seen(results, tallyClosed).rows(open),
    'E14 it names the prices that were corrected, before and after': () => {
      const prices = [{ ideaId: 'garden', published: 60_00, amount: 80_00 }];
      return seen(results, { ...tallyClosed, data: { ...tallyClosed.data, prices } }).rows({
        prices,
      });
    },
    'where ideas are supported it tells how many votes each of them has': () => {
      const votes = {
        voters: 2,
        counts: [{ ideaId: 'garden', up: 1, down: 1, neutral: 0, counted: 2 }],
      };
      return seen(results, { ...tallyClosed, data: { ...tallyClosed.data, votes } }).rows({
        ...open,
        votes,
      });
    },
  },
  AllocationComputed: {
    'it tells what is funded, what is not, by which rule and from which input': () =>
      seen(results, tallyClosed, allocated).rows({ ...open, ...computed, status: 'computed' }),
    'computed anew, the later result stands': () =>
      seen(results, tallyClosed, allocated, {
        ...allocated,
        data: { ...allocated.data, inputHash: '3333', resultHash: '4444', envelopes: [] },
      }).rows({
        status: 'computed',
        inputHash: '3333',
        resultHash: '4444',
        envelopes: [],
        computedAt: '2026-01-01T03:00:00.000Z',
      }),
  },
  AllocationOverridden: {
    'E37, T30 what was decided stands beside what was computed, under a digest of both': () => {
      const { phaseId: _phase, ...decided } = override;
      return seen(results, tallyClosed, allocated, overridden()).rows({
        ...open,
        ...computed,
        ...{ status: 'computed', resultHash: '3333', envelopes: [envelopeResult] },
        overrides: [{ ...decided, at: '2026-01-01T03:00:00.000Z' }],
      });
    },
    'computed anew, nothing is overridden any more': () =>
      seen(results, tallyClosed, allocated, overridden(), allocated).rows({
        ...{ resultHash: '2222', overrides: [] },
      }),
  },
  ResultsCertified: {
    'it tells when it was signed, and has the digest of by whom': () =>
      seen(results, tallyClosed, allocated, certified).rows({
        ...open,
        ...computed,
        status: 'certified',
        sealed: { signatories: 'signatories@3' },
        certifiedAt: '2026-01-01T03:00:00.000Z',
      }),
  },
  ResultsReopened: {
    'E25b it is under revision, and what was signed stays to be read': () =>
      seen(
        results,
        tallyClosed,
        allocated,
        certified,
        resultsPublished,
        fact('ResultsReopened', { phaseId: voteId, reason: 'A recount.', decisionRef: '2026-18' }),
      ).rows({
        status: 'under_revision',
        resultHash: '2222',
        publishedAt: '2026-01-01T04:00:00.000Z',
      }),
  },
  PhaseReopened: {
    'E38c it is withdrawn when its phase is opened again': () =>
      seen(results, tallyClosed, allocated, reopened('2026-06-05T00:00:00.000Z')).rows({
        ...open,
        ...computed,
        status: 'withdrawn',
      }),
    'where there was none yet there is none to withdraw': () =>
      seen(results, reopened('2026-06-05T00:00:00.000Z')).rows(),
  },
  PhaseCancelled: {
    'E48 it is withdrawn when its phase is cancelled': () =>
      seen(results, tallyClosed, allocated, cancelled('2026-06-05T00:00:00.000Z')).rows({
        ...open,
        ...computed,
        status: 'withdrawn',
      }),
  },
  ResultsPublished: {
    'it is public from then on': () =>
      seen(results, tallyClosed, allocated, certified, resultsPublished).rows({
        ...open,
        ...computed,
        status: 'published',
        sealed: { signatories: 'signatories@3' },
        certifiedAt: '2026-01-01T03:00:00.000Z',
        publishedAt: '2026-01-01T04:00:00.000Z',
      }),
  },
});
