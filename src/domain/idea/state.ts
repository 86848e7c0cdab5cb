import type { Fold, Id, Instant, Minor } from '../fact.js';
import type { StatusCategory } from '../organisation/events.js';
import type {
  Assessment,
  Assignment,
  CostCorrection,
  IdeaFact,
  MergedIdea,
  MergePolicy,
  ModerationReason,
  Place,
} from './events.js';

export interface Idea {
  submitted: { consultationId: Id; phaseId: Id | null; authorRef: string | null } | null;
  version: number;
  statusId: Id | null;
  statusCategory: StatusCategory | null;
  /** Why the idea has its present status, as last said in public. */
  publicReason: string | null;
  cost: {
    amount: Minor;
    currency: string;
    explanation: string | null;
    costVersion: number;
  } | null;
  /** Another price that one agent has proposed and no other confirmed. */
  costProposal: (CostCorrection & { proposedBy: string }) | null;
  /** Phases on whose ballot the idea stands, with the envelope that would pay for it. */
  ballots: Record<Id, { envelopeAreaId: Id | null }>;
  feedbackIds: Id[];
  /** Why a moderator hides it; null while it is shown. */
  hidden: ModerationReason | null;
  withdrawn: boolean;
  /** Whoever has flagged it. */
  flaggedBy: string[];
  /** Phases from whose ballot it was taken for good. */
  disqualifiedFrom: Id[];
  /** Where it was merged into; null while it stands by itself. */
  mergedInto: { targetIdeaId: Id; votePolicy: MergePolicy; via: Id | null } | null;
  /** The ideas it has taken in. */
  merged: MergedIdea[];
  /** Thresholds that its supports have reached. */
  thresholds: Id[];
  /** Ideas that may be the same as this one, by id. */
  duplicates: Record<Id, 'suggested' | 'dismissed'>;
  /** Answers that were given, by id, with how often each was written. */
  feedback: Record<Id, { revision: number; retracted: boolean; nextDueAt: Instant | null }>;
  /** Until when an answer was promised as the idea came in. */
  promisedUntil: Instant | null;
  /** Promised days that were over without an answer, as was noted. */
  overdue: Instant[];
  assessments: Record<Id, Assessment & { published: boolean }>;
  /** What it is about, and where, as last said. */
  about: { topicIds: Id[]; areaId: Id | null; location: Place | null };
  prescreened: string | null;
  /** Who handles it; null while nobody was named. */
  assignment: Assignment | null;
  /** Sessions on whose agenda it is, and hearings, as `body date`. */
  sessions: { agenda: string[]; hearing: string[] };
}

/** Name of the stream of one idea. */
export const ideaStream = (ideaId: Id): string => `idea-${ideaId}`;

