import { describe, expect, test } from '@jest/globals';
import type { BasketGroup } from '../../src/domain/tally/allocating.js';
import type { CertifyResults, ComputeAllocation } from '../../src/domain/tally/decide.js';
import { digest } from '../../src/ledger/canonical.js';
import {
  allocated,
  certified,
  closed,
  configured,
  consultation,
  consultationId,
  envelopeResult,
  fact,
  ideation,
  ideationId,
  opened,
  option,
  options,
  organisationId,
  resultsPublished,
  restored,
  signatories,
  suspended,
  tallyClosed,
  vote,
  voteId,
  voting,
  votingRules,
} from '../arcueil.js';
import { given, type Reason } from '../given.js';

const phase = { consultationId, phaseId: voteId };
const over = given(...voting(), closed(vote));

const counts = [
  { ideaId: 'garden', picks: 3, votes: 3 },
  { ideaId: 'bench', picks: 2, votes: 2 },
];
const close = { type: 'CloseTally', ...phase, upToPosition: '42', baskets: 3, counts } as const;

const groups: BasketGroup[] = [
  {
    envelopeAreaId: null,
    count: 2,
    lines: [
      { ideaId: 'garden', votes: 1 },
      { ideaId: 'bench', votes: 1 },
    ],
  },
  { envelopeAreaId: null, count: 1, lines: [{ ideaId: 'garden', votes: 1 }] },
  { envelopeAreaId: null, count: 1, lines: [{ ideaId: 'lamps', votes: 1 }] },
];
const compute = (of = groups): ComputeAllocation => ({
  type: 'ComputeAllocation',
  ...phase,
  groups: of,
});
const certify = (over: Partial<CertifyResults> = {}): CertifyResults => ({
  type: 'CertifyResults',
  ...phase,
  resultHash: allocated.data.resultHash,
  signatories,
  ...over,
});
const publish = { type: 'PublishResults', organisationId, ...phase } as const;
const computed = (decision: ReturnType<ReturnType<typeof given>['when']>['decision']) => {
  if ('refused' in decision) throw new Error(JSON.stringify(decision.refused));
  const [first] = decision.facts;
  if (first?.type !== 'AllocationComputed') throw new Error('Nothing was computed.');
  return first.data;
};

describe('closing the tally', () => {
  test('it fixes the counts and the place in the log up to which they count', () =>
    over.when(close).then(
      fact('TallyClosed', {
        phaseId: voteId,
        closedAt: vote.closesAt!,
        upToPosition: '42',
        baskets: 3,
        countsHash: digest([counts[1], counts[0]]),
        suspended: [],
      }),
    ));

  test('the digest of the counts does not depend on their order', () => {
    const reversed = over.when({ ...close, counts: [...counts].reverse() }).decision;
    expect(reversed).toEqual(over.when(close).decision);
  });

  test('T26 it says how many people voted on paper, where anybody did', () => {
    const { decision } = over.when({ ...close, offlineVoters: 102 });
    expect(decision).toMatchObject({ facts: [{ data: { offlineVoters: 102, baskets: 3 } }] });
  });

  test('closing it twice is nothing new', () => over.and(close).when(close).then());

  test('counts that have changed since are fixed anew', () => {
    const fewer = { ...close, counts: [counts[0]!] };
    over
      .and(close)
      .when(fewer)
      .then(
        fact('TallyClosed', {
          phaseId: voteId,
          closedAt: vote.closesAt!,
          upToPosition: '42',
          baskets: 3,
          countsHash: digest([counts[0]]),
          suspended: [],
        }),
      );
  });

  test('E21, E22 an option that is hidden or disqualified counts nothing, and says so', () =>
    over
      .and(suspended('garden', 'hidden'), suspended('lamps', 'disqualified'))
      .when(close)
      .then(
        fact('TallyClosed', {
          phaseId: voteId,
          closedAt: vote.closesAt!,
          upToPosition: '42',
          baskets: 3,
          countsHash: digest([counts[1]]),
          suspended: [
            { ideaId: 'garden', why: 'hidden' },
            { ideaId: 'lamps', why: 'disqualified' },
          ],
        }),
      ));

  test('E21 when it is shown again, the tally is closed anew and it counts as before', () => {
    const hidden = over.and(suspended('garden', 'hidden'), close);
    const { decision } = hidden.and(restored('garden')).when(close);
    expect(decision).toEqual(over.when(close).decision);
    hidden.when(close).then();
  });
});

