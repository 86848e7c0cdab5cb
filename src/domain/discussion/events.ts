import type { Fact, Id } from '../fact.js';
import type { Moderation, ModerationReason } from '../idea/events.js';

/** Where somebody stands on the idea that they comment on. */
export type Stance = 'for' | 'against' | 'neutral';

/** What people say of one idea. */
export type DiscussionFact =
  | Fact<
      'CommentPosted',
      {
        ideaId: Id;
        commentId: Id;
        /** The author's pseudonym in this consultation; null for the city itself. */
        authorRef: string | null;
        stance: Stance | null;
      },
      { text: string }
    >
  | Fact<
      'CommentRevised',
      {
        ideaId: Id;
        commentId: Id;
        authorRef: string | null;
        /** From 2: the comment as it was posted is the first. */
        commentRevision: number;
      },
      { text: string }
    >
  | Fact<
      'CommentFlagged',
      {
        ideaId: Id;
        commentId: Id;
        /** Who flags it, by a pseudonym for this comment alone. */
        flaggerRef: string;
        reasonCode: ModerationReason;
      }
    >
  | Fact<'CommentHidden', { ideaId: Id; commentId: Id } & Moderation>
  /** `reasonCode` is that of the hiding which ends. */
  | Fact<'CommentRestored', { ideaId: Id; commentId: Id } & Moderation>;
