import type { ViewEvent } from '../../projections/projection.js';
import type { EventType } from '../domain/events.js';
import type { Id } from '../domain/fact.js';

/** Why somebody is written to. */
export type Reason =
  | 'idea_status'
  | 'official_feedback'
  | 'feedback_overdue'
  | 'idea_hidden'
  | 'idea_restored'
  | 'idea_disqualified'
  | 'idea_merged'
  | 'vote_merged'
  | 'option_disqualified'
  | 'option_repriced'
  | 'phase_rescheduled'
  | 'phase_reopened'
  | 'phase_cancelled'
  | 'results_published';

/**
 * Who is told: the author of an idea; who has a basket or votes in a phase, perhaps only with a certain idea among
 * them; or who votes on an idea in whatever phase.
 */
export type Audience = { authorOf: Id } | { votersOf: Id; choosing?: Id } | { votersOn: Id };

/** What is to be told to whom, and why. */
export interface Notice {
  reason: Reason;
  to: Audience;
  /** What the message says besides, all of it public. */
  says: Record<string, string | null>;
  /** On record only: nothing is sent. */
  muted?: boolean;
}

type Told = { [T in EventType]?: (event: ViewEvent<T>) => Notice[] };

const author = (reason: Reason, ideaId: Id, says: Notice['says'] = {}): Notice => ({
  ...{ reason, to: { authorOf: ideaId }, says },
});

const voters = (reason: Reason, phaseId: Id, says: Notice['says'] = {}): Notice => ({
  ...{ reason, to: { votersOf: phaseId }, says },
});

/** What each event is worth telling, and to whom. */
export const told: Told = {
  IdeaStatusChanged: ({ data: { ideaId, to, publicReason, nextSteps, notify } }) => [
    { ...author('idea_status', ideaId, { to, publicReason, nextSteps }), muted: !notify },
  ],
  OfficialFeedbackGiven: ({ data }) => [author('official_feedback', data.ideaId)],
  OfficialFeedbackOverdue: ({ data: { ideaId, dueAt } }) => [
    author('feedback_overdue', ideaId, { dueAt }),
  ],
  IdeaHidden: ({ data: { ideaId, publicNote } }) => [author('idea_hidden', ideaId, { publicNote })],
  IdeaRestored: ({ data: { ideaId, publicNote } }) => [
    author('idea_restored', ideaId, { publicNote }),
  ],
  IdeaDisqualifiedFromBallot: ({ data: { ideaId, phaseId, reason } }) => [
    author('idea_disqualified', ideaId, { because: reason }),
    {
      ...voters('option_disqualified', phaseId, { because: reason }),
      to: { votersOf: phaseId, choosing: ideaId },
    },
  ],
  IdeaMergedInto: ({ data: { ideaId, reason, votePolicy } }) => [
    author('idea_merged', ideaId, { because: reason }),
    { reason: 'vote_merged', to: { votersOn: ideaId }, says: { because: reason, votePolicy } },
  ],
  IdeaCostCorrected: ({ data: { ideaId, phaseId, reason, notify, currency, ...data } }) => [
    {
      reason: 'option_repriced',
      to: { votersOf: phaseId, choosing: ideaId },
      says: { because: reason, currency, old: String(data.old), new: String(data.new) },
      muted: !notify,
    },
  ],
  PhaseRescheduled: ({ data: { phaseId, to, reason } }) => [
    voters('phase_rescheduled', phaseId, { ...to, because: reason }),
  ],
  PhaseReopened: ({ data: { phaseId, closesAt, reason } }) => [
    voters('phase_reopened', phaseId, { closesAt, because: reason }),
  ],
  PhaseCancelled: ({ data: { phaseId, reason } }) => [
    voters('phase_cancelled', phaseId, { because: reason }),
  ],
  ResultsPublished: ({ data: { phaseId } }) => [voters('results_published', phaseId)],
};

/** What an event is worth telling. */
export const noticesOf = (event: ViewEvent): Notice[] =>
  (told[event.type] as ((event: ViewEvent) => Notice[]) | undefined)?.(event) ?? [];
