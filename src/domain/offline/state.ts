import type { Fold, Id } from '../fact.js';
import type { OfflineBatch, OfflineCount, OfflineFact } from './events.js';

export interface Offline {
  /** The batch as last written down; null before it is recorded. */
  batch: (OfflineBatch & OfflineCount & { evidenceHash: string }) | null;
  voided: boolean;
}

/** Name of the stream of one batch of votes on paper. */
export const offlineStream = (phaseId: Id, batchId: Id): string => `offline-${phaseId}-${batchId}`;

export const offline: Fold<Offline, OfflineFact> = {
  initial: { batch: null, voided: false },
  evolve: {
    OfflineVotesRecorded: (o, batch) => ({ ...o, batch }),
    OfflineVotesCorrected: (o, { reason: _reason, replaces: _replaces, ...batch }) => ({
      ...o,
      batch,
    }),
    OfflineVotesVoided: (o) => ({ ...o, voided: true }),
  },
};