describe('computing the allocation', () => {
  const ready = over.and(tallyClosed);

  test('E35, E37, T37 what most baskets pick is funded first, and what does not fit is told', () => {
    const inputHash = computed(ready.when(compute()).decision).inputHash;
    ready.when(compute()).then(
      fact('AllocationComputed', {
        phaseId: voteId,
        upToPosition: '42',
        rule: votingRules.allocationRule!,
        ruleVersion: 1,
        tieBreak: votingRules.tieBreak,
        inputHash,
        envelopes: [envelopeResult],
        resultHash: digest({ phaseId: voteId, inputHash, envelopes: [envelopeResult] }),
      }),
    );
  });

  test('E37 a tie is broken by the declared list, and the breaking is on record', () => {
    const even = options.map(({ ideaId }) => ({
      envelopeAreaId: null,
      count: 1,
      lines: [{ ideaId, votes: 1 }],
    }));
    const [result] = computed(ready.when(compute(even)).decision).envelopes;
    expect(result!.selected.map((o) => o.ideaId)).toEqual(['lamps', 'bench']);
    expect(result!.tieBreaks).toContainEqual({
      tied: ['bench', 'garden', 'lamps'],
      chosen: 'lamps',
      by: 'lower_cost',
    });
  });

  test('E37b the same ballots at the same position give the same result, in whatever order they come', () => {
    const once = computed(ready.when(compute()).decision);
    expect(computed(ready.when(compute([...groups].reverse())).decision)).toEqual(once);
    ready
      .and(compute())
      .when(compute([...groups].reverse()))
      .then();
  });

  test('E22 a disqualified option is not funded and says why; its line is void and the others stand', () => {
    const without = over.and(suspended('garden', 'disqualified'), close);
    const [result] = computed(without.when(compute()).decision).envelopes;
    expect(result!.selected.map((o) => o.ideaId)).toEqual(['bench', 'lamps']);
    expect(result!.notSelected).toEqual([{ ideaId: 'garden', why: 'disqualified' }]);
  });

  test('E21 what happens to an option after the tally is closed changes the result only once it is closed again', () => {
    const before = computed(over.and(close).when(compute()).decision);
    const late = over.and(close, suspended('garden', 'hidden'));
    expect(computed(late.when(compute()).decision)).toEqual(before);
    const again = computed(late.and(close).when(compute()).decision);
    expect(again.inputHash).not.toBe(before.inputHash);
  });

  test('other ballots are another result', () => {
    const once = computed(ready.when(compute()).decision);
    const more = [
      ...groups,
      { envelopeAreaId: null, count: 5, lines: [{ ideaId: 'lamps', votes: 1 }] },
    ];
    const other = computed(ready.and(compute()).when(compute(more)).decision);
    expect(other.inputHash).not.toBe(once.inputHash);
    expect(other.envelopes[0]!.selected[0]!.ideaId).toBe('lamps');
  });

  test('each envelope is given out by the baskets submitted in it', () => {
    const envelopes = [
      { areaId: 'centre', amount: 60_00, currency: 'EUR' },
      { areaId: 'north', amount: 40_00, currency: 'EUR' },
    ];
    const list = [
      option('garden', 60_00, { envelopeAreaId: 'centre' }),
      option('pond', 40_00, { envelopeAreaId: 'north' }),
      option('well', 40_00, { envelopeAreaId: 'north' }),
    ];
    const baskets: BasketGroup[] = [
      { envelopeAreaId: 'centre', count: 1, lines: [{ ideaId: 'garden', votes: 1 }] },
      { envelopeAreaId: 'north', count: 2, lines: [{ ideaId: 'well', votes: 1 }] },
    ];
    const { envelopes: results } = computed(
      given(...voting({ envelopes, maxSpend: 60_00 }, list), closed(vote), tallyClosed).when(
        compute(baskets),
      ).decision,
    );
    expect(results).toMatchObject([
      { envelopeAreaId: 'centre', amount: 60_00, spent: 60_00, selected: [{ ideaId: 'garden' }] },
      {
        envelopeAreaId: 'north',
        amount: 40_00,
        spent: 40_00,
        selected: [{ ideaId: 'well' }],
        notSelected: [{ ideaId: 'pond' }],
      },
    ]);
  });

  test('the tally is closed first', () =>
    over.when(compute()).refused('TALLY_NOT_CLOSED', { phaseId: voteId }));

  test('E36, T23 once the result is certified it is not computed again', () =>
    ready
      .and(allocated, certified)
      .when(compute())
      .refused('RESULTS_CERTIFIED', { phaseId: voteId }));

  test('E25 papers count in the allocation as baskets do, and its input says so', () => {
    const papers = [{ ideaId: 'lamps', picks: 5, votes: 5 }];
    const closed = over.and(close);
    const online = computed(closed.when(compute()).decision);
    const both = computed(closed.when({ ...compute(), offline: papers }).decision);
    expect(online.envelopes[0]!.selected.map((o) => o.ideaId)).toEqual(['garden', 'bench']);
    expect(both.envelopes[0]!.selected.map((o) => o.ideaId)).toEqual(['lamps', 'garden']);
    expect(both.inputHash).not.toBe(online.inputHash);
    closed
      .and({ ...compute(), offline: papers })
      .when({ ...compute(), offline: papers })
      .then();
  });
});

