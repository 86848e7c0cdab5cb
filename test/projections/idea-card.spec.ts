import { ideaCard } from '../../projections/idea-card.js';
import { admitted, fact, submittedIdea } from '../arcueil.js';
import { seen, specsOf } from '../seen.js';

const submitted = submittedIdea();
const bench = { ideaId: 'bench', revision: 0, ideaVersion: 1, statusId: 'open' };
const first = '2026-01-01T01:00:00.000Z';
const second = '2026-01-01T02:00:00.000Z';
const third = '2026-01-01T03:00:00.000Z';
const revised = fact(
  'IdeaRevised',
  { ideaId: 'garden', ideaVersion: 2, editorRef: 'anna', kind: 'material' },
  { title: 'A park', body: 'With trees.', locale: 'fr' },
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
  IdeaSubmitted: {
    'an idea says what its author wrote, and stands open': () =>
      seen(ideaCard, submitted).rows({
        ideaId: 'garden',
        consultationId: 'pb26',
        phaseId: 'pb26.ideas',
        authorRef: 'anna',
        origin: 'web',
        externalId: null,
        title: 'A garden',
        body: 'With roses.',
        locale: 'en',
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
        submittedAt: first,
        updatedAt: first,
        revision: 0,
      }),
    'once the words are erased the idea stays, without them': () =>
      seen(ideaCard, { fact: submitted, personal: undefined }).rows({
        ideaId: 'garden',
        title: null,
        body: null,
        locale: null,
        statusId: 'open',
      }),
  },
  IdeaRevised: {
    'it says the latest words': () =>
      seen(ideaCard, submitted, submittedIdea('bench'), revised).rows(
        {
          title: 'A park',
          body: 'With trees.',
          locale: 'fr',
          ideaVersion: 2,
          submittedAt: first,
          updatedAt: third,
          revision: 1,
        },
        { ...bench, title: 'A garden', updatedAt: second },
      ),
    'once the later words are erased the earlier do not come back': () =>
      seen(ideaCard, submitted, { fact: revised, personal: undefined }).rows({
        title: null,
        body: null,
        locale: null,
        ideaVersion: 2,
      }),
  },
  IdeaStatusChanged: {
    'it shows where it stands, why, and what comes next': () =>
      seen(ideaCard, submitted, submittedIdea('bench'), accepted).rows(
        {
          statusId: 'retained',
          statusCategory: 'accepted',
          publicReason: 'It is feasible.',
          nextSteps: 'It goes to the vote.',
          title: 'A garden',
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
