import { describe, expect, test } from '@jest/globals';
import type { CahierFact } from '../../src/domain/events.js';
import type { Consultation } from '../../src/domain/consultation/state.js';
import {
  admitted,
  basket,
  cancelled,
  certified,
  closed,
  configured,
  consultation,
  consultationId,
  line,
  options,
  organisationId,
  priced,
  replacing,
  submit,
  submittedIdea,
  tallyClosed,
  vote,
  voteId,
  voting,
  sofia,
} from '../arcueil.js';
import { correctCost, costCorrected, costProposed, repriced } from '../costs.js';
import { given } from '../given.js';
import { papers, record, recorded } from '../papers.js';
import { marc } from '../story.js';

const at = '2026-05-10T00:00:00.000Z';
const later = '2026-05-11T00:00:00.000Z';
const idea = [submittedIdea(), admitted()];
const open = given(...voting(), ...idea).at(at);
const proposed = open.and(costProposed());
const corrected = given(...voting(), ...idea, costProposed(), costCorrected(), repriced(at)).at(
  later,
);
const onBallot = <T extends object>(fact: T) => ({ ...fact, to: 'consultation' });
const three = { voterCount: 3, lines: [papers('garden', 3), papers('bench', 3)] };
const gardenNow = { ...line('garden'), unitCost: 80_00, costVersion: 2 };

describe('E14, T40 the price of an idea that is voted on', () => {
  test('is corrected by two agents: what one says is a proposal, and the same said by another decides it', () => {
    open.by(sofia).when(correctCost()).then(costProposed());
    proposed
      .by(marc)
      .when(correctCost())
      .then(costCorrected(), onBallot(repriced(at)) as never);
  });

  test('nobody corrects it alone, however often they say it', () =>
    proposed.by(sofia).when(correctCost()).then());

  test('another amount, another reason or another decision is another proposal', () => {
    for (const over of [{ reason: 'It is dearer.' }, { decisionRef: '2026-22' }, { notify: false }])
      proposed.by(marc).when(correctCost(over)).then(costProposed(over, 'marc'));
    proposed
      .by(marc)
      .when(correctCost({ amount: 90_00 }))
      .then(costProposed({ new: 90_00 }, 'marc'));
  });

  test('what was proposed of a price that is another by now is proposed anew', () => {
    const old = costProposed({ old: 50_00 });
    open.and(old).by(marc).when(correctCost()).then(costProposed({}, 'marc'));
  });

  test('the price that it has already is nothing new', () => {
    open.when(correctCost({ amount: 60_00, reason: '' })).then();
    corrected.by(sofia).when(correctCost()).then();
  });

  test('why, and where it was decided, are said, and the amount is whole', () =>
    open
      .when(correctCost({ amount: -1, reason: ' ', decisionRef: '' }))
      .refusedTogether(
        ['INVALID_AMOUNT', { amount: '-1' }, 'amount'],
        ['TEXT_REQUIRED', {}, 'reason'],
        ['TEXT_REQUIRED', {}, 'decisionRef'],
      ));

  test('it has no other way to change', () => {
    const set = { type: 'SetCost', organisationId, consultationId, ideaId: 'garden' } as const;
    for (const scene of [open, proposed, corrected])
      scene
        .when({ ...set, amount: 1, currency: 'EUR' })
        .refused('COST_FROZEN', { phaseIds: [voteId] });
  });

  test('it may come after the close, until the result is certified', () => {
    const over = open.and(closed(vote), tallyClosed);
    over.when(correctCost()).then(costProposed());
    over.and(certified).when(correctCost()).refused('RESULTS_CERTIFIED', { phaseId: voteId });
  });

  test('only an idea on the ballot of a vote that has begun, and was not cancelled', () => {
    open
      .when(correctCost({ ideaId: 'pond' }))
      .refused('IDEA_UNKNOWN', { ideaId: 'pond' }, 'ideaId');
    open
      .and(submittedIdea('pond'))
      .when(correctCost({ ideaId: 'pond' }))
      .refused('IDEA_NOT_ON_BALLOT', { ideaId: 'pond' }, 'ideaId');
    given(...consultation, ...idea, configured(), priced())
      .when(correctCost())
      .refused('PHASE_NOT_OPEN', { phaseId: voteId, opensAt: vote.opensAt });
    open.and(cancelled(at)).when(correctCost()).refused('PHASE_CANCELLED', { phaseId: voteId });
  });
});

