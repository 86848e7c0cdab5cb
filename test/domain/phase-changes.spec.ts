import { describe, test } from '@jest/globals';
import type {
  CancelPhase,
  ReopenPhase,
  ReschedulePhase,
} from '../../src/domain/consultation/commands.js';
import type { CloseTally } from '../../src/domain/tally/decide.js';
import {
  added,
  admitted,
  allocated,
  basket,
  cancelled,
  certified,
  closed,
  configureVoting,
  consultation,
  consultationId,
  fact,
  ideation,
  ideationId,
  line,
  mergedInto,
  opened,
  organisationId,
  reopened,
  rescheduled,
  submit,
  submittedIdea,
  suspended,
  takenBack,
  tallyClosed,
  vote,
  voteId,
  voting,
} from '../arcueil.js';
import { given } from '../given.js';

const reschedule = (over: Partial<ReschedulePhase>): ReschedulePhase => ({
  type: 'ReschedulePhase',
  consultationId,
  phaseId: voteId,
  reason: 'More time was asked for.',
  decidedBy: 'The council',
  ...over,
});
const reopen = (over: Partial<ReopenPhase> = {}): ReopenPhase => ({
  type: 'ReopenPhase',
  consultationId,
  phaseId: voteId,
  closesAt: '2026-06-20T00:00:00.000Z',
  reason: 'The site was down.',
  decisionRef: '2026-17',
  ...over,
});
const cancel: CancelPhase = {
  type: 'CancelPhase',
  consultationId,
  phaseId: voteId,
  reason: 'The budget was cut.',
};

describe('moving the window of a phase', () => {
  const inMay = given(...voting()).at('2026-05-10T00:00:00.000Z');

  test('E38 before it closes a phase is extended with a reason, and earlier votes stay', () => {
    const to = { closesAt: '2026-06-08T00:00:00.000Z' };
    inMay.when(reschedule(to)).then(rescheduled(to));
    inMay
      .and(basket([line('bench')]), rescheduled(to))
      .at('2026-06-07T23:59:59.999Z')
      .when(submit(['bench']))
      .then();
    inMay
      .and(rescheduled(to))
      .at('2026-06-08T00:00:00.000Z')
      .when(submit(['bench']))
      .refused('PHASE_CLOSED', { phaseId: voteId, closedAt: '2026-06-08T00:00:00.000Z' });
  });

  test('E38b a phase is made shorter only 48 hours before its new end', () => {
    const [late, early] = ['2026-05-11T23:59:59.999Z', '2026-05-12T00:00:00.000Z'];
    inMay
      .when(reschedule({ closesAt: late }))
      .refused('NOTICE_TOO_SHORT', { noticePeriod: 'PT48H', earliest: early }, 'closesAt');
    inMay.when(reschedule({ closesAt: early })).then(rescheduled({ closesAt: early }));
  });

  test('an open-ended phase is given an end 48 hours before it', () =>
    given(...consultation, rescheduled({ closesAt: null }))
      .at('2026-05-01T00:00:00.000Z')
      .when(reschedule({ closesAt: '2026-05-02T00:00:00.000Z' }))
      .refused('NOTICE_TOO_SHORT', {
        noticePeriod: 'PT48H',
        earliest: '2026-05-03T00:00:00.000Z',
      }));

  test('E38d neighbours are never moved: a window that overlaps one is refused', () => {
    const inMarch = given(...consultation, opened(ideation)).at('2026-03-10T00:00:00.000Z');
    inMarch
      .when(reschedule({ phaseId: ideationId, closesAt: '2026-05-01T00:00:00.001Z' }))
      .refused('PHASE_OVERLAP', {
        with: voteId,
        opensAt: vote.opensAt,
        closesAt: vote.closesAt,
      });
    inMarch
      .and(cancelled('2026-03-10T00:00:00.000Z'))
      .when(reschedule({ phaseId: ideationId, closesAt: '2026-05-01T00:00:00.001Z' }))
      .then(
        fact('PhaseRescheduled', {
          ...rescheduled({}).data,
          phaseId: ideationId,
          from: { opensAt: ideation.opensAt, closesAt: ideation.closesAt },
          to: { opensAt: ideation.opensAt, closesAt: '2026-05-01T00:00:00.001Z' },
        }),
      );
  });

  test('the opening of a phase that is open does not move, and nothing is moved into the past', () => {
    inMay
      .when(reschedule({ opensAt: '2026-05-11T00:00:00.000Z' }))
      .refused('PHASE_ALREADY_OPEN', { opensAt: vote.opensAt }, 'opensAt');
    const now = '2026-04-10T00:00:00.000Z';
    given(...consultation)
      .at(now)
      .when(reschedule({ opensAt: '2026-04-09T00:00:00.000Z' }))
      .refused('IN_THE_PAST', { now }, 'opensAt');
    inMay
      .when(reschedule({ closesAt: '2026-05-10T00:00:00.000Z' }))
      .refused('IN_THE_PAST', { now: '2026-05-10T00:00:00.000Z' }, 'closesAt');
  });

  test('a phase to come is postponed, and still closes after it opens', () => {
    const inApril = given(...consultation).at('2026-04-10T00:00:00.000Z');
    const to = { opensAt: '2026-05-15T00:00:00.000Z' };
    inApril.when(reschedule(to)).then(rescheduled(to));
    inApril
      .when(reschedule({ opensAt: vote.closesAt! }))
      .refused('INVALID_PERIOD', { opensAt: vote.closesAt, closesAt: vote.closesAt }, 'closesAt');
  });

  test('once its time is over a phase is not rescheduled, whether or not its closing is on record', () => {
    const over = ['PHASE_CLOSED', { phaseId: voteId, closedAt: vote.closesAt }] as const;
    const to = { closesAt: '2026-07-01T00:00:00.000Z' };
    given(...voting())
      .at(vote.closesAt!)
      .when(reschedule(to))
      .refused(...over);
    given(...voting(), closed(vote))
      .when(reschedule(to))
      .refused(...over);
  });

  test('a new window comes with a reason and with who decided it; the same window is nothing new', () => {
    inMay
      .when(reschedule({ closesAt: '2026-06-08T00:00:00.000Z', reason: ' ', decidedBy: '' }))
      .refusedTogether(['TEXT_REQUIRED', {}, 'reason'], ['TEXT_REQUIRED', {}, 'decidedBy']);
    inMay.when(reschedule({ closesAt: vote.closesAt })).then();
  });
});

