import type { Fact, Id } from '../fact.js';

/** How the ideas of a session were chosen. */
export type SelectionRule = 'oldest_first' | 'most_supported' | 'drawn' | 'chosen';

/** What a body finds of an idea. */
export type ReviewOutcome = 'retained' | 'declined' | 'referred';

/** A session in which a body answers a batch of ideas. */
export type ReviewFact =
  | Fact<
      'ReviewSessionOpened',
      {
        sessionId: Id;
        bodyId: Id;
        /** The time that it answers for: calendar dates `yyyy-mm-dd`, both within it. */
        period: { from: string; to: string };
        ideaIds: Id[];
        selectionRule: SelectionRule;
      }
    >
  | Fact<
      'IdeaReviewed',
      {
        sessionId: Id;
        ideaId: Id;
        outcome: ReviewOutcome;
        /** The official answer that says why. */
        feedbackId: Id;
      }
    >
  | Fact<
      'ReviewSessionClosed',
      {
        sessionId: Id;
        /** Ideas that were not answered, and why; null where there are none. */
        carriedOverIdeaIds: Id[];
        carriedOverReason: string | null;
      }
    >;