describe('certifying the result', () => {
  const ready = over.and(tallyClosed, allocated);

  test('it is signed by name and office, which are personal', () =>
    ready.when(certify()).then(certified));

  test('certifying the same result twice is nothing new', () =>
    ready.and(certified).when(certify()).then());

  test('nobody signs a result other than the one now computed, nor takes one for certified that is not', () => {
    const changed: Reason = ['RESULT_CHANGED', { expected: '2222' }, 'resultHash'];
    ready.when(certify({ resultHash: '3333' })).refused(...changed);
    ready
      .and(certified)
      .when(certify({ resultHash: '3333' }))
      .refused(...changed);
  });

  test('there is a result to certify', () =>
    over.and(tallyClosed).when(certify()).refused('NOT_ALLOCATED'));

  test('somebody signs, each with a name and an office', () => {
    ready.when(certify({ signatories: [] })).refused('SIGNATORY_REQUIRED', {}, 'signatories');
    ready
      .when(
        certify({ signatories: [...signatories, { name: '', office: ' ' }], resultHash: '3333' }),
      )
      .refusedTogether(
        ['RESULT_CHANGED', { expected: '2222' }],
        ['TEXT_REQUIRED', {}, 'signatories.1.name'],
        ['TEXT_REQUIRED', {}, 'signatories.1.office'],
      );
  });
});

describe('publishing the result', () => {
  const ready = over.and(tallyClosed, allocated, certified);

  test('a certified result is published, once', () => {
    ready.when(publish).then(resultsPublished);
    ready.and(resultsPublished).when(publish).then();
  });

  test('in a time of reserve only with why that cannot wait, which is on record', () => {
    const period = { from: '2026-06-10T00:00:00.000Z', to: '2026-06-20T00:00:00.000Z' };
    const quiet = fact('ReservePeriodDeclared', { ...period, label: 'Elections' });
    const then = ready.and(quiet).at('2026-06-15T00:00:00.000Z');
    then
      .when(publish)
      .refused(
        'RESERVE_PERIOD',
        { opensAt: period.from, closesAt: period.to },
        'reserveJustification',
      );
    const why = { reserveJustification: 'The law sets the date.' };
    then
      .when({ ...publish, ...why })
      .then({ ...resultsPublished, data: { ...resultsPublished.data, ...why } });
    then.at(period.to).when(publish).then(resultsPublished);
  });

  test('a result that is not certified is not published', () =>
    over.and(tallyClosed, allocated).when(publish).refused('NOT_CERTIFIED', { phaseId: voteId }));
});

describe('putting a result under revision', () => {
  const reopen = {
    type: 'ReopenResults',
    ...phase,
    reason: 'A box was found.',
    decisionRef: '2026-18',
  } as const;
  const reopened = fact('ResultsReopened', {
    phaseId: voteId,
    reason: 'A box was found.',
    decisionRef: '2026-18',
  });
  const signed = over.and(tallyClosed, allocated, certified, resultsPublished);

  test('E25b a signed result is reopened by a decision, with a public reason', () => {
    signed.when(reopen).then(reopened);
    signed
      .when({ ...reopen, reason: '', decisionRef: '' })
      .refusedTogether(['TEXT_REQUIRED', {}, 'reason'], ['TEXT_REQUIRED', {}, 'decisionRef']);
  });

  test('what is not signed needs no revision', () =>
    over.and(tallyClosed, allocated).when(reopen).then());

  test('E25b after it the result is counted, computed and signed anew', () => {
    const revised = signed.and(reopened);
    revised.when(publish).refused('NOT_CERTIFIED', { phaseId: voteId });
    revised.when(certify()).then(certified);
    revised.when({ ...close, upToPosition: '50' }).then(
      fact('TallyClosed', {
        ...tallyClosed.data,
        upToPosition: '50',
        countsHash: digest([counts[1], counts[0]]),
      }),
    );
  });

  test('E36 the counts of a signed result are not fixed anew', () =>
    signed
      .when({ ...close, upToPosition: '50' })
      .refused('RESULTS_CERTIFIED', { phaseId: voteId }));
});

describe('nothing is counted', () => {
  const all = [close, compute(), certify(), publish];

  test('before the phase is closed, even once its time is over', () => {
    const still: Reason = ['PHASE_STILL_OPEN', { phaseId: voteId, closesAt: vote.closesAt }];
    for (const wish of all) {
      given(...voting())
        .at(vote.closesAt!)
        .when(wish)
        .refused(...still);
      given(...consultation, configured())
        .when(wish)
        .refused(...still);
    }
  });

  test('in a phase without a vote', () => {
    for (const wish of all)
      given(...consultation, opened(ideation), closed(ideation))
        .when({ ...wish, phaseId: ideationId })
        .refused('NOT_A_VOTE', { method: 'ideation' }, 'phaseId');
  });

  test('in a phase nobody announced, nor in a consultation that does not exist', () => {
    for (const wish of all) {
      over
        .when({ ...wish, phaseId: 'constructor' })
        .refused('PHASE_UNKNOWN', { phaseId: 'constructor' }, 'phaseId');
      given().when(wish).refused('CONSULTATION_UNKNOWN', { consultationId }, 'consultationId');
    }
  });
});
