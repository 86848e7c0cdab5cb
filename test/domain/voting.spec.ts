import { describe, test } from '@jest/globals';
import type { VotingRules } from '../../src/domain/consultation/events.js';
import { digest } from '../../src/ledger/canonical.js';
import {
  closed,
  configured,
  configureVoting,
  consultation,
  fact,
  ideationId,
  opened,
  option,
  options,
  priced,
  publishCosts,
  vote,
  voteId,
  voting,
  votingRules,
} from '../arcueil.js';
import { given, type Reason } from '../given.js';

const euros = (amount: number, areaId: string | null = null) => ({
  areaId,
  amount,
  currency: 'EUR',
});

describe('what a voter may do', () => {
  const planned = given(...consultation);
  const rejects = (over: Partial<VotingRules>, ...reasons: Reason[]) =>
    planned.when(configureVoting(over)).refusedTogether(...reasons);
  const invalid = (field: string, data: object = {}): Reason => [
    'INVALID_VOTING_RULES',
    { field, ...data },
    field,
  ];

  test('it is configured as version 1, then 2', () => {
    planned.when(configureVoting()).then(configured());
    given(...consultation, configured())
      .when(configureVoting({ maxItems: 3 }))
      .then(
        fact('VotingConfigured', {
          phaseId: voteId,
          configVersion: 2,
          ...votingRules,
          maxItems: 3,
        }),
      );
  });

  test('the same configuration again is nothing new', () =>
    given(...consultation, configured())
      .when(configureVoting())
      .then());

  test('E13, E15, T22 once the phase has opened, neither limits nor money change', () => {
    const frozen = ['VOTING_RULES_FROZEN', { phaseId: voteId }] as const;
    given(...voting())
      .when(configureVoting({ maxItems: 9 }))
      .refused(...frozen);
    given(...voting())
      .when(configureVoting({ envelopes: [euros(200_00)] }))
      .refused(...frozen);
    given(...voting(), closed(vote))
      .when(configureVoting({ maxItems: 9 }))
      .refused(...frozen);
  });

  test('nobody votes in a phase that gathers ideas', () =>
    planned
      .when({ ...configureVoting(), phaseId: ideationId })
      .refused('NOT_A_VOTE', { method: 'ideation' }, 'phaseId'));

  test('a phase nobody announced has no vote', () =>
    planned
      .when({ ...configureVoting(), phaseId: 'pb26.moon' })
      .refused('PHASE_UNKNOWN', { phaseId: 'pb26.moon' }, 'phaseId'));

  test('money is counted in the currency of the consultation', () =>
    rejects({ envelopes: [{ areaId: null, amount: 100_00, currency: 'CHF' }] }, [
      'WRONG_CURRENCY',
      { currency: 'CHF', expected: 'EUR' },
      'envelopes',
    ]));

  test('no least is more than its most', () =>
    rejects(
      {
        ballotType: 'cumulative',
        minItems: 3,
        maxItems: 2,
        minSpend: 2,
        maxSpend: 1,
        minVotesPerVoter: 9,
        maxVotesPerVoter: 8,
      },
      invalid('minItems', { min: 3, max: 2 }),
      invalid('minSpend', { min: 2, max: 1 }),
      invalid('minVotesPerVoter', { min: 9, max: 8 }),
    ));

  test('a basket holds one option at least unless blank ones are allowed', () => {
    rejects({ maxItems: 0 }, invalid('minItems', { min: 1, max: 0 }));
    planned
      .when(configureVoting({ minItems: 0, maxItems: 0 }))
      .then(configured({ minItems: 0, maxItems: 0 }));
  });

  test('nobody votes for areas and topics that the town has not, or no longer', () =>
    given(...consultation, fact('AreaRetired', { areaId: 'north' }))
      .when(
        configureVoting({
          envelopes: [euros(100_00), euros(50_00, 'nort')],
          eligibleAreaIds: ['centre', 'north'],
          maxPerTopic: [{ topicId: 'gren', items: 1, spend: null }],
        }),
      )
      .refusedTogether(
        ['AREA_UNKNOWN', { areaId: 'nort' }, 'envelopes.1.areaId'],
        ['AREA_RETIRED', { areaId: 'north' }, 'eligibleAreaIds.1'],
        ['TOPIC_UNKNOWN', { topicId: 'gren' }, 'maxPerTopic.0.topicId'],
      ));

  test('every limit is a whole number, zero or more', () =>
    rejects(
      {
        minItems: -1,
        maxItems: 1.5,
        minSpend: NaN,
        maxVotesPerIdea: -1,
        maxPerTopic: [
          { topicId: 'green', items: -1, spend: null },
          { topicId: 'red', items: 1, spend: 0.5 },
        ],
      },
      invalid('minItems'),
      invalid('maxItems'),
      invalid('minSpend'),
      invalid('maxVotesPerIdea'),
      invalid('maxPerTopic', { topicId: 'green' }),
      invalid('maxPerTopic', { topicId: 'red' }),
      ['TOPIC_UNKNOWN', { topicId: 'red' }, 'maxPerTopic.1.topicId'],
    ));

  test('there is money, once for each area, and nobody may spend more than there is', () => {
    rejects({ ballotType: 'approval', maxSpend: null, envelopes: [] }, invalid('envelopes'));
    rejects({ maxSpend: 0, envelopes: [euros(-1)] }, invalid('envelopes'));
    rejects({ envelopes: [euros(100_00), euros(50_00)] }, invalid('envelopes'));
    const empty = { maxSpend: 0, envelopes: [euros(0)] };
    planned.when(configureVoting(empty)).then(configured(empty));
    rejects({ maxSpend: 100_01 }, invalid('maxSpend', { maxSpend: 100_01, envelope: 100_00 }));
  });

  test('a budget ballot says how much one may spend', () =>
    rejects({ maxSpend: null }, invalid('maxSpend')));

  test('an ordinal ballot says how many one may rank, and counts no votes', () => {
    rejects(
      { ballotType: 'ordinal', minVotesPerVoter: 1, maxVotesPerVoter: 2 },
      invalid('maxItems'),
      invalid('minVotesPerVoter'),
      invalid('maxVotesPerVoter'),
    );
  });

  test('an allocation that could not be computed is not announced', () => {
    const shares = { name: 'equal_shares', utility: 'cost', completion: 'add1' } as const;
    for (const increment of [0, -1, 0.5])
      rejects({ allocationRule: { ...shares, increment } }, invalid('allocationRule'));
    for (const threshold of [-1, NaN])
      rejects(
        { allocationRule: { name: 'greedy', by: 'votes', skip: true, threshold } },
        invalid('allocationRule'),
      );
    const allocationRule = { ...shares, increment: 1 };
    planned.when(configureVoting({ allocationRule })).then(configured({ allocationRule }));
  });
});

