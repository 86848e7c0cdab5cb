import { describe, test } from '@jest/globals';
import type { VotingRules } from '../../src/domain/consultation/events.js';
import { basket, line, option, submit, voting } from '../arcueil.js';
import { given } from '../given.js';

const under = (over: Partial<VotingRules>) => given(...voting(over));

describe('a budget ballot', () => {
  const open = under({});

  test('E12, T02 a basket over the envelope is refused, and says by how much', () =>
    open
      .when(submit(['garden', 'bench', 'lamps']))
      .refused('BASKET_OVER_BUDGET', { envelope: 100_00, total: 110_00, excess: 10_00 }, 'lines'));

  test('E12 a basket may spend the envelope to the cent', () =>
    under({ maxSpend: 90_00 })
      .when(submit(['garden', 'bench']))
      .then(basket([line('garden'), line('bench')])));

  test('E12 where a voter may spend less than the envelope, that is the limit', () =>
    under({ maxSpend: 89_99 })
      .when(submit(['garden', 'bench']))
      .refused('BASKET_OVER_BUDGET', { envelope: 89_99, total: 90_00, excess: 1 }));

  test('E12 where the envelope of an area holds less than a voter may spend, it is the limit', () => {
    const envelopes = [
      { areaId: null, amount: 100_00, currency: 'EUR' },
      { areaId: 'north', amount: 50_00, currency: 'EUR' },
    ];
    const list = [option('pond', 40_00), option('well', 30_00)].map((o) => ({
      ...o,
      envelopeAreaId: 'north',
    }));
    given(...voting({ envelopes }, list))
      .when(submit(['pond', 'well'], { envelopeAreaId: 'north' }))
      .refused('BASKET_OVER_BUDGET', { envelope: 50_00, total: 70_00, excess: 20_00 });
  });

  test('E12b a basket below the least to spend is refused', () =>
    under({ minSpend: 50_01 })
      .when(submit(['bench', 'lamps']))
      .refused('BASKET_BELOW_MIN_SPEND', { minSpend: 50_01, total: 50_00 }, 'lines'));

  test('E12b too few and too many options are refused, the limits themselves are not', () => {
    const two = under({ minItems: 2, maxItems: 2 });
    two.when(submit(['garden'])).refused('BASKET_TOO_FEW_ITEMS', { min: 2, items: 1 }, 'lines');
    two.when(submit(['garden', 'bench'])).then(basket([line('garden'), line('bench')]));
    under({ maxItems: 1 })
      .when(submit(['garden', 'bench']))
      .refused('BASKET_TOO_MANY_ITEMS', { max: 1, items: 2 }, 'lines');
  });

  test('E12b more of one topic than allowed is refused, in number and in money', () => {
    const limit = (items: number | null, spend: number | null) =>
      under({ maxPerTopic: [{ topicId: 'green', items, spend }] });
    limit(0, null)
      .when(submit(['garden', 'bench']))
      .refused('BASKET_TOPIC_LIMIT', { topicId: 'green', max: 0, items: 1 }, 'lines');
    limit(null, 59_99)
      .when(submit(['garden']))
      .refused(
        'BASKET_TOPIC_OVER_BUDGET',
        { topicId: 'green', max: 59_99, total: 60_00, excess: 1 },
        'lines',
      );
    limit(1, 60_00)
      .when(submit(['garden']))
      .then(basket([line('garden')]));
    limit(0, 0)
      .when(submit(['bench']))
      .then(basket([line('bench')]));
  });

  test('E12b an idea twice, or not on the list, is refused', () => {
    open
      .when(submit(['bench', 'lamps', 'bench']))
      .refused('DUPLICATE_LINE', { ideaId: 'bench' }, 'lines.2.ideaId');
    open
      .when(submit(['bench', 'constructor']))
      .refused('IDEA_NOT_ON_BALLOT', { ideaId: 'constructor' }, 'lines.1.ideaId');
  });

  test('E12b an idea gets one vote, no fewer, no more, no half', () => {
    for (const votes of [0, -1, 2, 0.5, NaN])
      open
        .when(submit([], { lines: [{ ideaId: 'bench', votes }] }))
        .refused('INVALID_VOTES', { ideaId: 'bench', votes, max: 1 }, 'lines.0.votes');
    open.when(submit([], { lines: [{ ideaId: 'bench', votes: 1 }] })).then(basket([line('bench')]));
  });

  test('E12b an idea of another envelope is refused, and an envelope that does not exist', () => {
    const envelopes = [
      { areaId: null, amount: 100_00, currency: 'EUR' },
      { areaId: 'north', amount: 50_00, currency: 'EUR' },
    ];
    const list = [option('bench', 30_00), option('pond', 20_00, { envelopeAreaId: 'north' })];
    const two = given(...voting({ envelopes }, list));
    two
      .when(submit(['bench', 'pond'], { envelopeAreaId: 'north' }))
      .refused('WRONG_ENVELOPE', { ideaId: 'bench', areaId: null }, 'lines.0.ideaId');
    two
      .when(submit(['pond'], { envelopeAreaId: 'moon' }))
      .refusedTogether(
        ['WRONG_ENVELOPE', { ideaId: 'pond', areaId: 'north' }, 'lines.0.ideaId'],
        ['WRONG_ENVELOPE', { areaId: 'moon' }, 'envelopeAreaId'],
      );
  });

  test('E12c a price is never the client’s: the published one is accepted, another told', () => {
    open
      .when(submit([], { lines: [{ ideaId: 'bench', unitCost: 30_00 }] }))
      .then(basket([line('bench')]));
    open
      .when(submit([], { lines: [{ ideaId: 'bench', unitCost: 1 }] }))
      .refused('STALE_COST', { ideaId: 'bench', expected: 30_00 }, 'lines.0.unitCost');
    open
      .when(submit([], { lines: [{ ideaId: 'bench', unitCost: 0 }] }))
      .refused('STALE_COST', { ideaId: 'bench', expected: 30_00 });
  });

  test('E12d an empty basket is refused, unless blank votes are allowed', () => {
    open.when(submit([])).refused('BASKET_TOO_FEW_ITEMS', { min: 1, items: 0 });
    under({ minItems: 0 }).when(submit([])).then(basket([]));
  });

  test('E12b every broken rule is told, all of them together', () =>
    under({
      minItems: 4,
      minSpend: 300_00,
      maxPerTopic: [{ topicId: 'green', items: 1, spend: 100_00 }],
    })
      .when(
        submit([], {
          lines: [
            { ideaId: 'garden', unitCost: 59_00 },
            { ideaId: 'garden', votes: 2 },
            { ideaId: 'moon' },
          ],
        }),
      )
      .refusedTogether(
        ['STALE_COST', { ideaId: 'garden', expected: 60_00 }, 'lines.0.unitCost'],
        ['DUPLICATE_LINE', { ideaId: 'garden' }, 'lines.1.ideaId'],
        ['INVALID_VOTES', { ideaId: 'garden', votes: 2, max: 1 }, 'lines.1.votes'],
        ['IDEA_NOT_ON_BALLOT', { ideaId: 'moon' }, 'lines.2.ideaId'],
        ['BASKET_TOO_FEW_ITEMS', { min: 4, items: 3 }, 'lines'],
        ['BASKET_OVER_BUDGET', { envelope: 100_00, total: 120_00, excess: 20_00 }, 'lines'],
        ['BASKET_BELOW_MIN_SPEND', { minSpend: 300_00, total: 120_00 }, 'lines'],
        ['BASKET_TOPIC_LIMIT', { topicId: 'green', max: 1, items: 2 }, 'lines'],
        [
          'BASKET_TOPIC_OVER_BUDGET',
          { topicId: 'green', max: 100_00, total: 120_00, excess: 20_00 },
          'lines',
        ],
      ));
});

