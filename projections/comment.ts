import type { Stance } from '../src/domain/discussion/events.js';
import { change, digestsOf, one, type Projection, type Sealed } from './projection.js';

export interface CommentRow {
  ideaId: string;
  commentId: string;
  consultationId: string;
  /** Where it was posted in the log: the order of a discussion. */
  position: bigint;
  authorRef: string | null;
  stance: Stance | null;
  /** Digest of its text, as it reads now. */
  sealed: Sealed;
  commentRevision: number;
  postedAt: string;
  revisedAt: string | null;
  /** When and why a moderator hid it; null while it is shown. */
  hiddenAt: string | null;
  hiddenReason: string | null;
}

const key = ({ data: { ideaId, commentId } }: { data: { ideaId: string; commentId: string } }) => ({
  ideaId,
  commentId,
});

/** What do people say of this idea? */
export const comment: Projection<CommentRow> = {
  name: 'comment',
  key: ['ideaId', 'commentId'],
  columns: {
    ideaId: 'text',
    commentId: 'text',
    consultationId: 'text',
    position: 'position',
    authorRef: 'text?',
    stance: 'text?',
    sealed: 'json',
    commentRevision: 'int',
    postedAt: 'text',
    revisedAt: 'text?',
    hiddenAt: 'text?',
    hiddenReason: 'text?',
  },
  indexes: [['ideaId', 'position']],
  on: {
    CommentPosted: one(key, (_row, { data, consultationId, position, sealed, at }) => ({
      ideaId: data.ideaId,
      commentId: data.commentId,
      consultationId: consultationId!,
      position,
      authorRef: data.authorRef,
      stance: data.stance,
      sealed: digestsOf(sealed, 'text'),
      commentRevision: 1,
      postedAt: at,
      revisedAt: null,
      hiddenAt: null,
      hiddenReason: null,
    })),
    CommentRevised: one(
      key,
      change((_row, { data: { commentRevision }, sealed, at }) => ({
        commentRevision,
        sealed: digestsOf(sealed, 'text'),
        revisedAt: at,
      })),
    ),
    CommentHidden: one(
      key,
      change((_row, { data: { reasonCode }, at }) => ({ hiddenAt: at, hiddenReason: reasonCode })),
    ),
    CommentRestored: one(
      key,
      change(() => ({ hiddenAt: null, hiddenReason: null })),
    ),
  },
};
