import { describe, test } from '@jest/globals';
import {
  addPhase,
  added,
  closed,
  configured,
  consultation,
  consultationId,
  created,
  fact,
  ideation,
  ideationId,
  opened,
  options,
  priced,
  rulesOfTheGame,
  rulesPublished,
  vote,
  voteId,
  voting,
} from '../arcueil.js';
import { digest } from '../../src/ledger/canonical.js';
import { given } from '../given.js';

describe('adding a phase', () => {
  const draft = given(created, rulesPublished);

  test('a phase is announced with its window', () =>
    draft.when(addPhase(ideation)).then(added(ideation)));

  test('the same phase again is nothing new', () =>
    draft.and(added(ideation)).when(addPhase(ideation)).then());

  test('a phase known by that name is not announced anew with another window', () =>
    draft
      .and(added(ideation))
      .when(addPhase({ ...ideation, closesAt: '2026-04-02T00:00:00.000Z' }))
      .refused('ALREADY_EXISTS', { id: ideationId }));

  test('E38d neighbouring phases do not overlap; one may begin the instant the other ends', () => {
    const next = { ...vote, opensAt: '2026-03-31T23:59:59.999Z' };
    draft.and(added(ideation)).when(addPhase(next)).refused('PHASE_OVERLAP', {
      with: ideationId,
      opensAt: ideation.opensAt,
      closesAt: ideation.closesAt,
    });
    const touching = { ...vote, opensAt: ideation.closesAt! };
    draft.and(added(ideation)).when(addPhase(touching)).then(added(touching));
    draft.and(added(touching)).when(addPhase(ideation)).then(added(ideation));
  });

  test('a phase declared parallel may run beside another', () => {
    const beside = { ...vote, opensAt: ideation.opensAt, parallel: true };
    draft.and(added(ideation)).when(addPhase(beside)).then(added(beside));
  });

  test('only the last phase may be open-ended', () => {
    const endless = { ...ideation, closesAt: null };
    draft.when(addPhase(endless)).then(added(endless));
    draft
      .and(added(endless))
      .when(addPhase(vote))
      .refused('PHASE_OVERLAP', { with: ideationId, opensAt: ideation.opensAt, closesAt: null });
    const last = { ...vote, closesAt: null };
    draft.and(added(ideation)).when(addPhase(last)).then(added(last));
  });

  test('a phase closes after it opens, has a title, and bears the name of its consultation', () => {
    const wrong = { ...ideation, phaseId: 'other.ideas', title: '', closesAt: ideation.opensAt };
    draft
      .when(addPhase(wrong))
      .refusedTogether(
        ['PHASE_MISNAMED', { consultationId }, 'phaseId'],
        ['TEXT_REQUIRED', {}, 'title'],
        ['INVALID_PERIOD', { opensAt: ideation.opensAt, closesAt: ideation.opensAt }, 'closesAt'],
      );
    draft
      .when(addPhase({ ...ideation, phaseId: 'constructor' }))
      .refused('PHASE_MISNAMED', { consultationId });
  });
});

