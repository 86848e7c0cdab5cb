import type { EventType } from '../src/domain/events.js';
import { one, type Projection, type Step, type ViewEvent } from './projection.js';

export interface ModerationLogRow {
  consultationId: string;
  position: bigint;
  type: EventType;
  ideaId: string;
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
  reasonCode: string;
  publicNote?: string;
  privateNoteRef?: string | null;
  score?: number | null;
}

const entry = <T extends EventType>(): Step<ModerationLogRow, T> =>
  one(
    ({ consultationId, position }) => ({ consultationId: consultationId!, position }),
    (_row, e: ViewEvent<T>) => {
      const { ideaId, reasonCode, publicNote, privateNoteRef, score } = e.data as unknown as Told;
      return {
        consultationId: e.consultationId!,
        position: e.position,
        type: e.type,
        ideaId,
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
  },
};
