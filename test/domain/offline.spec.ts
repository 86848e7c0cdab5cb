import { describe, test } from '@jest/globals';
import type { VotingRules } from '../../src/domain/consultation/events.js';
import {
  allocated,
  cancelled,
  certified,
  closed,
  consultation,
  consultationId,
  fact,
  opened,
  tallyClosed,
  vote,
  voteId,
  voting,
} from '../arcueil.js';
import { given, type Reason } from '../given.js';
import {
  booth,
  correct,
  corrected,
  papers,
  record,
  recorded,
  saying,
  typed,
  voided,
  voiding,
} from '../papers.js';
import { support, supportId, supporting } from '../supports.js';

const over = (rules: Partial<VotingRules> = {}) => given(...voting(rules), closed(vote));
const inSupport = { phaseId: supportId, batchId: 's1', occurredAt: '2026-04-10T10:00:00.000Z' };
const signed = [tallyClosed, allocated, certified];
const reopened = fact('ResultsReopened', {
  phaseId: voteId,
  reason: 'A batch was wrong.',
  decisionRef: '2026-17',
});

describe('votes on paper', () => {
  test('are written down with their place, their evidence, and who watched the count', () =>
    over()
      .when(record({ place: ' Town hall ', witnessedBy: 'Rosa' }))
      .then({ ...recorded(), personal: { witnessedBy: 'Rosa' } }));

  test('written down twice are one batch', () => {
    over().and(recorded()).when(record()).then();
    over()
      .and(recorded())
      .when(record({ voterCount: 130 }))
      .refused('ALREADY_EXISTS', { id: 'b1' });
  });

  test('are nobody’s before the vote, nor once it is cancelled', () => {
    given(...consultation, ...voting().slice(consultation.length, -1))
      .when(record())
      .refusedTogether(
        ['OUTSIDE_PHASE', { opensAt: vote.opensAt, closesAt: vote.closesAt }],
        ['PHASE_NOT_OPEN', { phaseId: voteId, opensAt: vote.opensAt }],
      );
    over()
      .and(cancelled('2026-06-02T00:00:00.000Z'))
      .when(record())
      .refused('PHASE_CANCELLED', { phaseId: voteId });
  });

  test('I7 are not told while counts are hidden, and are from the opening on where they are not', () => {
    const open = given(...voting()).at('2026-05-21T00:00:00.000Z');
    open.when(record()).refused('COUNTS_HIDDEN', { phaseId: voteId });
    const { data, ...rest } = opened(vote);
    given(...voting().slice(0, -1), { ...rest, data: { ...data, tallyVisibility: 'always' } })
      .at('2026-05-21T00:00:00.000Z')
      .when(record())
      .then(recorded());
  });

  test.each(['2026-04-30T23:59:59.999Z', '2026-06-01T00:00:00.000Z'])(
    'nobody votes on paper outside of the phase: %s',
    (occurredAt) =>
      over()
        .when(record({ occurredAt }))
        .refused('OUTSIDE_PHASE', { opensAt: vote.opensAt, closesAt: vote.closesAt }, 'occurredAt'),
  );

  test('all that so many people cannot have said is told together', () =>
    over({ maxItems: 1 })
      .when(
        record({
          ...{ voterCount: 10, evidenceHash: 'none', place: ' ' },
          lines: [
            papers('garden', 11),
            papers('garden', 5),
            papers('pond', 1),
            papers('bench', 1, 2),
          ],
        }),
      )
      .refusedTogether(
        ['TEXT_REQUIRED', {}, 'place'],
        ['INVALID_VOTES', { ideaId: 'garden', votes: 11, max: 10 }, 'lines.0.votes'],
        ['DUPLICATE_LINE', { ideaId: 'garden' }, 'lines.1.ideaId'],
        ['IDEA_NOT_ON_BALLOT', { ideaId: 'pond' }, 'lines.2.ideaId'],
        ['INVALID_VOTES', { ideaId: 'bench', votes: 2, max: 10 }, 'lines.3.votes'],
        ['BASKET_TOO_MANY_ITEMS', { max: 10, items: 18 }, 'lines'],
        ['INVALID_DIGEST', {}, 'evidenceHash'],
      ));

  test('nobody is half a voter', () =>
    over()
      .when(record({ voterCount: 1.5, lines: [] }))
      .refused('INVALID_VOTER_COUNT', {}, 'voterCount'));

  test('people do not spend more than there is for each of them', () =>
    over()
      .when(
        record({ voterCount: 2, lines: ['garden', 'bench', 'lamps'].map((id) => papers(id, 2)) }),
      )
      .refused('BASKET_OVER_BUDGET', { envelope: 200_00, total: 220_00, excess: 20_00 }, 'lines'));

  test('where points are given, papers say how many people and how many points', () => {
    const points = over({ ballotType: 'cumulative', maxVotesPerIdea: 3, maxVotesPerVoter: 4 });
    const lines = [papers('garden', 10, 30)];
    points.when(record({ voterCount: 10, lines })).then(recorded({ voterCount: 10, lines }));
    points
      .when(record({ voterCount: 10, lines: [papers('garden', 10, 30), papers('bench', 10, 11)] }))
      .refused('TOO_MANY_VOTES', { max: 40, votes: 41 }, 'lines');
  });

  const asking: Partial<VotingRules>[] = [
    { ballotType: 'ordinal', maxSpend: null, maxItems: 2 },
    { allocationRule: { name: 'phragmen' } },
    { tieBreak: ['higher_borda'] },
  ];
  test.each(asking)('sums are not enough where the result asks for each ballot: %j', (rules) =>
    over(rules).when(record()).refused('NEEDS_EACH_BALLOT'),
  );

  test('on a support ballot papers say something of each idea, and everybody one thing', () => {
    const supported = given(...supporting(), closed(support));
    const lines = [saying('garden', 'up', 8), saying('garden', 'down', 2)];
    const said = { ...inSupport, voterCount: 10, lines };
    supported.when(record(said)).then(recorded(said));
    const reasons: Reason[] = [
      ['IDEA_UNKNOWN', { ideaId: 'moon' }, 'lines.2.ideaId'],
      ['INVALID_VALUE', { values: ['up', 'down', 'neutral'] }, 'lines.3.value'],
      ['INVALID_VOTES', { ideaId: 'garden', votes: 10, max: 9 }, 'lines'],
    ];
    supported
      .when(
        record({
          ...{ ...inSupport, voterCount: 9 },
          lines: [...lines, saying('moon', 'up', 1), papers('bench', 1)],
        }),
      )
      .refusedTogether(...reasons);
  });
});

