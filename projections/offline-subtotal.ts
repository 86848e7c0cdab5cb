import type { OfflineBatch, OfflineCount } from '../src/domain/offline/events.js';
import { one, type Projection } from './projection.js';

export interface OfflineSubtotalRow {
  phaseId: string;
  /** The booth or the meeting. */
  place: string;
  /** Batches from there that count. */
  batches: number;
  voterCount: number;
  /** Papers that choose an option or say something of an idea, summed over all of these. */
  picks: number;
  votes: number;
}

const key = ({ data: { phaseId, place } }: { data: OfflineBatch }) => ({ phaseId, place });

const none = ({ phaseId, place }: OfflineBatch): OfflineSubtotalRow => ({
  ...{ phaseId, place },
  ...{ batches: 0, voterCount: 0, picks: 0, votes: 0 },
});

const add = (
  row: OfflineSubtotalRow,
  { voterCount, lines }: OfflineCount,
  sign: 1 | -1,
): OfflineSubtotalRow => ({
  ...row,
  batches: row.batches + sign,
  voterCount: row.voterCount + sign * voterCount,
  picks: row.picks + sign * lines.reduce((sum, line) => sum + line.picks, 0),
  votes: row.votes + sign * lines.reduce((sum, line) => sum + line.votes, 0),
});

/** What do the votes on paper from each booth come to? */
export const offlineSubtotal: Projection<OfflineSubtotalRow> = {
  name: 'offline_subtotal',
  key: ['phaseId', 'place'],
  columns: {
    phaseId: 'text',
    place: 'text',
    batches: 'int',
    voterCount: 'int',
    picks: 'int',
    votes: 'int',
  },
  on: {
    OfflineVotesRecorded: one(key, (row, { data }) => add(row ?? none(data), data, 1)),
    OfflineVotesCorrected: one(key, (row, { data }) =>
      add(add(row ?? none(data), data.replaces, -1), data, 1),
    ),
    OfflineVotesVoided: one(key, (row, { data }) => add(row ?? none(data), data.replaces, -1)),
  },
};
