import { expect } from '@jest/globals';
import { ideaTimeline } from '../../projections/idea-timeline.js';
import type { Sealed } from '../../projections/projection.js';
import type { CahierFact } from '../../src/domain/events.js';
import {
  assigned,
  admitted,
  alike,
  allocated,
  decision,
  disqualified,
  fact,
  handled,
  hidden,
  merged,
  mergedInto,
  notAlike,
  reviewing,
  shownAgain,
  submittedIdea,
  takenBack,
  unmerged,
  voteId,
} from '../arcueil.js';
import { overridden } from '../overrides.js';
import { corrected, papers } from '../papers.js';
import { costCorrected, costProposed } from '../costs.js';
import { logOf, rowsAfter, seen, specsOf, type Told } from '../seen.js';

const shows = (told: CahierFact | Told, data: object, sealed: Sealed = {}) => {
  const [row] = rowsAfter(ideaTimeline, logOf(told));
  expect(row!.data).toEqual(data);
  expect(row!.sealed).toEqual(sealed);
  return seen(ideaTimeline, told).rows({
    ideaId: 'garden',
    position: 1n,
    type: logOf(told)[0]!.type,
    at: '2026-01-01T01:00:00.000Z',
    channel: 'api',
  });
};
/** All that the fact says is shown. */
const whole = (told: CahierFact) => {
  const { ideaId: _id, ...data } = told.data as { ideaId: string };
  return shows(told, data);
};
const revised = fact(
  'IdeaRevised',
  { ideaId: 'garden', ideaVersion: 2, editorRef: 'sofia', kind: 'editorial' },
  { title: 'A garden', body: 'With roses.', locale: 'en', reason: 'Typo.' },
);
const { ideaId: _ideaId, ...status } = {
  ideaId: 'garden',
  from: 'open',
  to: 'accepted',
  category: 'accepted',
  publicReason: null,
  nextSteps: 'It goes to the vote.',
  feedbackId: null,
  notify: false,
} as const;
const feedback = fact(
  'OfficialFeedbackGiven',
  { ideaId: 'garden', feedbackId: 'f1', agentRef: 'sofia', docRefs: ['plan.pdf'] },
  { text: 'Thank you.', authorLabel: 'Parks' },
);
const cost = { amount: 60_00, currency: 'EUR', explanation: 'Soil.', costVersion: 1 };