describe('publishing prices', () => {
  const ready = given(...consultation, configured());

  test('every admitted idea gets its price, and the list its digest', () =>
    ready.when(publishCosts()).then(priced()));

  test('the same prices again are nothing new; others take their place until the phase opens', () => {
    const dearer = options.map((o) => (o.ideaId === 'lamps' ? { ...o, amount: 25_00 } : o));
    ready.and(priced()).when(publishCosts()).then();
    ready.and(priced()).when(publishCosts(dearer)).then(priced(dearer));
    given(...voting())
      .when(publishCosts(dearer))
      .refused('COST_FROZEN', { phaseIds: [voteId] });
  });

  test('there is a vote to publish prices for', () =>
    given(...consultation)
      .when(publishCosts())
      .refused('VOTING_NOT_CONFIGURED', { phaseId: voteId }));

  test('there is something on the ballot', () =>
    ready.when(publishCosts([])).refused('NO_OPTIONS'));

  test('every idea has a price, and an envelope that holds it', () =>
    ready
      .when(
        publishCosts([
          { ...option('garden', 0), amount: null },
          option('bench', 30_00, { envelopeAreaId: 'moon' }),
          option('tower', 100_01),
        ]),
      )
      .refusedTogether(
        ['COST_MISSING', { ideaId: 'garden' }],
        ['WRONG_ENVELOPE', { ideaId: 'bench', areaId: 'moon' }],
        ['COST_OVER_ENVELOPE', { ideaId: 'tower', amount: 100_01, envelope: 100_00 }],
      ));

  test('an idea may cost the whole envelope, to the cent', () => {
    const list = [option('tower', 100_00)];
    ready.when(publishCosts(list)).then(priced(list));
  });

  test('an idea dearer than its envelope stays only on purpose and on record', () => {
    const list = [option('tower', 100_01), option('bench', 30_00)];
    ready.when(publishCosts(list, { keepOverEnvelope: true })).then({
      ...priced(list),
      data: { ...priced(list).data, overEnvelopeIdeaIds: ['tower'] },
    });
  });
});

describe('prices that are published stand under every later configuration', () => {
  const both = [euros(100_00), euros(50_00, 'north')];
  const list = [option('garden', 60_00), option('pond', 40_00, { envelopeAreaId: 'north' })];
  const ready = given(...consultation, configured({ envelopes: both }), priced(list));

  test('no envelope may vanish from under an idea', () =>
    ready
      .when(configureVoting({ envelopes: [euros(100_00)] }))
      .refused('WRONG_ENVELOPE', { ideaId: 'pond', areaId: 'north' }));

  test('no envelope may shrink below the price of an idea', () =>
    ready
      .when(configureVoting({ envelopes: [euros(100_00), euros(39_99, 'north')] }))
      .refused('COST_OVER_ENVELOPE', { ideaId: 'pond', amount: 40_00, envelope: 39_99 }));

  test('an idea that was dearer on purpose may stay so', () => {
    const tower = [option('tower', 150_00)];
    given(...consultation, configured(), priced(tower))
      .when(configureVoting({ maxItems: 5 }))
      .then(
        fact('VotingConfigured', {
          phaseId: voteId,
          configVersion: 2,
          ...votingRules,
          maxItems: 5,
        }),
      );
  });

  test('what opens is the last configuration with the prices published', () => {
    const second = fact('VotingConfigured', {
      phaseId: voteId,
      configVersion: 2,
      ...votingRules,
      envelopes: both,
      maxItems: 5,
    });
    ready
      .and(second)
      .at(vote.opensAt)
      .when({ type: 'OpenPhase', consultationId: 'pb26', phaseId: voteId })
      .then(
        fact('PhaseOpened', { ...opened(vote).data, configVersion: 2, optionsHash: digest(list) }),
      );
  });
});
