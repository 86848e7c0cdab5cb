import { describe, test } from '@jest/globals';
import type { VotingRules } from '../../src/domain/consultation/events.js';
import type { CloseTally } from '../../src/domain/tally/decide.js';
import { digest } from '../../src/ledger/canonical.js';
import {
  added,
  closed,
  configureVoting,
  consultation,
  consultationId,
  fact,
  options,
  signatories,
  voteId,
  voting,
} from '../arcueil.js';
import { given, type Reason } from '../given.js';
import {
  configureSupport,
  support,
  supportConfigured,
  supportId,
  supporting,
} from '../supports.js';

describe('what one may say of ideas', () => {
  const planned = given(...consultation, added(support));
  const invalid = (field: string, data: object = {}): Reason => [
    'INVALID_VOTING_RULES',
    { field, ...data },
    field,
  ];
  const rejects = (over: Partial<VotingRules>, ...reasons: Reason[]) =>
    planned.when(configureSupport(over)).refusedTogether(...reasons);

  test('it is configured, without money and without an allocation', () =>
    planned.when(configureSupport()).then(supportConfigured()));

  test('there is something to say, once each, and nothing that nobody knows', () => {
    rejects({ values: [] }, invalid('values'));
    rejects({ values: ['up', 'up'] }, invalid('values'));
    rejects({ values: ['maybe'] as never }, invalid('values'));
  });

  test('limits of baskets have no meaning, and are not said', () =>
    rejects(
      {
        minItems: 1,
        maxItems: 2,
        minSpend: 0,
        maxSpend: 0,
        maxVotesPerIdea: 1,
        allocationRule: { name: 'phragmen' },
        envelopes: [{ areaId: null, amount: 1, currency: 'EUR' }],
        maxPerTopic: [{ topicId: 'green', items: 1, spend: null }],
        tieBreak: ['more_votes'],
      },
      ...['minItems', 'maxItems', 'minSpend', 'maxSpend', 'maxVotesPerIdea'].map((field) =>
        invalid(field),
      ),
      invalid('allocationRule'),
      invalid('envelopes'),
      invalid('maxPerTopic'),
      invalid('tieBreak'),
    ));

  test('a minimum of votes is not over the maximum', () =>
    rejects(
      { minVotesPerVoter: 3, maxVotesPerVoter: 2 },
      invalid('minVotesPerVoter', { min: 3, max: 2 }),
    ));

  test('supports are given in a phase of support or a formal vote, baskets elsewhere', () => {
    const other = (ballotType: string, method: string): Reason[] => [
      invalid('ballotType', { method }),
    ];
    planned
      .when({ ...configureVoting(), phaseId: supportId })
      .refusedTogether(...other('budget', 'support'));
    planned
      .when({ ...configureSupport(), phaseId: voteId })
      .refusedTogether(...other('support', 'budgeting'));
    const formal = given(...consultation, added({ ...support, method: 'voting' }));
    formal.when(configureSupport()).then(supportConfigured());
    formal
      .when(
        configureSupport({ ...configureVoting({ values: ['up'] }), phaseId: supportId } as never),
      )
      .refusedTogether(invalid('values'));
  });

  test('a vote with baskets says how its result is computed', () =>
    planned
      .when(configureVoting({ allocationRule: null }))
      .refusedTogether(invalid('allocationRule')));

  test('nothing has a price', () =>
    given(...consultation, added(support), supportConfigured())
      .when({ type: 'PublishCosts', consultationId, phaseId: supportId, admitted: options })
      .refused('NOT_A_BASKET_VOTE', { ballotType: 'support' }, 'phaseId'));
});

describe('what supports come to', () => {
  const over = given(...supporting(), closed(support));
  const inSupport = { consultationId, phaseId: supportId };
  const counts = [
    { ideaId: 'garden', up: 3, down: 1, neutral: 0, counted: 4 },
    { ideaId: 'bench', up: 0, down: 0, neutral: 2, counted: 2 },
  ];
  const close: CloseTally = {
    ...{ type: 'CloseTally', ...inSupport, upToPosition: '7', baskets: 0, counts: [] },
    votes: { voters: 4, counts, suspended: [] },
  };
  const sorted = [counts[1]!, counts[0]!];
  const countsHash = digest(sorted);
  const certify = (resultHash: string) =>
    ({ type: 'CertifyResults', ...inSupport, resultHash, signatories }) as const;
  const certified = fact(
    'ResultsCertified',
    { phaseId: supportId, upToPosition: '7', resultHash: countsHash },
    { signatories },
  );

  test('E09 the close of the tally says how many votes each idea has, and how many voted', () =>
    over.when(close).then(
      fact('TallyClosed', {
        phaseId: supportId,
        closedAt: support.closesAt!,
        upToPosition: '7',
        baskets: 0,
        countsHash,
        suspended: [],
        votes: { voters: 4, counts: sorted },
      }),
    ));

  test('nothing is allocated: supports choose nothing by themselves', () =>
    over
      .and(close)
      .when({ type: 'ComputeAllocation', ...inSupport, groups: [] })
      .refused('NOT_A_BASKET_VOTE', { ballotType: 'support' }, 'phaseId'));

  test('the counts themselves are signed and published', () => {
    over.when(certify(countsHash)).refused('TALLY_NOT_CLOSED', { phaseId: supportId });
    over
      .and(close)
      .when(certify('another'))
      .refused('RESULT_CHANGED', { expected: countsHash }, 'resultHash');
    over.and(close).when(certify(countsHash)).then(certified);
    over
      .and(close, certified)
      .when({ type: 'PublishResults', organisationId: 'arcueil', ...inSupport })
      .then(fact('ResultsPublished', { phaseId: supportId, resultHash: countsHash }));
  });

  test('E36 once they are signed they do not change', () =>
    over
      .and(close, certified)
      .when({ ...close, upToPosition: '8' })
      .refused('RESULTS_CERTIFIED', { phaseId: supportId }));

  test('a budget has no supports to sign', () =>
    given(...voting())
      .when(certify('x'))
      .refused('PHASE_UNKNOWN', { phaseId: supportId }, 'phaseId'));
});
