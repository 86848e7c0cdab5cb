import type { Fold, Id } from '../fact.js';
import type { ReviewFact, ReviewOutcome } from './events.js';

export interface Review {
  status: 'unknown' | 'open' | 'closed';
  ideaIds: Id[];
  reviewed: Record<Id, { outcome: ReviewOutcome; feedbackId: Id }>;
}

/** Name of the stream of one review session. */
export const reviewStream = (sessionId: Id): string => `review-${sessionId}`;

export const review: Fold<Review, ReviewFact> = {
  initial: { status: 'unknown', ideaIds: [], reviewed: {} },
  evolve: {
    ReviewSessionOpened: (r, { ideaIds }) => ({ ...r, status: 'open', ideaIds }),
    IdeaReviewed: (r, { ideaId, outcome, feedbackId }) => ({
      ...r,
      reviewed: { ...r.reviewed, [ideaId]: { outcome, feedbackId } },
    }),
    ReviewSessionClosed: (r) => ({ ...r, status: 'closed' }),
  },
};
