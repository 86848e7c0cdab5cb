import { describe, test } from '@jest/globals';
import {
  admitted,
  basket,
  certified,
  closed,
  configured,
  consultation,
  consultationId,
  disqualified,
  fact,
  flagged,
  hidden,
  line,
  opened,
  options,
  organisationId,
  priced,
  publishCosts,
  replacing,
  restored,
  shownAgain,
  submit,
  submittedIdea,
  suspended,
  takenBack,
  vote,
  voteId,
  voting,
} from '../arcueil.js';
import { digest } from '../../src/ledger/canonical.js';
import { given } from '../given.js';

const onGarden = { organisationId, consultationId, ideaId: 'garden' };
const known = given(...consultation, submittedIdea());
const onBallot = given(submittedIdea(), admitted(), ...voting());
const note = { publicNote: ' It insults a neighbour. ', privateNoteRef: 'M-17' };
const hide = { type: 'HideIdea', ...onGarden, reasonCode: 'offensive', ...note } as const;
const restore = {
  type: 'RestoreIdea',
  ...onGarden,
  publicNote: 'The insult is gone.',
  privateNoteRef: null,
} as const;
const toConsultation = (type: 'garden', cause: 'hidden' | 'withdrawn' | 'disqualified') => ({
  ...suspended(type, cause),
  to: 'consultation',
});
const archived = fact('ConsultationArchived', {
  at: '2026-07-01T00:00:00.000Z',
  outcomeSummary: 'Built.',
  noFollowUpReason: null,
});

describe('a moderator', () => {
  test('E21 hides an idea, says why in public, and deletes nothing', () =>
    known.when(hide).then(hidden()));

  test('E21 hides it once', () => known.and(hidden()).when(hide).then());

  test('E21b takes it out of the count of each ballot on which it stands', () =>
    onBallot.when(hide).then(hidden(), toConsultation('garden', 'hidden')));

  test('E21 shows it again, and it counts again', () => {
    known.and(hidden()).when(restore).then(shownAgain());
    onBallot
      .and(hidden(), suspended('garden', 'hidden'))
      .when(restore)
      .then(shownAgain(), { ...restored('garden'), to: 'consultation' });
    known.when(restore).then();
  });

  test('E22 does not bring back what was taken from the ballot', () =>
    onBallot
      .and(disqualified(), suspended('garden', 'disqualified'), hidden())
      .when(restore)
      .then(shownAgain()));

  test('tells the public why, in any case', () =>
    known
      .when({ ...hide, publicNote: ' ', privateNoteRef: 'x'.repeat(501) })
      .refusedTogether(
        ['TEXT_REQUIRED', {}, 'publicNote'],
        ['TEXT_TOO_LONG', { limit: 500, length: 501 }, 'privateNoteRef'],
      ));

  test('hides what breaks the law even when all is archived, and no result changes by that', () =>
    onBallot.and(closed(vote), archived).when(hide).then(hidden()));

  test('hides an idea that is there', () =>
    known
      .when({ ...hide, ideaId: 'nothing' })
      .refused('IDEA_UNKNOWN', { ideaId: 'nothing' }, 'ideaId'));
});

describe('what is wrong with an idea', () => {
  const flag = {
    type: 'FlagContent',
    ...onGarden,
    flaggerRef: 'carol-on-garden',
    reasonCode: 'offensive',
  } as const;

  test('a citizen tells it once, and who did is kept for auditors', () => {
    known.when(flag).then(flagged());
    known
      .and(flagged())
      .when({ ...flag, reasonCode: 'spam' })
      .then();
    known
      .and(flagged())
      .when({ ...flag, flaggerRef: 'dan-on-garden' })
      .then(flagged('dan-on-garden'));
  });

  test('a machine tells it with how sure it is, and the same model once', () => {
    const machine = { ...flag, flaggerRef: null, model: 'm1', score: 80 };
    const told = fact('ContentFlagged', {
      ...flagged('machine:m1').data,
      source: 'machine',
      score: 80,
    });
    known.when(machine).then({ ...told, visibility: 'restricted' });
    known.and(told).when(machine).then();
    known.when({ ...machine, score: 101 }).refused('INVALID_SCORE', {}, 'score');
    known.when({ ...flag, score: 5 }).refused('INVALID_SCORE', {}, 'score');
  });

  test('an agent tells it in their own name', () =>
    known.when({ ...flag, flaggerRef: null }).then({
      ...fact('ContentFlagged', { ...flagged('sofia').data, source: 'agent' }),
      visibility: 'restricted',
    }));
});