describe('opening a closed phase again', () => {
  const over = given(...voting(), basket([line('bench')]), closed(vote)).at(
    '2026-06-05T00:00:00.000Z',
  );

  test('E38c it opens for a public reason; ballots stay and may be revised until its new end', () => {
    over.when(reopen()).then(reopened('2026-06-05T00:00:00.000Z'));
    const again = over.and(reopened('2026-06-05T00:00:00.000Z'));
    again.when(submit(['bench'])).then();
    again
      .at('2026-06-20T00:00:00.000Z')
      .when(submit(['lamps']))
      .refused('PHASE_CLOSED', { phaseId: voteId, closedAt: '2026-06-20T00:00:00.000Z' });
  });

  test('E38c, E45, E18 an idea that was withdrawn or merged since it closed cannot be chosen once it opens again', () => {
    const left = over.and(
      ...[submittedIdea('bench'), submittedIdea('lamps'), submittedIdea('garden')],
      takenBack('bench'),
      mergedInto('lamps', 'garden'),
    );
    const wish = reopen({ optionIds: ['garden', 'bench', 'lamps'] });
    const at = '2026-06-05T00:00:00.000Z';
    const gone = [suspended('bench', 'withdrawn'), suspended('lamps', 'merged')];
    left
      .at(at)
      .when(wish)
      .then(reopened(at), ...gone);
    const again = left.and(reopened(at), ...gone);
    again
      .when(submit(['bench'], { voterRef: 'carol' }))
      .refused('IDEA_NOT_VOTABLE', { ideaId: 'bench', cause: 'withdrawn' }, 'lines.0.ideaId');
    again
      .when(submit(['lamps'], { voterRef: 'carol' }))
      .refused('IDEA_NOT_VOTABLE', { ideaId: 'lamps', cause: 'merged' }, 'lines.0.ideaId');
    left
      .and(suspended('bench', 'hidden'))
      .at(at)
      .when(reopen({ optionIds: ['garden', 'bench'] }))
      .then(reopened(at));
  });

  test('E38c a vote between the two windows does not exist, even if it is recorded later', () => {
    const refused = ['PHASE_CLOSED', { phaseId: voteId, closedAt: vote.closesAt }] as const;
    const between = '2026-06-04T23:59:59.999Z';
    over
      .at(between)
      .when(submit(['lamps']))
      .refused(...refused);
    const again = over.and(reopened('2026-06-05T00:00:00.000Z'));
    again
      .at(between)
      .when(submit(['lamps']))
      .refused(...refused);
    again
      .at('2026-05-31T23:59:59.999Z')
      .when(submit(['bench']))
      .then();
  });

  test('E36 once its result is certified it stays closed, until the result is reopened', () => {
    const signed = over.and(tallyClosed, allocated, certified);
    signed.when(reopen()).refused('RESULTS_CERTIFIED', { phaseId: voteId });
    signed
      .and(
        fact('ResultsReopened', { phaseId: voteId, reason: 'A recount.', decisionRef: '2026-18' }),
      )
      .when(reopen())
      .then(reopened('2026-06-05T00:00:00.000Z'));
  });

  test('the tally of a phase that was opened again is closed again, even if nobody voted', () => {
    const close: CloseTally = {
      type: 'CloseTally',
      consultationId,
      phaseId: voteId,
      upToPosition: '42',
      baskets: 1,
      counts: [],
    };
    const closedAgain = fact('PhaseClosed', {
      ...closed(vote).data,
      at: '2026-06-20T00:00:00.000Z',
    });
    over
      .and(close, reopened('2026-06-05T00:00:00.000Z'), closedAgain)
      .when(close)
      .then(
        fact('TallyClosed', {
          ...tallyClosed.data,
          closedAt: '2026-06-20T00:00:00.000Z',
          baskets: 1,
          countsHash: '4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945',
        }),
      );
  });

  test('it ends in the future, beside no other phase, with a reason and a decision', () => {
    over
      .when(reopen({ closesAt: '2026-06-05T00:00:00.000Z', reason: '', decisionRef: ' ' }))
      .refusedTogether(
        ['IN_THE_PAST', { now: '2026-06-05T00:00:00.000Z' }, 'closesAt'],
        ['TEXT_REQUIRED', {}, 'reason'],
        ['TEXT_REQUIRED', {}, 'decisionRef'],
      );
    const next = {
      ...vote,
      phaseId: 'pb26.final',
      opensAt: '2026-06-10T00:00:00.000Z',
      closesAt: '2026-06-12T00:00:00.000Z',
    };
    over.and(added(next)).at('2026-06-05T00:00:00.000Z').when(reopen()).refused('PHASE_OVERLAP', {
      with: 'pb26.final',
      opensAt: next.opensAt,
      closesAt: next.closesAt,
    });
  });

  test('a phase that is open or never was is not opened again; opening it twice is nothing new', () => {
    given(...voting())
      .when(reopen())
      .refused('PHASE_STILL_OPEN', { phaseId: voteId, closesAt: vote.closesAt });
    given(...consultation)
      .when(reopen())
      .refused('PHASE_NOT_OPEN', { phaseId: voteId, opensAt: vote.opensAt });
    over.and(reopened('2026-06-05T00:00:00.000Z')).when(reopen()).then();
  });
});

