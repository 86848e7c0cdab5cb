import { moderationLog } from '../../projections/moderation-log.js';
import {
  commentFlagged,
  commentHidden,
  commentRestored,
  consultationId,
  flagged,
  hidden,
  shownAgain,
} from '../arcueil.js';
import { seen, specsOf } from '../seen.js';

specsOf(moderationLog, {
  ContentFlagged: {
    'who flagged what, by a pseudonym, and why': () =>
      seen(moderationLog, {
        fact: flagged(),
        actor: { kind: 'citizen', ref: 'carol-on-garden', role: 'citizen' },
      }).rows({
        consultationId,
        position: 1n,
        type: 'ContentFlagged',
        ideaId: 'garden',
        commentId: null,
        reasonCode: 'offensive',
        publicNote: null,
        privateNoteRef: null,
        score: null,
        actorKind: 'citizen',
        actorRef: 'carol-on-garden',
        at: '2026-01-01T01:00:00.000Z',
      }),
  },
  CommentFlagged: {
    'who flagged which comment': () =>
      seen(moderationLog, commentFlagged).rows({
        ideaId: 'garden',
        commentId: 'c1',
        publicNote: null,
      }),
  },
  CommentHidden: {
    'who hid which comment, and what the public is told': () =>
      seen(moderationLog, commentHidden).rows({
        ...{ commentId: 'c1', publicNote: 'It insults a neighbour.', privateNoteRef: 'M-18' },
      }),
  },
  CommentRestored: {
    'who showed which comment again': () =>
      seen(moderationLog, commentRestored).rows({
        ...{ commentId: 'c1', publicNote: 'The insult is gone.' },
      }),
  },
  IdeaHidden: {
    'who hid what, what the public is told, and where the rest is written down': () =>
      seen(moderationLog, flagged(), hidden()).rows(
        { type: 'ContentFlagged' },
        {
          type: 'IdeaHidden',
          ideaId: 'garden',
          publicNote: 'It insults a neighbour.',
          privateNoteRef: 'M-17',
          actorRef: 'sofia',
        },
      ),
  },
  IdeaRestored: {
    'who showed what again, and why': () =>
      seen(moderationLog, hidden(), shownAgain()).rows(
        { type: 'IdeaHidden' },
        { type: 'IdeaRestored', publicNote: 'The insult is gone.', privateNoteRef: null },
      ),
  },
});