describe('an author', () => {
  const withdraw = { type: 'WithdrawIdea', ...onGarden, authorRef: 'anna' } as const;

  test('E45 takes an idea back, once, and says why if they like', () => {
    known.when({ ...withdraw, reason: ' There is one. ' }).then(takenBack());
    known.when(withdraw).then(fact('IdeaWithdrawn', takenBack().data));
    known.and(takenBack()).when(withdraw).then();
  });

  test('E45 does not take it back while people vote on it', () => {
    onBallot.when(withdraw).refused('WITHDRAW_DURING_VOTE', { phaseIds: [voteId] });
    onBallot.and(closed(vote)).when(withdraw).then(fact('IdeaWithdrawn', takenBack().data));
  });

  test('takes it from a ballot that is announced, which must then be published anew', () => {
    const announced = given(...consultation, configured(), priced(), submittedIdea(), admitted());
    announced
      .when(withdraw)
      .then(fact('IdeaWithdrawn', takenBack().data), toConsultation('garden', 'withdrawn'));
    const open = { type: 'OpenPhase', consultationId, phaseId: voteId } as const;
    const left = announced.and(withdraw);
    left.at(vote.opensAt).when(open).refused('BALLOT_CHANGED', { phaseId: voteId });
    left
      .and(publishCosts(options.slice(1)))
      .at(vote.opensAt)
      .when(open)
      .then(opened(vote, digest(options.slice(1))));
  });

  test('revises it no longer once it is taken back', () =>
    known
      .and(takenBack())
      .at('2026-03-02T00:00:00.000Z')
      .when({
        type: 'ReviseIdea',
        ...onGarden,
        authorRef: null,
        kind: 'editorial',
        reason: 'A word.',
        text: { title: 'A garden', body: '', locale: 'en' },
      })
      .refused('IDEA_WITHDRAWN'));

  test('takes back no idea but their own, and the city those it brought itself', () => {
    known.when({ ...withdraw, authorRef: 'bob' }).refused('NOT_THE_AUTHOR');
    known.when({ ...withdraw, authorRef: null }).refused('NOT_THE_AUTHOR');
    const own = submittedIdea();
    given(...consultation, { ...own, data: { ...own.data, authorRef: null } })
      .when({ ...withdraw, authorRef: null })
      .then(fact('IdeaWithdrawn', { ideaId: 'garden', authorRef: null }));
  });
});

describe('an idea that is hidden or withdrawn', () => {
  const admit = { type: 'AdmitToBallot', ...onGarden, phaseId: voteId } as const;
  const set = given(...consultation, configured(), submittedIdea());

  test('E21 is put on no ballot', () => {
    set
      .and(hidden())
      .when(admit)
      .refused('IDEA_NOT_VOTABLE', { ideaId: 'garden', cause: 'hidden' });
    set
      .and(takenBack())
      .when(admit)
      .refused('IDEA_NOT_VOTABLE', { ideaId: 'garden', cause: 'withdrawn' });
  });

  test('E21b nobody chooses any more, while baskets that hold it stand', () => {
    const out = given(...voting()).and(submit(['garden', 'bench']), suspended('garden', 'hidden'));
    out
      .when(submit(['garden', 'lamps']))
      .refused('IDEA_NOT_VOTABLE', { ideaId: 'garden', cause: 'hidden' }, 'lines.0.ideaId');
    given(...voting(), submit(['garden', 'bench']), suspended('garden', 'hidden'))
      .when(submit(['bench']))
      .then(
        basket([line('bench')], {
          basketRevision: 2,
          replaces: replacing(basket([line('garden'), line('bench')])),
        }),
      );
    out
      .and(restored('garden'))
      .when(submit(['garden', 'bench']))
      .then();
  });
});

describe('an idea that turns out to be impossible during the vote', () => {
  const out = {
    type: 'DisqualifyFromBallot',
    ...onGarden,
    phaseId: voteId,
    reason: ' The land is not ours. ',
  } as const;

  test('E22, T40 is taken from the ballot for good, with a reason for the voters', () => {
    onBallot.when(out).then(disqualified(), toConsultation('garden', 'disqualified'));
    onBallot.and(disqualified(), suspended('garden', 'disqualified')).when(out).then();
  });

  test('E22 is so too when a moderator hides it already', () =>
    onBallot
      .and(hidden(), suspended('garden', 'hidden'))
      .when(out)
      .then(disqualified(), toConsultation('garden', 'disqualified')));

  test('T24 before the ballot is published it just leaves it, and may be admitted anew', () => {
    const planned = given(...consultation, configured(), submittedIdea(), admitted());
    planned.when(out).then(disqualified());
    planned
      .and(disqualified())
      .when({ type: 'AdmitToBallot', ...onGarden, phaseId: voteId })
      .then(admitted());
  });

  test('E36 stays where the result is certified', () =>
    onBallot
      .and(closed(vote), certified)
      .when(out)
      .refused('RESULTS_CERTIFIED', { phaseId: voteId }));

  test('must stand on that ballot, and the voters are told why', () =>
    given(submittedIdea(), ...voting())
      .when({ ...out, reason: '' })
      .refusedTogether(
        ['IDEA_NOT_ON_BALLOT', { ideaId: 'garden' }, 'ideaId'],
        ['TEXT_REQUIRED', {}, 'reason'],
      ));
});
