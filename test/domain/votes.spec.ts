import { describe, test } from '@jest/globals';
import {
  closed,
  consultationId,
  fact,
  hidden,
  ideationId,
  shownAgain,
  submit,
  town,
  voteId,
  voting,
} from '../arcueil.js';
import { given } from '../given.js';
import {
  cast,
  changeVote,
  of,
  support,
  supportConfigured,
  supportId,
  supporting,
  voteCast,
  voteChanged,
  voteWithdrawn,
  withdrawVote,
} from '../supports.js';

const open = given(...supporting());
const garden = voteCast('garden');

describe('voting on an idea', () => {
  test('what a voter says of themselves goes with the vote, sealed', () => {
    const segments = { age: '25-34' };
    open.when(cast('garden', 'up', { segments })).then({ ...garden, personal: { segments } });
    open.when(cast('garden', 'up', { segments: {} })).then(garden);
  });

  test('a vote is recorded with what it says and the version of the idea that it says it of', () => {
    open.when(cast('garden')).then(garden);
    const revised = fact(
      'IdeaRevised',
      { ideaId: 'garden', ideaVersion: 2, editorRef: 'sofia', kind: 'editorial' },
      { title: 'A garden', body: 'With red roses.', locale: 'en' },
    );
    open
      .and(revised)
      .at(support.opensAt)
      .when(cast('garden', 'neutral'))
      .then(voteCast('garden', 'neutral', { ideaVersion: 2 }));
  });

  test('E01, E02, T20, T50 the same vote again is nothing new, whatever door it comes through', () =>
    open.and(garden).when(cast('garden')).then());

  test('I3 a voter has one vote on an idea: another value is a change, and asked for as one', () =>
    open
      .and(garden)
      .when(cast('garden', 'down'))
      .refused('ALREADY_VOTED', { ideaId: 'garden', value: 'up' }, 'ideaId'));

  test('I3 each voter has votes of their own', () =>
    open
      .and(garden)
      .when(cast('garden', 'down', { voterRef: 'carol' }))
      .then(voteCast('garden', 'down', { voterRef: 'carol' })));

  test('only what the rules let one say is said', () => {
    const likes = given(...supporting({ values: ['up'] }));
    likes.when(cast('garden', 'down')).refused('INVALID_VALUE', { values: ['up'] }, 'value');
    likes
      .and(garden)
      .when(changeVote('garden', 'down'))
      .refusedTogether(['INVALID_VALUE', { values: ['up'] }, 'value']);
  });

  test('whole ballots are for auditors, or for everybody once the phase is closed', () =>
    given(...supporting({ ballotDisclosure: 'public_after_close' }))
      .when(cast('garden'))
      .then({ ...garden, visibility: 'sealed_until_close' }));
});

describe('how many votes one has', () => {
  const two = given(...supporting({ maxVotesPerVoter: 2 }));
  const both = two.and(garden, voteCast('bench', 'up', { standing: 2 }));

  test('E03 a voter at the limit casts no other vote, and is told the limit and what is used', () =>
    both.when(cast('lamps')).refused('VOTE_LIMIT_REACHED', { limit: 2, used: 2 }));

  test('E03, T02 of two first votes at once the second is decided on what the first has left', () => {
    const one = given(...supporting({ maxVotesPerVoter: 1 }));
    one.when(cast('garden')).then(garden);
    one
      .and(cast('garden'))
      .when(cast('bench'))
      .refused('VOTE_LIMIT_REACHED', { limit: 1, used: 1 });
  });

  test('at the limit one may still change a vote, or take it back and give it to another idea', () => {
    both
      .when(changeVote('garden', 'down'))
      .then(voteChanged('garden', ['up', 'down'], { standing: 2 }));
    both
      .and(withdrawVote('garden'))
      .when(cast('lamps'))
      .then(voteCast('lamps', 'up', { standing: 2 }));
  });
});

describe('changing one’s mind', () => {
  test('E05 a change moves the one vote from what it said to what it says', () =>
    open
      .and(garden)
      .when(changeVote('garden', 'down'))
      .then(voteChanged('garden', ['up', 'down'])));

  test('E05 a change to the same is nothing new, and without a vote there is nothing to change', () => {
    open.and(garden).when(changeVote('garden', 'up')).then();
    const noVote = ['NO_VOTE', { ideaId: 'garden' }, 'ideaId'] as const;
    open.when(changeVote('garden', 'down')).refused(...noVote);
    open
      .and(garden, voteWithdrawn('garden'))
      .when(changeVote('garden', 'down'))
      .refused(...noVote);
  });

  test('E06, T03 a vote is withdrawn once; a later one is a new vote', () => {
    open.and(garden).when(withdrawVote('garden')).then(voteWithdrawn('garden'));
    const gone = open.and(garden, voteWithdrawn('garden'));
    gone.when(withdrawVote('garden')).then();
    open.when(withdrawVote('garden')).then();
    gone.when(cast('garden', 'down')).then(voteCast('garden', 'down'));
  });

  test('where a vote is final it is not changed, and not cast again after a withdrawal', () => {
    const final = given(...supporting({ revisionAllowed: false })).and(garden);
    final.when(changeVote('garden', 'down')).refused('REVISION_NOT_ALLOWED');
    final.when(cast('bench')).then(voteCast('bench', 'up', { standing: 2 }));
    final.when(withdrawVote('garden')).then(voteWithdrawn('garden'));
    final.and(voteWithdrawn('garden')).when(cast('garden')).refused('REVISION_NOT_ALLOWED');
  });
});

