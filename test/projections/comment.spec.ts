import { comment } from '../../projections/comment.js';
import { commentHidden, commentRestored, consultationId, posted, reworded } from '../arcueil.js';
import { seen, specsOf } from '../seen.js';

specsOf(comment, {
  CommentPosted: {
    'a comment stands with the digest of its text, in the order of the log': () =>
      seen(comment, posted(), posted('c2')).rows(
        {
          ideaId: 'garden',
          commentId: 'c1',
          consultationId,
          position: 1n,
          authorRef: 'carol',
          stance: 'for',
          sealed: { text: 'text@1' },
          commentRevision: 1,
          postedAt: '2026-01-01T01:00:00.000Z',
          revisedAt: null,
          hiddenAt: null,
          hiddenReason: null,
        },
        { commentId: 'c2', position: 2n },
      ),
  },
  CommentRevised: {
    'it has the digest of its latest words, where it was': () =>
      seen(comment, posted(), reworded).rows({
        position: 1n,
        sealed: { text: 'text@2' },
        commentRevision: 2,
        revisedAt: '2026-01-01T02:00:00.000Z',
      }),
  },
  CommentHidden: {
    'it says since when it is hidden, and why': () =>
      seen(comment, posted(), commentHidden).rows({
        hiddenAt: '2026-01-01T02:00:00.000Z',
        hiddenReason: 'offensive',
        sealed: { text: 'text@1' },
      }),
  },
  CommentRestored: {
    'shown again it is as it was': () =>
      seen(comment, posted(), commentHidden, commentRestored).rows({
        hiddenAt: null,
        hiddenReason: null,
        sealed: { text: 'text@1' },
      }),
  },
});