describe('E14, T40 baskets when a price is corrected', () => {
  const bob = basket([line('garden'), line('bench')]);
  const [before, carol] = [
    corrected.and(bob).at(later),
    basket([line('garden')], { voterRef: 'carol' }),
  ];

  test('those that were submitted stand at the price they were submitted at', () => {
    const ballot = before.state<{ basket: { lines: unknown } }>(`ballot-${voteId}-bob`);
    expect(ballot.basket.lines).toEqual([line('garden'), line('bench')]);
  });

  test('the same ideas may be submitted again, at the new price', () => {
    const again = basket([gardenNow], {
      ...{ voterRef: 'carol', basketRevision: 2, replaces: replacing(carol) },
    });
    corrected
      .and(carol)
      .at(later)
      .when(submit(['garden'], { voterRef: 'carol' }))
      .then(again);
    corrected
      .and(carol, again)
      .at(later)
      .when(submit(['garden'], { voterRef: 'carol' }))
      .then();
  });

  test('what is submitted now must fit at the new price', () =>
    before
      .when(submit(['garden', 'bench']))
      .refused('BASKET_OVER_BUDGET', { envelope: 100_00, total: 110_00, excess: 10_00 }));

  test('who shows the old price is told the new one', () =>
    before
      .when(submit([], { lines: [{ ideaId: 'garden', unitCost: 60_00 }] }))
      .refused('STALE_COST', { ideaId: 'garden', expected: 80_00 }));

  test('a ballot on paper has the price that was in force when it was filled in', () => {
    const paper = {
      ...({ type: 'RecordPaperBallot' } as const),
      ...{ consultationId, phaseId: voteId, voterRef: 'dan' },
      ...{ serial: 'P-1', boothId: 'hall', lines: [{ ideaId: 'garden' }, { ideaId: 'bench' }] },
    } as const;
    const { decision } = corrected.when({ ...paper, occurredAt: '2026-05-09T00:00:00.000Z' });
    expect(decision).toMatchObject({ facts: [{ data: { totalCost: 90_00 } }, {}] });
    corrected
      .when({ ...paper, occurredAt: at })
      .refused('BASKET_OVER_BUDGET', { envelope: 100_00, total: 110_00, excess: 10_00 });
  });

  test('papers in batches may be of either price', () =>
    corrected.and(closed(vote)).when(record(three)).then(recorded(three)));
});

describe('the ballot after a correction', () => {
  const phase = () =>
    corrected.state<Consultation>(`consultation-${consultationId}`).phases[voteId]!;

  test('lists the same options in the same order, one at another price', () =>
    expect([...phase().options!.values()]).toEqual([
      { ...options[0], amount: 80_00, costVersion: 2 },
      ...options.slice(1),
    ]));
});

describe('E14 the result after a correction', () => {
  const of = { consultationId, phaseId: voteId };
  const counts = [
    { ideaId: 'garden', picks: 2, votes: 2 },
    { ideaId: 'bench', picks: 1, votes: 1 },
  ];
  const close = { type: 'CloseTally', ...of, upToPosition: '42', baskets: 2, counts } as const;
  const prices = [{ ideaId: 'garden', published: 60_00, amount: 80_00 }];
  const group = (count: number, ...ids: string[]) => ({
    ...{ envelopeAreaId: null, count },
    lines: ids.map((ideaId) => ({ ideaId, votes: 1 })),
  });
  const compute = (...groups: ReturnType<typeof group>[]) =>
    ({ type: 'ComputeAllocation', ...of, groups }) as const;
  const over = corrected.and(closed(vote));
  const granted = (decision: { facts: CahierFact[] } | { refused: unknown }) =>
    'facts' in decision ? decision.facts : [];

  test('the tally names the prices that were corrected, and none where none was', () => {
    const [fact] = granted(over.when(close).decision);
    expect(fact).toMatchObject({ type: 'TallyClosed', data: { prices } });
    const [usual] = granted(open.and(closed(vote)).when(close).decision);
    expect(usual!.data).not.toHaveProperty('prices');
  });

  test('what is funded costs what it cost when the tally was closed', () => {
    const tallied = over.and(close);
    const groups = [group(1, 'garden', 'bench'), group(1, 'garden')];
    const funded = {
      envelopes: [
        {
          spent: 100_00,
          selected: [
            { ideaId: 'garden', cost: 80_00 },
            { ideaId: 'lamps', cost: 20_00 },
          ],
          notSelected: [{ ideaId: 'bench', why: 'did_not_fit' }],
        },
      ],
    };
    const [fact] = granted(tallied.when(compute(...groups)).decision);
    expect(fact).toMatchObject({ type: 'AllocationComputed', data: funded });
    const dearer = [
      costProposed({ old: 80_00, new: 95_00 }),
      costCorrected({ old: 80_00, new: 95_00 }),
    ];
    const since = tallied.and(...dearer, repriced(later, { previous: 80_00, amount: 95_00 }));
    const [same] = granted(since.when(compute(...groups)).decision);
    expect(same).toMatchObject({ type: 'AllocationComputed', data: funded });
    const [again] = granted(since.when(close).decision);
    expect(again).toMatchObject({ data: { prices: [{ published: 60_00, amount: 95_00 }] } });
  });

  test('baskets that hold the same at two prices count as the same', () => {
    const twice = compute(group(1, 'garden'), group(2, 'garden'));
    const [split] = granted(over.and(close).when(twice).decision);
    const [whole] = granted(over.and(close).when(compute(group(3, 'garden'))).decision);
    expect(split).toEqual(whole);
  });
});