specsOf(ideaTimeline, {
  IdeaSubmitted: {
    'it begins where the idea came from, and not with who wrote it': () =>
      shows(submittedIdea(), { origin: 'web', phaseId: 'pb26.ideas' }),
    'each idea has its own': () =>
      seen(ideaTimeline, submittedIdea(), submittedIdea('bench'), revised).rows(
        { ideaId: 'garden', position: 1n },
        { ideaId: 'bench', position: 2n },
        { ideaId: 'garden', position: 3n, type: 'IdeaRevised' },
      ),
  },
  IdeaRevised: {
    'E16 a revision tells its kind, its version and the digest of why': () =>
      shows(revised, { ideaVersion: 2, kind: 'editorial' }, { reason: 'reason@1' }),
    'an author owes no reason': () =>
      shows({ fact: revised, sealed: undefined }, { ideaVersion: 2, kind: 'editorial' }),
  },
  IdeaStatusChanged: {
    'E28, T10, T13 a change of status is there, though nobody was notified': () =>
      shows(fact('IdeaStatusChanged', { ideaId: 'garden', ...status }), status),
  },
  OfficialFeedbackGiven: {
    'an answer is there with the digests of its words, and not with its agent': () =>
      shows(
        feedback,
        { feedbackId: 'f1', docRefs: ['plan.pdf'] },
        { text: 'text@1', authorLabel: 'authorLabel@1' },
      ),
  },
  IdeaCostSet: {
    'a price is there with how it was reckoned': () =>
      shows(fact('IdeaCostSet', { ideaId: 'garden', ...cost }), cost),
  },
  IdeaCostCorrectionProposed: {
    'E14 an agent proposed another price, and why': () => whole(costProposed()),
  },
  IdeaCostCorrected: {
    'E14, T31 two agents corrected its price: from what to what, why, and who': () =>
      whole(costCorrected()),
  },
  IdeaAdmittedToBallot: {
    'it went on a ballot': () =>
      shows(admitted(), { phaseId: voteId, envelopeAreaId: null, reason: null }),
  },
  IdeaDisqualifiedFromBallot: {
    'E22 it was taken from a ballot, and why': () =>
      shows(disqualified(), { phaseId: voteId, reason: 'The land is not ours.' }),
  },
  IdeaWithdrawn: {
    'E45 its author took it back, with the digest of why and not with who that is': () =>
      shows(takenBack(), {}, { reason: 'reason@1' }),
  },
  DuplicateSuggested: {
    'somebody takes it for another idea, and how sure they are': () =>
      shows(alike('garden', 'bench'), {
        ...{ otherIdeaId: 'bench', source: 'machine', model: 'm1', score: 60 },
      }),
  },
  DuplicateDismissed: {
    'it is not that idea, and why': () =>
      shows(notAlike('garden', 'bench'), { otherIdeaId: 'bench', reason: 'Another place.' }),
  },
  IdeasMerged: {
    'T09 it has taken others in, and what becomes of their votes': () =>
      shows(merged('garden', 'bench', 'lamps'), {
        sourceIdeaIds: ['bench', 'lamps'],
        votePolicy: 'invite_revote',
        reason: 'All for the same place.',
      }),
  },
  IdeaMergedInto: {
    'T09 another idea has taken it in': () =>
      shows(mergedInto('garden', 'bench'), {
        targetIdeaId: 'bench',
        votePolicy: 'invite_revote',
        reason: 'All for the same place.',
      }),
  },
  IdeaUnmerged: {
    'E19 it was taken out again, or what it had taken in was': () =>
      shows(unmerged('garden', 'garden', 'bench'), {
        sourceIdeaId: 'garden',
        targetIdeaId: 'bench',
        reason: 'It can stand alone.',
      }),
  },
  OfficialFeedbackRevised: {
    'E29 T11 an answer was written anew, with the digests of what it says now and of why': () =>
      shows(
        handled.rewritten,
        { feedbackId: 'f1', feedbackRevision: 2, docRefs: [] },
        { text: 'text@1', authorLabel: 'authorLabel@1', reason: 'reason@1' },
      ),
  },
  OfficialFeedbackRetracted: {
    'E29 an answer was taken back, with the digest of why': () =>
      shows(handled.retracted, { feedbackId: 'f1' }, { reason: 'reason@1' }),
  },
  OfficialFeedbackOverdue: {
    'E42 an answer was promised, and had not come by then': () =>
      shows(handled.late, { dueAt: '2026-06-01T22:00:00.000Z' }),
  },
  IdeaAssigned: {
    'the department it was given to': () => shows(assigned(), { departmentId: 'parks' }),
  },
  IdeaPrescreened: { 'whether it can be examined, and why': () => whole(handled.prescreened) },
  IdeaClassified: { 'what it is about, and who says so': () => whole(handled.classified) },
  LocationSuggested: { 'where it may be, and who says so': () => whole(handled.located) },
  LocationConfirmed: { 'where it is': () => whole(handled.confirmed) },
  AssessmentPublished: {
    'E30 what was found of it, from when it was published': () =>
      whole(handled.assessmentPublished),
  },
  IdeaPutOnAgenda: { 'a body has it on its agenda': () => whole(handled.onAgenda) },
  IdeaReviewed: {
    'a body answered it': () => {
      const { ideaId: _id, ...data } = reviewing.reviewed.data;
      return shows(reviewing.reviewed, data);
    },
  },
  HearingScheduled: { 'a body hears its author': () => whole(handled.hearing) },
  ImplementationProgressReported: { 'how far it has come': () => whole(handled.progress) },
  IdeaHidden: {
    'E21 a moderator hid it, with what the public is told': () =>
      shows(hidden(), { reasonCode: 'offensive', publicNote: 'It insults a neighbour.' }),
  },
  IdeaRestored: {
    'E21 a moderator showed it again': () =>
      shows(shownAgain(), { reasonCode: 'offensive', publicNote: 'The insult is gone.' }),
  },
  ThresholdReached: {
    'E17, E47 its supports were enough: how many, and what made them so': () =>
      whole(
        fact('ThresholdReached', {
          ...{ ideaId: 'garden', phaseId: voteId, thresholdId: 'ten', required: 10 },
          ...{ counted: 11, atPosition: '17', cause: 'offline' },
        }),
      ),
  },
  OfflineVotesCorrected: {
    'E47 votes for it on paper were corrected: how many, from how many, and why': () =>
      seen(
        ideaTimeline,
        corrected({
          lines: [papers('bench', 2), papers('garden', 102), papers('lamps', 7)],
          replaces: { voterCount: 120, lines: [papers('garden', 120), papers('lamps', 7)] },
        }),
      ).rows(
        { ideaId: 'bench', data: { votes: 2, previousVotes: 0 } },
        {
          ideaId: 'garden',
          data: {
            ...{ phaseId: voteId, batchId: 'b1', place: 'Town hall', offlineRevision: 2 },
            ...{ reason: '120 was typed for 102.', votes: 102, previousVotes: 120 },
          },
        },
      ),
  },
  AllocationComputed: {
    'each idea on the ballot learns whether it is funded, and if not, why': () =>
      seen(ideaTimeline, allocated).rows(
        { ideaId: 'garden', position: 1n, data: { phaseId: voteId, funded: true, why: null } },
        { ideaId: 'bench', data: { phaseId: voteId, funded: true, why: null } },
        { ideaId: 'lamps', data: { phaseId: voteId, funded: false, why: 'did_not_fit' } },
      ),
  },
  AllocationOverridden: {
    'E37, T30 it is funded, or is not, by a decision: why, and where that is written down': () => {
      const { ideaId: _id, ...data } = overridden().data;
      return seen(ideaTimeline, overridden()).rows({ ideaId: 'lamps', position: 1n, data });
    },
  },
  DecisionPublished: {
    'each idea that a decision concerns learns of it once': () =>
      seen(ideaTimeline, {
        ...decision,
        data: { ...decision.data, concernsIdeaIds: ['garden', 'bench', 'garden'] },
      }).rows(
        {
          ideaId: 'garden',
          data: {
            decisionId: 'd1',
            bodyId: 'council',
            sessionDate: '2026-06-15',
            outcome: 'The garden will be built.',
            followsTally: 'yes',
            reason: null,
            docRefs: [],
          },
        },
        { ideaId: 'bench', type: 'DecisionPublished' },
      ),
    'a decision about no idea is on no idea’s timeline': () =>
      seen(ideaTimeline, { ...decision, data: { ...decision.data, concernsIdeaIds: [] } }).rows(),
  },
});