describe('E10, T04 where a voter must give three votes', () => {
  const three = given(...supporting({ minVotesPerVoter: 3 }));
  const first = voteCast('garden', 'up', { counted: [] });
  const second = voteCast('bench', 'down', { standing: 2, counted: [] });
  const third = voteCast('lamps', 'up', {
    standing: 3,
    counted: [of('bench', 'down'), of('garden'), of('lamps')],
  });

  test('the first two are recorded and do not count; the third makes all three count', () => {
    three.when(cast('garden')).then(first);
    three.and(first).when(cast('bench', 'down')).then(second);
    three.and(first, second).when(cast('lamps')).then(third);
  });

  test('a fourth counts at once', () =>
    three
      .and(first, second, third)
      .when(cast('pond'))
      .then(voteCast('pond', 'up', { standing: 4 })));

  test('withdrawing one of three makes the other two uncounted; one of four only itself', () => {
    three
      .and(first, second, third)
      .when(withdrawVote('garden'))
      .then(
        voteWithdrawn('garden', 'up', {
          standing: 2,
          uncounted: [of('bench', 'down'), of('garden'), of('lamps')],
        }),
      );
    three
      .and(first, second, third, voteCast('pond', 'up', { standing: 4 }))
      .when(withdrawVote('garden'))
      .then(voteWithdrawn('garden', 'up', { standing: 3 }));
  });

  test('what does not count yet may change, and counts as what it says in the end', () => {
    const changed = voteChanged('garden', ['up', 'down'], { counted: [], uncounted: [] });
    three.and(first).when(changeVote('garden', 'down')).then(changed);
    three
      .and(first, changed, { ...second })
      .when(cast('lamps'))
      .then(
        voteCast('lamps', 'up', {
          standing: 3,
          counted: [of('bench', 'down'), of('garden', 'down'), of('lamps')],
        }),
      );
  });

  test('withdrawing one of two, neither of which counts, uncounts nothing', () =>
    three
      .and(first, second)
      .when(withdrawVote('garden'))
      .then(voteWithdrawn('garden', 'up', { standing: 1, uncounted: [] })));
});

describe('when one votes', () => {
  test('E07 nobody votes before the opening', () => {
    const early = ['PHASE_NOT_OPEN', { phaseId: supportId, opensAt: support.opensAt }] as const;
    open
      .at('2026-03-31T23:59:59.999Z')
      .when(cast('garden'))
      .refused(...early);
  });

  test('E08, T36 nobody votes, changes or withdraws after the close, even if the close is not recorded yet', () => {
    const over = ['PHASE_CLOSED', { phaseId: supportId, closedAt: support.closesAt }] as const;
    for (const scene of [
      open.and(garden).at(support.closesAt!),
      open.and(garden, closed(support)),
    ]) {
      scene.when(cast('bench')).refused(...over);
      scene.when(cast('garden')).refused(...over);
      scene.when(changeVote('garden', 'down')).refused(...over);
      scene.when(withdrawVote('garden')).refused(...over);
    }
    const last = open.and(garden).at('2026-04-30T23:59:59.999Z');
    last.when(withdrawVote('garden')).then(voteWithdrawn('garden'));
  });

  test('E08b a phase closed by hand before its end is closed from that instant on', () => {
    const at = '2026-04-20T12:00:00.000Z';
    const byHand = fact('PhaseClosed', {
      phaseId: supportId,
      at,
      cause: 'manual',
      reason: 'A flood.',
    });
    for (const moment of [at, '2026-04-25T00:00:00.000Z'])
      open
        .and(byHand)
        .at(moment)
        .when(cast('garden'))
        .refused('PHASE_CLOSED', { phaseId: supportId, closedAt: at });
  });

  test('all that is wrong is told at once', () =>
    given(...supporting({ eligibleAreaIds: ['centre'] }))
      .at(support.closesAt!)
      .when(cast('moon'))
      .refusedTogether(
        ['PHASE_CLOSED', { phaseId: supportId, closedAt: support.closesAt }],
        ['NOT_ELIGIBLE', { areaIds: ['centre'] }],
        ['IDEA_UNKNOWN', { ideaId: 'moon' }, 'ideaId'],
      ));
});