describe('an approval ballot', () => {
  const approval = { ballotType: 'approval', maxSpend: null } as const;

  test('money is no limit unless one is set', () =>
    under(approval)
      .when(submit(['garden', 'bench', 'lamps']))
      .then(basket([line('garden'), line('bench'), line('lamps')])));

  test('limits of votes hold, one vote an idea', () => {
    under({ ...approval, maxVotesPerVoter: 2 })
      .when(submit(['garden', 'bench', 'lamps']))
      .refused('TOO_MANY_VOTES', { max: 2, votes: 3 }, 'lines');
    under({ ...approval, minVotesPerVoter: 2 })
      .when(submit(['garden']))
      .refused('TOO_FEW_VOTES', { min: 2, votes: 1 }, 'lines');
  });
});

describe('a cumulative ballot', () => {
  const points = under({
    ballotType: 'cumulative',
    maxSpend: null,
    minVotesPerVoter: 3,
    maxVotesPerVoter: 5,
    maxVotesPerIdea: 4,
  });
  const give = (garden: number, bench: number) =>
    submit([], {
      lines: [
        { ideaId: 'garden', votes: garden },
        { ideaId: 'bench', votes: bench },
      ],
    });

  test('votes are given as one likes within the limits', () =>
    points.when(give(4, 1)).then(basket([line('garden', 4), line('bench', 1)])));

  test('the same ideas with other votes are another basket', () =>
    points
      .and(give(4, 1))
      .when(give(1, 4))
      .then(
        basket([line('garden', 1), line('bench', 4)], {
          basketRevision: 2,
          replaces: {
            basketRevision: 1,
            envelopeAreaId: null,
            lines: [
              { ideaId: 'garden', unitCost: 60_00, votes: 4 },
              { ideaId: 'bench', unitCost: 30_00, votes: 1 },
            ],
          },
        }),
      ));

  test('E12b too many for one idea, too few and too many in all are refused', () => {
    points
      .when(give(5, 1))
      .refusedTogether(
        ['INVALID_VOTES', { ideaId: 'garden', votes: 5, max: 4 }, 'lines.0.votes'],
        ['TOO_MANY_VOTES', { max: 5, votes: 6 }, 'lines'],
      );
    points.when(give(1, 1)).refused('TOO_FEW_VOTES', { min: 3, votes: 2 }, 'lines');
  });

  test('a line without votes gives one', () =>
    under({ ballotType: 'cumulative', maxSpend: null })
      .when(submit(['garden']))
      .then(basket([line('garden', 1)])));

  test('without a limit for one idea any whole number goes', () => {
    const free = under({ ballotType: 'cumulative', maxSpend: null });
    free.when(give(900, 1)).then(basket([line('garden', 900), line('bench', 1)]));
    free
      .when(give(0, 1))
      .refused('INVALID_VOTES', { ideaId: 'garden', votes: 0, max: null }, 'lines.0.votes');
  });
});