describe('E25, T25, T42 a batch that was wrong', () => {
  test('is written down anew as a whole, with the reason, and says what it takes the place of', () =>
    over().and(recorded()).when(correct()).then(corrected()));

  test('is corrected once by the same words', () =>
    over().and(recorded(), corrected()).when(correct()).then());

  test('is corrected as often as need be', () =>
    over()
      .and(recorded(), corrected())
      .when(correct({ ...typed, reason: 'It was 120 after all.' }))
      .then(
        corrected({
          ...{ ...typed, offlineRevision: 3, reason: 'It was 120 after all.' },
          replaces: { voterCount: 102, lines: [papers('garden', 102)] },
        }),
      ));

  test('needs a reason, and its evidence', () =>
    over()
      .and(recorded())
      .when(correct({ reason: ' ', evidenceHash: '' }))
      .refusedTogether(['TEXT_REQUIRED', {}, 'reason'], ['INVALID_DIGEST', {}, 'evidenceHash']));

  test('is there at all', () => {
    over().when(correct()).refused('OFFLINE_BATCH_UNKNOWN', {}, 'batchId');
    over().when(voiding()).refused('OFFLINE_BATCH_UNKNOWN', {}, 'batchId');
  });

  test('can be taken out of the count, and is corrected no more then', () => {
    over().and(recorded()).when(voiding()).then(voided());
    const out = over().and(recorded(), voided());
    out.when(voiding()).then();
    out.when(correct()).refused('OFFLINE_BATCH_VOIDED');
  });

  test('E25b, E36 stays as it is once the result is signed, until that is reopened', () => {
    const certifiedNow = over().and(recorded(), ...signed);
    for (const wish of [correct(), voiding(), record({ batchId: 'b2' })])
      certifiedNow.when(wish).refused('RESULTS_CERTIFIED', { phaseId: voteId });
    certifiedNow.and(reopened).when(correct()).then(corrected());
  });

  test('belongs to its phase', () =>
    over()
      .and(recorded())
      .when(correct({ consultationId, phaseId: 'pb26.other' }))
      .refused('PHASE_UNKNOWN', { phaseId: 'pb26.other' }, 'phaseId'));
});

test('a batch keeps its place and its time', () =>
  given(...voting(), closed(vote), recorded())
    .when(correct())
    .then(corrected({ ...booth, offlineRevision: 2 })));
