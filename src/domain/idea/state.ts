import type { Fold, Id, Minor } from '../fact.js';
import type { StatusCategory } from '../organisation/events.js';
import type { IdeaFact, MergedIdea, MergePolicy, ModerationReason } from './events.js';

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
  /** Ideas that may be the same as this one, by id. */
  duplicates: Record<Id, 'suggested' | 'dismissed'>;
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
    ballots: {},
    feedbackIds: [],
    hidden: null,
    withdrawn: false,
    flaggedBy: [],
    disqualifiedFrom: [],
    mergedInto: null,
    merged: [],
    duplicates: {},
  },
  evolve: {
    IdeaSubmitted: (i, { consultationId, phaseId, authorRef, statusId }) => ({
      ...i,
      submitted: { consultationId, phaseId, authorRef },
      version: 1,
      statusId,
      statusCategory: 'open',
    }),
    IdeaRevised: (i, { ideaVersion }) => ({ ...i, version: ideaVersion }),
    IdeaStatusChanged: (i, { to, category, publicReason }) => ({
      ...i,
      statusId: to,
      statusCategory: category,
      publicReason,
    }),
    OfficialFeedbackGiven: (i, { feedbackId }) => ({
      ...i,
      feedbackIds: [...i.feedbackIds, feedbackId],
    }),
    IdeaCostSet: (i, { amount, currency, explanation, costVersion }) => ({
      ...i,
      cost: { amount, currency, explanation, costVersion },
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
    IdeaHidden: (i, { reasonCode }) => ({ ...i, hidden: reasonCode }),
    IdeaRestored: (i) => ({ ...i, hidden: null }),
  },
};