describe('opening a phase', () => {
  const open = { type: 'OpenPhase', consultationId, phaseId: ideationId } as const;
  const openVote = { ...open, phaseId: voteId };

  test('it opens from its first instant on, by the rules then in force', () => {
    given(...consultation)
      .at(ideation.opensAt)
      .when(open)
      .then(opened(ideation));
    const second = fact('RulesPublished', {
      ...rulesOfTheGame,
      tallyVisibility: 'always',
      rulesVersion: 2,
    });
    given(...consultation, second)
      .at('2026-03-05T10:00:00.000Z')
      .when(open)
      .then(
        fact('PhaseOpened', {
          ...opened(ideation).data,
          at: '2026-03-05T10:00:00.000Z',
          rulesVersion: 2,
          tallyVisibility: 'always',
        }),
      );
  });

  test('what Cahier itself opens was opened on schedule, within the window and no sooner', () => {
    const cahier = { kind: 'system', ref: 'cahier', role: 'system' } as const;
    const bySchedule = fact('PhaseOpened', { ...opened(ideation).data, cause: 'schedule' });
    const planned = given(...consultation).by(cahier);
    planned.at(ideation.opensAt).when(open).then(bySchedule);
    planned
      .at('2026-02-28T00:00:00.000Z')
      .when(open)
      .refused('PHASE_NOT_OPEN', { phaseId: ideationId, opensAt: ideation.opensAt });
  });

  test('opening it twice is nothing new', () =>
    given(...consultation, opened(ideation))
      .when(open)
      .then());

  test('a vote opens with its rules and its prices, frozen', () =>
    given(...consultation, configured(), priced())
      .at(vote.opensAt)
      .when(openVote)
      .then(opened(vote, digest(options))));

  test('a vote does not open once an idea or a price has changed since they were published', () => {
    const [first, ...rest] = options;
    given(...consultation, configured(), priced())
      .at(vote.opensAt)
      .when({ ...openVote, admitted: [{ ...first!, amount: first!.amount + 1 }, ...rest] })
      .refused('BALLOT_CHANGED', { phaseId: voteId });
    given(...consultation, configured(), priced())
      .at(vote.opensAt)
      .when({ ...openVote, admitted: options })
      .then(opened(vote, digest(options)));
  });

  test('a vote without rules and prices does not open', () => {
    given(...consultation)
      .at(vote.opensAt)
      .when(openVote)
      .refusedTogether(
        ['VOTING_NOT_CONFIGURED', { phaseId: voteId }],
        ['COSTS_NOT_PUBLISHED', { phaseId: voteId }],
      );
    given(...consultation, configured())
      .at(vote.opensAt)
      .when(openVote)
      .refused('COSTS_NOT_PUBLISHED', { phaseId: voteId });
  });

  test('it opens neither a millisecond early nor in a draft', () =>
    given(created, rulesPublished, added(ideation))
      .at('2026-02-28T23:59:59.999Z')
      .when(open)
      .refusedTogether(
        ['PHASE_NOT_OPEN', { phaseId: ideationId, opensAt: ideation.opensAt }],
        ['NOT_PUBLISHED'],
      ));

  test('a phase whose time is over does not open, nor does a closed one', () => {
    const over = ['PHASE_CLOSED', { phaseId: ideationId, closedAt: ideation.closesAt }] as const;
    given(...consultation)
      .at(ideation.closesAt!)
      .when(open)
      .refused(...over);
    given(...consultation, opened(ideation), closed(ideation))
      .when(open)
      .refused(...over);
  });

  test('a phase nobody announced does not open', () =>
    given(...consultation)
      .when({ ...open, phaseId: 'constructor' })
      .refused('PHASE_UNKNOWN', { phaseId: 'constructor' }, 'phaseId'));
});

describe('closing a phase', () => {
  const close = { type: 'ClosePhase', consultationId, phaseId: voteId } as const;

  test('E09 at its announced end it closes as of that instant, whenever that is recorded', () => {
    given(...voting())
      .at(vote.closesAt!)
      .when(close)
      .then(closed(vote));
    given(...voting())
      .at('2026-06-03T08:00:00.000Z')
      .when(close)
      .then(closed(vote));
  });

  test('before its announced end it closes only with a public reason', () => {
    const early = given(...voting()).at('2026-05-20T12:00:00.000Z');
    early.when(close).refused('REASON_REQUIRED', { closesAt: vote.closesAt }, 'reason');
    early.when({ ...close, reason: ' A flood. ' }).then(
      fact('PhaseClosed', {
        phaseId: voteId,
        at: '2026-05-20T12:00:00.000Z',
        cause: 'manual',
        reason: 'A flood.',
      }),
    );
    early
      .when({ ...close, reason: 'x'.repeat(20_001) })
      .refused('TEXT_TOO_LONG', { limit: 20_000, length: 20_001 }, 'reason');
  });

  test('an open-ended phase closes with a reason', () => {
    const endless = { ...ideation, closesAt: null };
    given(created, rulesPublished, added(endless), opened(endless))
      .when({ ...close, phaseId: ideationId })
      .refused('REASON_REQUIRED', { closesAt: null });
  });

  test('closing it twice is nothing new', () =>
    given(...voting(), closed(vote))
      .when(close)
      .then());

  test('a phase that never opened does not close', () =>
    given(...consultation)
      .at(vote.closesAt!)
      .when(close)
      .refused('PHASE_NOT_OPEN', { phaseId: voteId, opensAt: vote.opensAt }));
});
