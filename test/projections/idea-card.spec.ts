import { ideaCard } from '../../projections/idea-card.js';
import type { Sealed } from '../../projections/projection.js';
import {
  admitted,
  alike,
  disqualified,
  fact,
  flagged,
  handled,
  hidden,
  merged,
  mergedInto,
  notAlike,
  shownAgain,
  submittedIdea,
  takenBack,
  unmerged,
} from '../arcueil.js';
import { costCorrected, costProposed } from '../costs.js';
import { seen, specsOf } from '../seen.js';

const submitted = submittedIdea();
const thresholdReached = fact('ThresholdReached', {
  ...{ ideaId: 'garden', phaseId: 'pb26.support', thresholdId: 'ten', required: 10 },
  ...{ counted: 11, atPosition: '17', cause: 'vote' },
});
const bench = { ideaId: 'bench', revision: 0, ideaVersion: 1, statusId: 'open' };
const first = '2026-01-01T01:00:00.000Z';
const second = '2026-01-01T02:00:00.000Z';
const third = '2026-01-01T03:00:00.000Z';
const revised = fact(
  'IdeaRevised',
  { ideaId: 'garden', ideaVersion: 2, editorRef: 'anna', kind: 'material' },
  { title: 'A park', body: 'With trees.', locale: 'fr', reason: 'Better.' },
);
const accepted = fact('IdeaStatusChanged', {
  ideaId: 'garden',
  from: 'open',
  to: 'retained',
  category: 'accepted',
  publicReason: 'It is feasible.',
  nextSteps: 'It goes to the vote.',
  feedbackId: null,
  notify: true,
});
const cost = (amount: number, costVersion: number) =>
  fact('IdeaCostSet', {
    ideaId: 'garden',
    amount,
    currency: 'EUR',
    explanation: null,
    costVersion,
  });