describe('an ordinal ballot', () => {
  const ranks = under({ ballotType: 'ordinal', maxSpend: null, maxItems: 3 });

  test('the first of three is worth three, the last one', () =>
    ranks
      .when(submit(['lamps', 'garden', 'bench']))
      .then(basket([line('lamps', 3), line('garden', 2), line('bench', 1)])));

  test('another order is another basket, the same order is not', () => {
    const first = basket([line('lamps', 3), line('garden', 2)]);
    ranks
      .and(first)
      .when(submit(['lamps', 'garden']))
      .then();
    ranks
      .and(first)
      .when(submit(['garden', 'lamps']))
      .then(
        basket([line('garden', 3), line('lamps', 2)], {
          basketRevision: 2,
          replaces: {
            basketRevision: 1,
            envelopeAreaId: null,
            lines: [
              { ideaId: 'lamps', unitCost: 20_00, votes: 3 },
              { ideaId: 'garden', unitCost: 60_00, votes: 2 },
            ],
          },
        }),
      );
  });

  test('one ranks and gives no votes', () =>
    ranks
      .when(submit([], { lines: [{ ideaId: 'lamps', votes: 3 }] }))
      .refused('INVALID_VOTES', { ideaId: 'lamps', votes: 3, max: 1 }, 'lines.0.votes'));
});
