import { describe, test } from '@jest/globals';
import type { OverrideAllocation } from '../../src/domain/tally/decide-override.js';
import { digest } from '../../src/ledger/canonical.js';
import {
  allocated,
  certified,
  closed,
  consultationId,
  fact,
  signatories,
  tallyClosed,
  vote,
  voteId,
  voting,
} from '../arcueil.js';
import { given } from '../given.js';
import { dropped, overridden, override } from '../overrides.js';
import { configureSupport, support, supportId } from '../supports.js';

const phase = { consultationId, phaseId: voteId };
const { reason, decisionRef } = override;
const wish = (over: Partial<OverrideAllocation> = {}): OverrideAllocation => ({
  ...{ type: 'OverrideAllocation', ...phase, ideaId: 'lamps', to: 'selected' },
  ...{ reason, decisionRef, envelopeAmount: 110_00 },
  ...over,
});
const drop = wish({
  ...{ ideaId: 'bench', to: 'not_selected', envelopeAmount: null },
  ...{ reason: dropped.reason!, decisionRef: dropped.decisionRef! },
});
const closedVote = given(...voting(), closed(vote));
const computed = closedVote.and(tallyClosed, allocated);
const hashOf = (over: object, before: string) =>
  digest({ ...override, ...over, resultHash: before });
const before = allocated.data.resultHash;
const withoutBench = overridden(dropped, hashOf(dropped, before));

describe('E37, T30 a computed result is overridden by a decision', () => {
  test('an option that was selected is not funded: it is said why and where it was decided', () =>
    computed.when(drop).then(withoutBench));

  test('what that leaves may fund another', () => {
    const next = { spent: 80_00, amount: 100_00 };
    computed
      .and(withoutBench)
      .when(wish({ envelopeAmount: null }))
      .then(overridden(next, hashOf(next, withoutBench.data.resultHash)));
  });

  test('what is so already is nothing new, computed or overridden', () => {
    computed.when(wish({ ideaId: 'garden', reason: '' })).then();
    computed.and(withoutBench).when(drop).then();
  });

  test('what was overridden may be decided back, and both stay on record', () => {
    const back = { ideaId: 'bench', cost: 30_00, amount: 100_00, spent: 90_00 };
    computed
      .and(withoutBench)
      .when(wish({ ideaId: 'bench', envelopeAmount: null }))
      .then(overridden(back, hashOf(back, withoutBench.data.resultHash)));
  });

  test('there is a reason and a decision that is written down, or none is', () =>
    computed
      .when(wish({ reason: ' ', decisionRef: '' }))
      .refusedTogether(['TEXT_REQUIRED', {}, 'reason'], ['TEXT_REQUIRED', {}, 'decisionRef']));

  test('what is signed is the result with every override', () => {
    const certify = { type: 'CertifyResults', ...phase, signatories } as const;
    const { resultHash } = withoutBench.data;
    const after = computed.and(withoutBench);
    after
      .when({ ...certify, resultHash: before })
      .refused('RESULT_CHANGED', { expected: resultHash }, 'resultHash');
    after
      .when({ ...certify, resultHash })
      .then({ ...certified, data: { ...certified.data, resultHash } });
  });

  test('E36 not once it is signed, and again once it is reopened', () => {
    const signed = computed.and(certified);
    signed.when(drop).refused('RESULTS_CERTIFIED', { phaseId: voteId });
    signed
      .and(fact('ResultsReopened', { phaseId: voteId, reason: 'A recount.', decisionRef: 'x' }))
      .when(drop)
      .then(withoutBench);
  });

  test('only a result that was computed, of options that are on the ballot', () => {
    given(...voting())
      .when(wish())
      .refused('PHASE_STILL_OPEN', { phaseId: voteId, closesAt: vote.closesAt });
    closedVote.and(tallyClosed).when(wish()).refused('NOT_ALLOCATED');
    computed
      .when(wish({ ideaId: 'pond' }))
      .refused('IDEA_NOT_ON_BALLOT', { ideaId: 'pond' }, 'ideaId');
    computed
      .when(wish({ to: 'perhaps' as never }))
      .refused('INVALID_VALUE', { values: ['selected', 'not_selected'] }, 'to');
  });

  test('what was hidden or disqualified is not funded by an override', () => {
    const suspended = [{ ideaId: 'lamps', why: 'disqualified' as const }];
    const tally = { ...tallyClosed, data: { ...tallyClosed.data, suspended } };
    closedVote
      .and(tally, allocated)
      .when(wish())
      .refused('IDEA_NOT_VOTABLE', { ideaId: 'lamps', cause: 'disqualified' }, 'ideaId');
  });

  test('a tally that is closed anew is computed anew, and overridden anew', () => {
    const anew = { ...tallyClosed, data: { ...tallyClosed.data, countsHash: 'other' } };
    computed.and(withoutBench, anew).when(drop).refused('NOT_ALLOCATED');
    computed.and(withoutBench, anew, allocated).when(drop).then(withoutBench);
  });

  test('nothing is overridden where ideas are supported one by one', () => {
    const asked = given(
      ...voting(),
      fact('PhaseAdded', support),
      fact('VotingConfigured', { ...configureSupport(), configVersion: 1 } as never),
      fact('PhaseClosed', {
        ...{ phaseId: supportId, at: support.closesAt!, cause: 'schedule', reason: null },
      }),
    );
    asked
      .when(wish({ phaseId: supportId }))
      .refused('NOT_A_BASKET_VOTE', { ballotType: 'support' }, 'phaseId');
  });
});

describe('E15, T30 an envelope that is larger than was declared', () => {
  test('is spent only by an override that says how large it is by the decision', () => {
    computed
      .when(wish({ envelopeAmount: null }))
      .refused(
        'ALLOCATION_OVER_ENVELOPE',
        { envelope: 100_00, spent: 110_00, excess: 10_00 },
        'envelopeAmount',
      );
    computed
      .when(wish({ envelopeAmount: 109_00 }))
      .refused(
        'ALLOCATION_OVER_ENVELOPE',
        { envelope: 109_00, spent: 110_00, excess: 1_00 },
        'envelopeAmount',
      );
    computed.when(wish()).then(overridden({}, hashOf({}, before)));
  });

  test('is not made smaller, and is a whole number of cents', () => {
    for (const envelopeAmount of [99_00, 12000.5])
      computed
        .when({ ...drop, envelopeAmount })
        .refused('INVALID_AMOUNT', { amount: String(envelopeAmount) }, 'envelopeAmount');
  });

  test('stays so for what is decided next', () => {
    const larger = overridden({}, hashOf({}, before));
    const next = { ...dropped, amount: 110_00, spent: 80_00 };
    computed
      .and(larger)
      .when(drop)
      .then(overridden(next, hashOf(next, larger.data.resultHash)));
  });
});