specsOf(ideaCard, {
  ThresholdReached: {
    'E17 when its supports were enough': () =>
      seen(ideaCard, submitted, thresholdReached).rows({ thresholdReachedAt: second, revision: 1 }),
  },
  IdeaSubmitted: {
    'an idea stands open, with the digests of its author’s words and no word': () =>
      seen(ideaCard, submitted).rows({
        ideaId: 'garden',
        consultationId: 'pb26',
        phaseId: 'pb26.ideas',
        authorRef: 'anna',
        origin: 'web',
        externalId: null,
        sealed: { title: 'title@1', body: 'body@1', locale: 'locale@1' },
        topicIds: ['green'],
        areaId: 'centre',
        location: null,
        ideaVersion: 1,
        statusId: 'open',
        statusCategory: 'open',
        publicReason: null,
        nextSteps: null,
        costAmount: null,
        costCurrency: null,
        costVersion: null,
        hiddenAt: null,
        hiddenReason: null,
        withdrawnAt: null,
        mergedInto: null,
        mergePolicy: null,
        submittedAt: first,
        updatedAt: first,
        revision: 0,
      }),
  },
  IdeaRevised: {
    'it has the digests of the latest words, and no reason': () =>
      seen(ideaCard, submitted, submittedIdea('bench'), revised).rows(
        {
          sealed: { title: 'title@3', body: 'body@3', locale: 'locale@3' },
          ideaVersion: 2,
          submittedAt: first,
          updatedAt: third,
          revision: 1,
        },
        { ...bench, sealed: { title: 'title@2' } as Sealed, updatedAt: second },
      ),
  },
  IdeaHidden: {
    'E21 a hidden idea says since when, and why': () =>
      seen(ideaCard, submitted, submittedIdea('bench'), hidden()).rows(
        { hiddenAt: third, hiddenReason: 'offensive', updatedAt: third, revision: 1 },
        { ...bench, hiddenAt: null },
      ),
  },
  IdeaRestored: {
    'E21 shown again it is as it was': () =>
      seen(ideaCard, submitted, hidden(), shownAgain()).rows({
        hiddenAt: null,
        hiddenReason: null,
        sealed: { title: 'title@1', body: 'body@1', locale: 'locale@1' },
        updatedAt: third,
        revision: 2,
      }),
  },
  IdeaWithdrawn: {
    'E45 an idea that was taken back stays readable, and says since when': () =>
      seen(ideaCard, submitted, takenBack()).rows({
        withdrawnAt: second,
        sealed: { title: 'title@1' } as Sealed,
        updatedAt: second,
        revision: 1,
      }),
  },
  IdeaDisqualifiedFromBallot: {
    'it is the same idea, one revision later': () =>
      seen(ideaCard, submitted, disqualified()).rows({ updatedAt: first, revision: 1 }),
  },
  DuplicateSuggested: {
    'it is the same idea, one revision later': () =>
      seen(ideaCard, submitted, alike('garden', 'bench')).rows({ updatedAt: first, revision: 1 }),
  },
  DuplicateDismissed: {
    'it is the same idea, one revision later': () =>
      seen(ideaCard, submitted, notAlike('garden', 'bench')).rows({
        updatedAt: first,
        revision: 1,
      }),
  },
  IdeasMerged: {
    'the idea that goes on has changed': () =>
      seen(ideaCard, submitted, merged('garden', 'bench')).rows({
        mergedInto: null,
        updatedAt: second,
        revision: 1,
      }),
  },
  IdeaMergedInto: {
    'E18b an idea that was taken in says by which, and what becomes of its votes': () =>
      seen(ideaCard, submitted, mergedInto('garden', 'bench')).rows({
        mergedInto: 'bench',
        mergePolicy: 'invite_revote',
        sealed: { title: 'title@1' } as Sealed,
        updatedAt: second,
        revision: 1,
      }),
    'and later, where that one is taken in too, by which one now': () =>
      seen(
        ideaCard,
        submitted,
        mergedInto('garden', 'bench'),
        mergedInto('garden', 'lamps', 'bench'),
      ).rows({ mergedInto: 'lamps', revision: 2 }),
  },
  IdeaUnmerged: {
    'E19 an idea that was taken out stands by itself': () =>
      seen(
        ideaCard,
        submitted,
        mergedInto('garden', 'bench'),
        unmerged('garden', 'garden', 'bench'),
      ).rows({ mergedInto: null, mergePolicy: null, updatedAt: third, revision: 2 }),
    'E19 one that lost what it had taken in is still where it was itself': () =>
      seen(
        ideaCard,
        submitted,
        mergedInto('garden', 'lamps'),
        unmerged('garden', 'bench', 'garden'),
      ).rows({ mergedInto: 'lamps', revision: 2 }),
  },
  OfficialFeedbackRevised: {
    'an answer written anew is one revision more': () =>
      seen(ideaCard, submitted, handled.rewritten).rows({
        location: null,
        updatedAt: first,
        revision: 1,
      }),
  },
  OfficialFeedbackRetracted: {
    'an answer taken back is one revision more': () =>
      seen(ideaCard, submitted, handled.retracted).rows({
        location: null,
        updatedAt: first,
        revision: 1,
      }),
  },
  OfficialFeedbackOverdue: {
    'E42 an answer that did not come is one revision more': () =>
      seen(ideaCard, submitted, handled.late).rows({
        location: null,
        updatedAt: first,
        revision: 1,
      }),
  },
  IdeaPrescreened: {
    'whether it can be examined changes nothing of it': () =>
      seen(ideaCard, submitted, handled.prescreened).rows({
        location: null,
        updatedAt: first,
        revision: 1,
      }),
  },
  LocationSuggested: {
    'where it may be is not where it is': () =>
      seen(ideaCard, submitted, handled.located).rows({
        location: null,
        updatedAt: first,
        revision: 1,
      }),
  },
  IdeaAssessed: {
    'what was found of it is another view’s to tell': () =>
      seen(ideaCard, submitted, handled.assessed).rows({
        location: null,
        updatedAt: first,
        revision: 1,
      }),
  },
  AssessmentPublished: {
    'what was published of it is another view’s to tell': () =>
      seen(ideaCard, submitted, handled.assessmentPublished).rows({
        location: null,
        updatedAt: first,
        revision: 1,
      }),
  },
  IdeaPutOnAgenda: {
    'an agenda is one revision more': () =>
      seen(ideaCard, submitted, handled.onAgenda).rows({
        location: null,
        updatedAt: first,
        revision: 1,
      }),
  },
  HearingScheduled: {
    'a hearing is one revision more': () =>
      seen(ideaCard, submitted, handled.hearing).rows({
        location: null,
        updatedAt: first,
        revision: 1,
      }),
  },
  ImplementationProgressReported: {
    'progress is one revision more': () =>
      seen(ideaCard, submitted, handled.progress).rows({
        location: null,
        updatedAt: first,
        revision: 1,
      }),
  },
  IdeaClassified: {
    'its topics and its area are those that were said last': () =>
      seen(ideaCard, submitted, handled.classified).rows({
        ...{ topicIds: [], areaId: 'north', updatedAt: second, revision: 1 },
      }),
  },
  LocationConfirmed: {
    'it is where a person has confirmed': () =>
      seen(ideaCard, submitted, handled.located, handled.confirmed).rows({
        location: { latitude: 48.8, longitude: 2.3 },
        updatedAt: third,
        revision: 2,
      }),
  },
  ContentFlagged: {
    'who reads it does not see that it was flagged': () =>
      seen(ideaCard, submitted, flagged()).rows({ updatedAt: first, revision: 1 }),
  },
  IdeaStatusChanged: {
    'it shows where it stands, why, and what comes next': () =>
      seen(ideaCard, submitted, submittedIdea('bench'), accepted).rows(
        {
          statusId: 'retained',
          statusCategory: 'accepted',
          publicReason: 'It is feasible.',
          nextSteps: 'It goes to the vote.',
          sealed: { title: 'title@1' } as Sealed,
          updatedAt: third,
          revision: 1,
        },
        bench,
      ),
  },
  IdeaCostSet: {
    'it shows its latest price': () =>
      seen(ideaCard, submitted, cost(50_00, 1), cost(60_00, 2), submittedIdea('bench')).rows(
        {
          costAmount: 60_00,
          costCurrency: 'EUR',
          costVersion: 2,
          updatedAt: third,
          revision: 2,
        },
        { ...bench, costAmount: null },
      ),
  },
  IdeaCostCorrectionProposed: {
    'E14 what one agent proposes changes no price': () =>
      seen(ideaCard, submitted, cost(60_00, 1), costProposed()).rows({
        ...{ costAmount: 60_00, costVersion: 1, updatedAt: second, revision: 2 },
      }),
  },
  IdeaCostCorrected: {
    'E14 what two agents corrected is its price': () =>
      seen(ideaCard, submitted, cost(60_00, 1), costCorrected(), submittedIdea('bench')).rows(
        {
          ...{ costAmount: 80_00, costCurrency: 'EUR', costVersion: 2 },
          ...{ updatedAt: third, revision: 2 },
        },
        { ...bench, costAmount: null },
      ),
  },
  OfficialFeedbackGiven: {
    'its revision moves with an answer, and nothing else': () =>
      seen(
        ideaCard,
        submitted,
        fact('OfficialFeedbackGiven', {
          ideaId: 'garden',
          feedbackId: 'f1',
          agentRef: 'sofia',
          docRefs: [],
        }),
      ).rows({ revision: 1, updatedAt: first, statusId: 'open' }),
  },
  IdeaAdmittedToBallot: {
    'its revision moves with its admission, and nothing else': () =>
      seen(ideaCard, submitted, admitted()).rows({
        revision: 1,
        updatedAt: first,
        statusId: 'open',
      }),
  },
});
