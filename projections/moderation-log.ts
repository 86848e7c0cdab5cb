import type { EventType } from '../src/domain/events.js';
import { one, type Projection, type Step, type ViewEvent } from './projection.js';

export interface ModerationLogRow {
  consultationId: string;
  position: bigint;
  type: EventType;
  ideaId: string;
  /** The comment on it that this is about; null where it is the idea itself. */
  commentId: string | null;
  reasonCode: string;
  /** What the public is told; null where somebody only flags. */
  publicNote: string | null;
  /** Where what is not public is written down. */
  privateNoteRef: string | null;
  /** How sure a machine is, from 0 to 100. */
  score: number | null;
  actorKind: string;
  actorRef: string;
  at: string;
}

interface Told {
  ideaId: string;
  commentId?: string;
  reasonCode: string;
  publicNote?: string;
  privateNoteRef?: string | null;
  score?: number | null;
}

const entry = <T extends EventType>(): Step<ModerationLogRow, T> =>
  one(
    ({ consultationId, position }) => ({ consultationId: consultationId!, position }),
    (_row, e: ViewEvent<T>) => {
      const { ideaId, commentId, reasonCode, publicNote, privateNoteRef, score } =
        e.data as unknown as Told;
      return {
        consultationId: e.consultationId!,
        position: e.position,
        type: e.type,
        ideaId,
        commentId: commentId ?? null,
        reasonCode,
        publicNote: publicNote ?? null,
        privateNoteRef: privateNoteRef ?? null,
        score: score ?? null,
        actorKind: e.actor.kind,
        actorRef: e.actor.ref,
        at: e.at,
      };
    },
  );

/** Who flagged, hid and showed again what, and why? For moderators and auditors. */
export const moderationLog: Projection<ModerationLogRow> = {
  name: 'moderation_log',
  key: ['consultationId', 'position'],
  columns: {
    consultationId: 'text',
    position: 'position',
    type: 'text',
    ideaId: 'text',
    commentId: 'text?',
    reasonCode: 'text',
    publicNote: 'text?',
    privateNoteRef: 'text?',
    score: 'int?',
    actorKind: 'text',
    actorRef: 'text',
    at: 'text',
  },
  on: {
    ContentFlagged: entry(),
    IdeaHidden: entry(),
    IdeaRestored: entry(),
    CommentFlagged: entry(),
    CommentHidden: entry(),
    CommentRestored: entry(),
  },
};
