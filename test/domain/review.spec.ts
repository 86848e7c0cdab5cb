import { describe, test } from '@jest/globals';
import type {
  CloseReviewSession,
  OpenReviewSession,
  ReviewIdea,
} from '../../src/domain/review/decide.js';
import {
  consultation,
  consultationId,
  fact,
  handled,
  hidden,
  mergedInto,
  organisationId,
  reviewing,
  rulesOfTheGame,
  submittedIdea,
} from '../arcueil.js';
import { given } from '../given.js';

const within = { organisationId, consultationId, sessionId: 's1' };
const open: OpenReviewSession = {
  ...{ type: 'OpenReviewSession', ...within, ...reviewing.opened.data },
};
const answer: ReviewIdea = {
  ...{ type: 'ReviewIdea', ...within, ideaId: 'garden', outcome: 'retained', feedbackId: 'f1' },
};
const close: CloseReviewSession = { type: 'CloseReviewSession', ...within };

const ideas = given(...consultation, submittedIdea(), submittedIdea('bench'));
const session = ideas.and(handled.answered, reviewing.opened);

describe('a review session', () => {
  test('takes up ideas for a body and a time', () => {
    ideas.when(open).then(reviewing.opened);
    session.when(open).refused('ALREADY_EXISTS', { id: 's1' });
  });

  test('takes up no more ideas than the rules promise to answer each time', () => {
    const few = ideas.and({
      ...{ type: 'PublishRules', organisationId, consultationId, ...rulesOfTheGame },
      feedbackPromise: { every: 'P3M', batchSize: 1 },
    });
    few.when(open).refused('TOO_MANY_IDEAS', { max: 1, ideas: 2 }, 'ideaIds');
    few
      .when({ ...open, ideaIds: ['garden'] })
      .then(fact('ReviewSessionOpened', { ...reviewing.opened.data, ideaIds: ['garden'] }));
  });

  test('takes up ideas that are there and stand by themselves, each once; all that is wrong is told', () => {
    ideas
      .and(hidden('bench'))
      .when({
        ...open,
        bodyId: 'senate',
        period: { from: '2026-03-31', to: '2026-03-01' },
        ideaIds: ['garden', 'garden', 'mill', 'bench'],
      })
      .refusedTogether(
        ['BODY_UNKNOWN', { bodyId: 'senate' }, 'bodyId'],
        ['INVALID_DATE', {}, 'period.to'],
        ['DUPLICATE_LINE', { ideaId: 'garden' }, 'ideaIds.1'],
        ['IDEA_UNKNOWN', { ideaId: 'mill' }, 'ideaIds.2'],
        ['IDEA_NOT_VOTABLE', { ideaId: 'bench', cause: 'hidden' }, 'ideaIds.3'],
      );
    ideas
      .and(mergedInto('bench', 'garden'))
      .when(open)
      .refused('IDEA_MERGED', { ideaId: 'bench', targetId: 'garden' }, 'ideaIds.1');
    ideas.when({ ...open, ideaIds: [] }).refused('NO_IDEAS', {}, 'ideaIds');
    ideas
      .when({ ...open, period: { from: 'March', to: '2026-03-31' } })
      .refused('INVALID_DATE', {}, 'period.from');
  });

  test('answers an idea once, by an official answer that stands', () => {
    session.when(answer).then(reviewing.reviewed);
    const answered = session.and(reviewing.reviewed);
    answered.when(answer).then();
    answered
      .when({ ...answer, outcome: 'declined' })
      .refused('ALREADY_REVIEWED', { outcome: 'retained' });
    session.when({ ...answer, feedbackId: 'f9' }).refused('FEEDBACK_UNKNOWN', {}, 'feedbackId');
    session.and(handled.retracted).when(answer).refused('FEEDBACK_RETRACTED', {}, 'feedbackId');
  });

  test('answers no idea that is not before it', () =>
    session
      .and(submittedIdea('lamps'))
      .when({ ...answer, ideaId: 'lamps' })
      .refusedTogether(['NOT_IN_SESSION', {}, 'ideaId'], ['FEEDBACK_UNKNOWN', {}, 'feedbackId']));

  test('does not end with an idea unanswered, unless it says why it is carried over', () => {
    const answered = session.and(reviewing.reviewed);
    answered.when(close).refused('UNANSWERED_IDEAS', { ideaIds: ['bench'] }, 'carriedOverReason');
    answered.when({ ...close, carriedOverReason: ' It is late. ' }).then(reviewing.closed);
    const both = answered.and(
      fact('IdeaReviewed', { ...reviewing.reviewed.data, ideaId: 'bench' }),
    );
    both.when({ ...close, carriedOverReason: 'For nothing.' }).then(
      fact('ReviewSessionClosed', {
        ...{ sessionId: 's1', carriedOverIdeaIds: [], carriedOverReason: null },
      }),
    );
  });

  test('that is over, or was never opened, answers nothing', () => {
    const over = session.and(reviewing.reviewed, reviewing.closed);
    over.when({ ...answer, ideaId: 'bench' }).refused('SESSION_CLOSED');
    over.when(close).then();
    ideas.when(answer).refused('SESSION_UNKNOWN', {}, 'sessionId');
    ideas.when(close).refused('SESSION_UNKNOWN', {}, 'sessionId');
  });
});