describe('cancelling a phase', () => {
  const at = '2026-05-20T00:00:00.000Z';
  const inMay = given(...voting()).at(at);
  const gone = inMay.and(cancelled(at));
  const refused = ['PHASE_CANCELLED', { phaseId: voteId }] as const;

  test('E48 its votes are kept and count nowhere', () => inMay.when(cancel).then(cancelled(at)));

  test('E48 after it nobody votes, opens, closes, moves or counts it', () => {
    const of = { consultationId, phaseId: voteId };
    gone.when(submit(['bench'])).refused(...refused);
    gone.when({ type: 'OpenPhase', ...of }).refused(...refused);
    gone.when({ type: 'ClosePhase', ...of }).refused(...refused);
    gone.when(reschedule({ closesAt: '2026-06-08T00:00:00.000Z' })).refused(...refused);
    gone.when(reopen()).refused(...refused);
    gone
      .when({ type: 'CloseTally', ...of, upToPosition: '42', baskets: 0, counts: [] })
      .refused(...refused);
  });

  test('cancelling it twice is nothing new, and it takes a reason', () => {
    gone.when(cancel).then();
    inMay.when({ ...cancel, reason: '' }).refused('TEXT_REQUIRED', {}, 'reason');
  });

  test('E36 a phase whose result is certified is not cancelled', () =>
    given(...voting(), closed(vote), tallyClosed, allocated, certified)
      .when(cancel)
      .refused('RESULTS_CERTIFIED', { phaseId: voteId }));

  test('E13 to change the rules of a vote it is cancelled and another one announced, at other prices', () => {
    const second = { ...vote, phaseId: 'pb26.second' };
    given(...voting(), submittedIdea(), admitted(), cancelled(at), added(second))
      .when({ ...configureVoting({ maxItems: 2 }), phaseId: 'pb26.second' })
      .then(
        fact('VotingConfigured', {
          ...(({ type: _t, organisationId: _o, consultationId: _c, ...rules }) => rules)(
            configureVoting({ maxItems: 2 }),
          ),
          phaseId: 'pb26.second',
          configVersion: 1,
        }),
      );
    given(...voting(), submittedIdea(), admitted(), cancelled(at))
      .when({
        type: 'SetCost',
        organisationId,
        consultationId,
        ideaId: 'garden',
        amount: 50_00,
        currency: 'EUR',
      })
      .then(
        fact('IdeaCostSet', {
          ideaId: 'garden',
          amount: 50_00,
          currency: 'EUR',
          explanation: null,
          costVersion: 1,
        }),
      );
  });
});
