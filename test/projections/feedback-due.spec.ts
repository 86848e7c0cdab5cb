import { feedbackDue } from '../../projections/feedback-due.js';
import {
  assigned,
  consultationId,
  fact,
  hidden,
  mergedInto,
  shownAgain,
  submittedIdea,
  unmerged,
  takenBack,
} from '../arcueil.js';
import { seen, specsOf } from '../seen.js';

const promisedUntil = '2026-06-01T22:00:00.000Z';
const hour = (n: number) => `2026-01-01T0${n}:00:00.000Z`;
const answered = (feedbackId: string, feedbackDueAt?: string) =>
  fact(
    'OfficialFeedbackGiven',
    {
      ...{ ideaId: 'garden', feedbackId, agentRef: 'sofia', docRefs: [] },
      ...(feedbackDueAt && { feedbackDueAt }),
    },
    { text: 'Thank you.', authorLabel: 'Parks' },
  );
const feedbackTakenBack = (feedbackId: string) =>
  fact(
    'OfficialFeedbackRetracted',
    { ideaId: 'garden', feedbackId, agentRef: 'sofia' },
    { reason: 'It said little.' },
  );
const status = (category: 'accepted' | 'in_review' | 'rejected') =>
  fact('IdeaStatusChanged', {
    ideaId: 'garden',
    ...{ from: 'open', to: category, category, publicReason: 'So.', nextSteps: 'None.' },
    ...{ feedbackId: null, notify: true },
  });
const due = { dueAt: promisedUntil, waiting: true };
const notDue = { dueAt: null, waiting: false };

specsOf(feedbackDue, {
  IdeaSubmitted: {
    'E42 an answer is due until the day that was promised as the idea came in': () =>
      seen(feedbackDue, submittedIdea()).rows({
        ...{ ideaId: 'garden', consultationId, departmentId: null, submittedAt: hour(1) },
        ...{ promisedUntil, firstAnsweredAt: null, ...due },
      }),
    'nothing is due where nothing was promised': () => {
      const { feedbackDueAt: _due, ...data } = submittedIdea().data;
      return seen(feedbackDue, fact('IdeaSubmitted', data)).rows({
        promisedUntil: null,
        ...notDue,
      });
    },
  },
  IdeaAssigned: {
    'it is due from the department that has the idea': () =>
      seen(feedbackDue, submittedIdea(), assigned(), assigned('roads')).rows({
        departmentId: 'roads',
        ...due,
      }),
  },
  OfficialFeedbackGiven: {
    'E42 an answer ends what was due; one that promises another moves it': () => {
      seen(feedbackDue, submittedIdea(), answered('f1')).rows({
        firstAnsweredAt: hour(2),
        ...notDue,
      });
      return seen(
        feedbackDue,
        submittedIdea(),
        answered('f1', '2026-07-31T22:00:00.000Z'),
        answered('f2', '2026-09-30T22:00:00.000Z'),
      ).rows({ firstAnsweredAt: hour(2), dueAt: '2026-09-30T22:00:00.000Z', waiting: true });
    },
  },
  OfficialFeedbackRetracted: {
    'what was taken back answers nothing: the promise before it holds again': () => {
      seen(feedbackDue, submittedIdea(), answered('f1'), feedbackTakenBack('f1')).rows({
        firstAnsweredAt: null,
        ...due,
      });
      return seen(
        feedbackDue,
        submittedIdea(),
        answered('f1', '2026-07-31T22:00:00.000Z'),
        answered('f2'),
        feedbackTakenBack('f2'),
      ).rows({ firstAnsweredAt: hour(2), dueAt: '2026-07-31T22:00:00.000Z', waiting: true });
    },
  },
  IdeaStatusChanged: {
    'a decided idea has its answer, and none again once it is looked at anew': () => {
      seen(feedbackDue, submittedIdea(), status('rejected')).rows({
        ...{ settledAt: hour(2), firstAnsweredAt: hour(2), ...notDue },
      });
      return seen(feedbackDue, submittedIdea(), status('accepted'), status('in_review')).rows({
        ...{ settledAt: null, firstAnsweredAt: null, ...due },
      });
    },
  },
  IdeaHidden: {
    'E42 no answer is due to an idea that is hidden': () =>
      seen(feedbackDue, submittedIdea(), hidden()).rows(notDue),
  },
  IdeaRestored: {
    'shown again, it is as due as before': () =>
      seen(feedbackDue, submittedIdea(), hidden(), shownAgain()).rows(due),
  },
  IdeaWithdrawn: {
    'E42 no answer is due to an idea that was taken back, hidden and shown again or not': () => {
      seen(feedbackDue, submittedIdea(), takenBack(), hidden(), shownAgain()).rows(notDue);
      return seen(feedbackDue, submittedIdea(), takenBack()).rows(notDue);
    },
  },
  IdeaMergedInto: {
    'an idea is answered with the one that it was merged into': () =>
      seen(feedbackDue, submittedIdea('bench'), mergedInto('bench', 'garden')).rows(notDue),
  },
  IdeaUnmerged: {
    'taken apart again, it is due; the other one is as it was': () =>
      seen(
        feedbackDue,
        submittedIdea(),
        submittedIdea('bench'),
        mergedInto('bench', 'garden'),
        unmerged('bench', 'bench', 'garden'),
        unmerged('garden', 'bench', 'garden'),
      ).rows({ ideaId: 'garden', ...due }, { ideaId: 'bench', ...due }),
  },
});
