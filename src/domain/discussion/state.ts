import type { Fold, Id } from '../fact.js';
import type { ModerationReason } from '../idea/events.js';
import type { DiscussionFact } from './events.js';

export interface Comment {
  authorRef: string | null;
  revision: number;
  hidden: ModerationReason | null;
  flaggedBy: string[];
}

export interface Discussion {
  comments: Record<Id, Comment>;
}

/** Name of the stream of what people say of one idea. */
export const discussionStream = (ideaId: Id): string => `discussion-${ideaId}`;

const change = (d: Discussion, id: Id, by: Partial<Comment>): Discussion => ({
  comments: { ...d.comments, [id]: { ...d.comments[id]!, ...by } },
});

export const discussion: Fold<Discussion, DiscussionFact> = {
  initial: { comments: {} },
  evolve: {
    CommentPosted: (d, { commentId, authorRef }) =>
      change(d, commentId, { authorRef, revision: 1, hidden: null, flaggedBy: [] }),
    CommentRevised: (d, { commentId, commentRevision: revision }) =>
      change(d, commentId, { revision }),
    CommentFlagged: (d, { commentId, flaggerRef }) =>
      change(d, commentId, { flaggedBy: [...d.comments[commentId]!.flaggedBy, flaggerRef] }),
    CommentHidden: (d, { commentId, reasonCode }) => change(d, commentId, { hidden: reasonCode }),
    CommentRestored: (d, { commentId }) => change(d, commentId, { hidden: null }),
  },
};