export const idea: Fold<Idea, IdeaFact> = {
  initial: {
    submitted: null,
    version: 0,
    statusId: null,
    statusCategory: null,
    publicReason: null,
    cost: null,
    costProposal: null,
    ballots: {},
    feedbackIds: [],
    hidden: null,
    withdrawn: false,
    flaggedBy: [],
    disqualifiedFrom: [],
    mergedInto: null,
    merged: [],
    thresholds: [],
    duplicates: {},
    feedback: {},
    ...{ promisedUntil: null, overdue: [] },
    assessments: {},
    about: { topicIds: [], areaId: null, location: null },
    prescreened: null,
    assignment: null,
    sessions: { agenda: [], hearing: [] },
  },
  evolve: {
    IdeaSubmitted: (
      i,
      { consultationId, phaseId, authorRef, statusId, topicIds, areaId, location, feedbackDueAt },
    ) => ({
      ...i,
      submitted: { consultationId, phaseId, authorRef },
      version: 1,
      statusId,
      about: { topicIds, areaId, location },
      statusCategory: 'open',
      promisedUntil: feedbackDueAt ?? null,
    }),
    IdeaRevised: (i, { ideaVersion }) => ({ ...i, version: ideaVersion }),
    IdeaStatusChanged: (i, { to, category, publicReason }) => ({
      ...i,
      statusId: to,
      statusCategory: category,
      publicReason,
    }),
    OfficialFeedbackGiven: (i, { feedbackId, feedbackDueAt: nextDueAt = null }) => ({
      ...i,
      feedbackIds: [...i.feedbackIds, feedbackId],
      feedback: { ...i.feedback, [feedbackId]: { revision: 1, retracted: false, nextDueAt } },
    }),
    OfficialFeedbackRevised: (i, { feedbackId, feedbackRevision: revision }) => ({
      ...i,
      feedback: { ...i.feedback, [feedbackId]: { ...i.feedback[feedbackId]!, revision } },
    }),
    OfficialFeedbackRetracted: (i, { feedbackId }) => ({
      ...i,
      feedback: { ...i.feedback, [feedbackId]: { ...i.feedback[feedbackId]!, retracted: true } },
    }),
    OfficialFeedbackOverdue: (i, { dueAt }) => ({ ...i, overdue: [...i.overdue, dueAt] }),
    IdeaAssigned: (i, { departmentId, agentRef }) => ({
      ...i,
      assignment: { departmentId, agentRef },
    }),
    IdeaPrescreened: (i, { verdict, publicReason }) => ({
      ...i,
      prescreened: `${verdict} ${publicReason ?? ''}`,
    }),
    IdeaClassified: (i, { topicIds, areaId }) => ({
      ...i,
      about: { ...i.about, topicIds, areaId },
    }),
    LocationSuggested: (i) => i,
    LocationConfirmed: (i, { location }) => ({ ...i, about: { ...i.about, location } }),
    IdeaAssessed: (i, { ideaId: _ideaId, assessorRef: _assessorRef, ...assessment }) => ({
      ...i,
      assessments: {
        ...i.assessments,
        [assessment.assessmentId]: { ...assessment, published: false },
      },
    }),
    AssessmentPublished: (i, { assessments }) => ({
      ...i,
      assessments: {
        ...i.assessments,
        ...Object.fromEntries(assessments.map((a) => [a.assessmentId, { ...a, published: true }])),
      },
    }),
    IdeaPutOnAgenda: (i, { bodyId, sessionDate }) => ({
      ...i,
      sessions: { ...i.sessions, agenda: [...i.sessions.agenda, `${bodyId} ${sessionDate}`] },
    }),
    HearingScheduled: (i, { bodyId, sessionDate }) => ({
      ...i,
      sessions: { ...i.sessions, hearing: [...i.sessions.hearing, `${bodyId} ${sessionDate}`] },
    }),
    ImplementationProgressReported: (i) => i,
    IdeaCostSet: (i, { amount, currency, explanation, costVersion }) => ({
      ...i,
      cost: { amount, currency, explanation, costVersion },
    }),
    IdeaCostCorrectionProposed: (i, costProposal) => ({ ...i, costProposal }),
    IdeaCostCorrected: (i, { new: amount, currency, costVersion }) => ({
      ...i,
      cost: { amount, currency, explanation: i.cost?.explanation ?? null, costVersion },
      costProposal: null,
    }),
    IdeaAdmittedToBallot: (i, { phaseId, envelopeAreaId }) => ({
      ...i,
      ballots: { ...i.ballots, [phaseId]: { envelopeAreaId } },
      disqualifiedFrom: i.disqualifiedFrom.filter((id) => id !== phaseId),
    }),
    IdeaDisqualifiedFromBallot: (i, { phaseId }) => ({
      ...i,
      disqualifiedFrom: [...i.disqualifiedFrom, phaseId],
    }),
    IdeaWithdrawn: (i) => ({ ...i, withdrawn: true }),
    ContentFlagged: (i, { flaggerRef }) => ({ ...i, flaggedBy: [...i.flaggedBy, flaggerRef] }),
    DuplicateSuggested: (i, { otherIdeaId }) => ({
      ...i,
      duplicates: { ...i.duplicates, [otherIdeaId]: 'suggested' },
    }),
    DuplicateDismissed: (i, { otherIdeaId }) => ({
      ...i,
      duplicates: { ...i.duplicates, [otherIdeaId]: 'dismissed' },
    }),
    IdeasMerged: (i, { merged }) => ({ ...i, merged: [...i.merged, ...merged] }),
    IdeaMergedInto: (i, { targetIdeaId, votePolicy, via }) => ({
      ...i,
      mergedInto: { targetIdeaId, votePolicy, via },
    }),
    IdeaUnmerged: (i, { ideaId, sourceIdeaId }) =>
      ideaId === sourceIdeaId
        ? { ...i, mergedInto: null }
        : {
            ...i,
            merged: i.merged.filter((m) => m.ideaId !== sourceIdeaId && m.via !== sourceIdeaId),
          },
    ThresholdReached: (i, { thresholdId }) => ({
      ...i,
      thresholds: [...i.thresholds, thresholdId],
    }),
    IdeaHidden: (i, { reasonCode }) => ({ ...i, hidden: reasonCode }),
    IdeaRestored: (i) => ({ ...i, hidden: null }),
  },
};