describe('where one votes', () => {
  test('on a budget one submits a basket, and supports ideas where the phase asks for supports', () => {
    given(...voting())
      .when(cast('garden', 'up', { phaseId: voteId }))
      .refused('NOT_A_SUPPORT_VOTE', { ballotType: 'budget' }, 'phaseId');
    open
      .when(submit(['garden'], { phaseId: supportId }))
      .refused('NOT_A_BASKET_VOTE', { ballotType: 'support' }, 'phaseId');
  });

  test('nobody votes in a phase that gathers ideas, or in one nobody announced', () => {
    open
      .when(cast('garden', 'up', { phaseId: ideationId }))
      .refused('NOT_A_VOTE', { method: 'ideation' }, 'phaseId');
    open
      .when(withdrawVote('garden', { phaseId: 'constructor' }))
      .refused('PHASE_UNKNOWN', { phaseId: 'constructor' }, 'phaseId');
  });

  test('a consultation that does not exist takes no votes', () =>
    given(...town)
      .when(cast('garden'))
      .refused('CONSULTATION_UNKNOWN', { consultationId }, 'consultationId'));
});

describe('what one votes on', () => {
  test('ideas of this consultation', () => {
    open.when(cast('moon')).refused('IDEA_UNKNOWN', { ideaId: 'moon' }, 'ideaId');
    open.when(withdrawVote('moon')).then();
  });

  test('E21 an idea that is hidden takes no votes until it is shown again; what stands may be withdrawn', () => {
    const gone = open.and(garden, hidden());
    const refusal = ['IDEA_NOT_VOTABLE', { ideaId: 'garden', cause: 'hidden' }, 'ideaId'] as const;
    gone.when(cast('garden', 'up', { voterRef: 'carol' })).refused(...refusal);
    gone.when(changeVote('garden', 'down')).refused(...refusal);
    gone.when(withdrawVote('garden')).then(voteWithdrawn('garden'));
    gone
      .and(shownAgain())
      .when(changeVote('garden', 'down'))
      .then(voteChanged('garden', ['up', 'down']));
  });

  test('an idea that is rejected, built or closed takes no votes, and those on it may be withdrawn', () => {
    for (const category of ['rejected', 'implemented', 'closed'] as const) {
      const over = open.and(
        garden,
        fact('IdeaStatusChanged', {
          ideaId: 'garden',
          from: 'open',
          to: category,
          category,
          publicReason: 'It is so.',
          nextSteps: 'None.',
          feedbackId: null,
          notify: true,
        }),
      );
      const refusal = [
        'IDEA_NOT_VOTABLE',
        { ideaId: 'garden', cause: category },
        'ideaId',
      ] as const;
      over.when(cast('garden', 'up', { voterRef: 'carol' })).refused(...refusal);
      over.when(changeVote('garden', 'down')).refused(...refusal);
      over.when(withdrawVote('garden')).then(voteWithdrawn('garden'));
    }
  });
});

describe('who votes', () => {
  const residents = given(...supporting({ eligibleAreaIds: ['centre', 'north'] }));
  const notEligible = ['NOT_ELIGIBLE', { areaIds: ['centre', 'north'] }] as const;

  test('residents of the areas named, and nobody else', () => {
    residents.when(cast('garden', 'up', { residenceAreaId: 'north' })).then(garden);
    residents.when(cast('garden', 'up', { residenceAreaId: 'paris' })).refused(...notEligible);
    residents.when(cast('garden')).refused(...notEligible);
  });

  test('E33 who has moved away keeps their votes, may withdraw them, and gives no others', () => {
    const moved = residents.and(garden);
    const away = { residenceAreaId: 'paris' };
    moved.when(cast('bench', 'up', away)).refused(...notEligible);
    moved.when(changeVote('garden', 'down', away)).refused(...notEligible);
    moved.when(withdrawVote('garden')).then(voteWithdrawn('garden'));
  });
});

test('a support phase opens once it says what may be said, without prices', () => {
  given(...supporting().slice(0, -2))
    .at(support.opensAt)
    .when({ type: 'OpenPhase', consultationId, phaseId: supportId })
    .refused('VOTING_NOT_CONFIGURED', { phaseId: supportId });
  given(...supporting().slice(0, -2), supportConfigured())
    .at(support.opensAt)
    .when({ type: 'OpenPhase', consultationId, phaseId: supportId })
    .then({
      ...fact('PhaseOpened', {
        phaseId: supportId,
        at: support.opensAt,
        cause: 'manual',
        rulesVersion: 1,
        tallyVisibility: 'hidden_until_close',
        configVersion: 1,
        optionsHash: null,
      }),
    });
});
