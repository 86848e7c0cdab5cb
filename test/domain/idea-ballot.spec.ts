import { describe, test } from '@jest/globals';
import {
  admitted,
  closed,
  configured,
  consultation,
  consultationId,
  fact,
  ideationId,
  organisationId,
  priced,
  submittedIdea,
  vote,
  voteId,
  voting,
} from '../arcueil.js';
import { given } from '../given.js';

const onGarden = { organisationId, consultationId, ideaId: 'garden' };
const known = given(...consultation, submittedIdea());

describe('what an idea would cost', () => {
  const set = { type: 'SetCost', ...onGarden, amount: 60_00, currency: 'EUR' } as const;
  const costs = (amount: number, costVersion: number, explanation: string | null = null) =>
    fact('IdeaCostSet', { ideaId: 'garden', amount, currency: 'EUR', explanation, costVersion });

  test('it is set as version 1, then 2', () => {
    known.when({ ...set, explanation: ' Soil. ' }).then(costs(60_00, 1, 'Soil.'));
    known
      .and(costs(60_00, 1))
      .when({ ...set, amount: 0 })
      .then(costs(0, 2));
  });

  test('the same amount is nothing new, unless it is explained anew', () => {
    const explained = known.and(costs(60_00, 1, 'Soil.'));
    explained.when(set).then();
    explained.when({ ...set, explanation: 'Soil. ' }).then();
    explained
      .when({ ...set, explanation: 'Soil and seeds.' })
      .then(costs(60_00, 2, 'Soil and seeds.'));
  });

  test('E14 it is frozen once a vote on the idea has begun, and after it', () => {
    const frozen = ['COST_FROZEN', { phaseIds: [voteId] }] as const;
    const onBallot = given(submittedIdea(), costs(60_00, 1), admitted(), ...voting());
    onBallot.when({ ...set, amount: 1 }).refused(...frozen);
    onBallot
      .and(closed(vote))
      .when({ ...set, amount: 1 })
      .refused(...frozen);
    onBallot.when(set).then();
  });

  test('it is a whole number of cents, zero or more, in the money of the consultation', () => {
    for (const amount of [-1, 0.5, NaN, 2 ** 53])
      known
        .when({ ...set, amount, currency: 'CHF', explanation: 'x'.repeat(20_001) })
        .refusedTogether(
          ['INVALID_AMOUNT', { amount: String(amount) }, 'amount'],
          ['WRONG_CURRENCY', { currency: 'CHF', expected: 'EUR' }, 'currency'],
          ['TEXT_TOO_LONG', { limit: 20_000, length: 20_001 }, 'explanation'],
        );
    known.when({ ...set, amount: 2 ** 53 - 1 }).then(costs(2 ** 53 - 1, 1));
  });

  test('an idea nobody submitted costs nothing', () =>
    given(...consultation)
      .when(set)
      .refused('IDEA_UNKNOWN', { ideaId: 'garden' }, 'ideaId'));
});

describe('admitting an idea to a ballot', () => {
  const admit = { type: 'AdmitToBallot', ...onGarden, phaseId: voteId } as const;
  const north = { areaId: 'north', amount: 50_00, currency: 'EUR' };
  const whole = { areaId: null, amount: 100_00, currency: 'EUR' };
  const ready = known.and(configured({ envelopes: [whole, north] }));

  test('it stands there, paid from the envelope of the whole or of an area', () => {
    ready.when(admit).then(admitted());
    ready.when({ ...admit, envelopeAreaId: 'north', reason: ' Near the school. ' }).then(
      fact('IdeaAdmittedToBallot', {
        ideaId: 'garden',
        phaseId: voteId,
        envelopeAreaId: 'north',
        reason: 'Near the school.',
      }),
    );
  });

  test('admitting it twice is nothing new; to another envelope it moves', () => {
    const moved = { ...admitted(), data: { ...admitted().data, envelopeAreaId: 'north' } };
    ready.and(admitted()).when(admit).then();
    ready
      .and(admitted())
      .when({ ...admit, envelopeAreaId: 'north' })
      .then(moved);
  });

  test('the vote is configured first', () =>
    known.when(admit).refused('VOTING_NOT_CONFIGURED', { phaseId: voteId }));

  test('a phase that gathers ideas has no ballot, a phase nobody announced neither', () => {
    known
      .when({ ...admit, phaseId: ideationId })
      .refused('VOTING_NOT_CONFIGURED', { phaseId: ideationId });
    known
      .when({ ...admit, phaseId: 'constructor' })
      .refused('PHASE_UNKNOWN', { phaseId: 'constructor' }, 'phaseId');
  });

  test('once its prices are published a ballot takes no more ideas', () => {
    ready.and(priced()).when(admit).refused('COSTS_PUBLISHED', { phaseId: voteId });
    ready.and(admitted(), priced()).when(admit).then();
  });

  test('all that is wrong is told at once', () =>
    ready
      .and(priced())
      .when({ ...admit, envelopeAreaId: 'moon', reason: 'x'.repeat(20_001) })
      .refusedTogether(
        ['COSTS_PUBLISHED', { phaseId: voteId }],
        ['WRONG_ENVELOPE', { areaId: 'moon' }, 'envelopeAreaId'],
        ['TEXT_TOO_LONG', { limit: 20_000, length: 20_001 }, 'reason'],
      ));

  test('an idea nobody submitted stands on no ballot', () =>
    given(...consultation)
      .when(admit)
      .refused('IDEA_UNKNOWN', { ideaId: 'garden' }, 'ideaId'));
});
