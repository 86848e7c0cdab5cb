import { one, type Projection } from './projection.js';

export interface TransparencyCounterRow {
  consultationId: string;
  reasonCode: string;
  /** How often something was flagged, hidden and shown again for this reason. */
  flags: number;
  hides: number;
  restores: number;
}

const key = (e: { consultationId: string | null; data: { reasonCode: string } }) => ({
  consultationId: e.consultationId!,
  reasonCode: e.data.reasonCode,
});

const none = (at: Pick<TransparencyCounterRow, 'consultationId' | 'reasonCode'>) => ({
  ...at,
  flags: 0,
  hides: 0,
  restores: 0,
});

const more = (
  row: TransparencyCounterRow | null,
  at: Pick<TransparencyCounterRow, 'consultationId' | 'reasonCode'>,
  what: 'flags' | 'hides' | 'restores',
): TransparencyCounterRow => {
  const counted = row ?? none(at);
  return { ...counted, [what]: counted[what] + 1 };
};

/** How much is moderated in this consultation, and for which reasons? Numbers alone, for everybody. */
export const transparencyCounter: Projection<TransparencyCounterRow> = {
  name: 'transparency_counter',
  key: ['consultationId', 'reasonCode'],
  columns: {
    consultationId: 'text',
    reasonCode: 'text',
    flags: 'int',
    hides: 'int',
    restores: 'int',
  },
  on: {
    ContentFlagged: one(key, (row, e) => more(row, key(e), 'flags')),
    CommentFlagged: one(key, (row, e) => more(row, key(e), 'flags')),
    CommentHidden: one(key, (row, e) => more(row, key(e), 'hides')),
    CommentRestored: one(key, (row, e) => more(row, key(e), 'restores')),
    IdeaHidden: one(key, (row, e) => more(row, key(e), 'hides')),
    IdeaRestored: one(key, (row, e) => more(row, key(e), 'restores')),
  },
};
