import type { OfflineBatch, OfflineLine } from '../src/domain/offline/events.js';
import { change, digestsOf, each, one, type Projection, type Sealed } from './projection.js';

export interface OfflineBatchRow extends OfflineBatch {
  voterCount: number;
  lines: OfflineLine[];
  /** SHA-256 of the record that was signed where the papers were counted. */
  evidenceHash: string;
  /** Why it takes the place of the revision before; null of the first one. */
  reason: string | null;
  status: 'effective' | 'superseded' | 'voided';
  /** Why it was taken out of the count. */
  voidReason: string | null;
  /** Pseudonym of who wrote it down. */
  recordedBy: string;
  recordedAt: string;
  /** Digest of the name of who watched the count. */
  sealed: Sealed;
}

const key = ({ data: { phaseId, batchId, offlineRevision } }: { data: OfflineBatch }) => ({
  phaseId,
  batchId,
  offlineRevision,
});

/** What was written down of each batch of votes on paper, by whom, and what counts of it? */
export const offlineBatch: Projection<OfflineBatchRow> = {
  name: 'offline_batch',
  key: ['phaseId', 'batchId', 'offlineRevision'],
  columns: {
    phaseId: 'text',
    batchId: 'text',
    offlineRevision: 'int',
    kind: 'text',
    place: 'text',
    occurredAt: 'text',
    voterCount: 'int',
    lines: 'json',
    evidenceHash: 'text',
    reason: 'text?',
    status: 'text',
    voidReason: 'text?',
    recordedBy: 'text',
    recordedAt: 'text',
    sealed: 'json',
  },
  on: {
    OfflineVotesRecorded: one(key, (_row, { data, actor, recordedAt, sealed }) => ({
      ...data,
      ...{ reason: null, status: 'effective', voidReason: null },
      ...{ recordedBy: actor.ref, recordedAt, sealed: digestsOf(sealed, 'witnessedBy') },
    })),
    OfflineVotesCorrected: each(
      ({ data }) => [
        key({ data }),
        key({ data: { ...data, offlineRevision: data.offlineRevision - 1 } }),
      ],
      (row, { data: { replaces: _replaces, ...data }, actor, recordedAt }, { offlineRevision }) =>
        offlineRevision < data.offlineRevision
          ? row && { ...row, status: 'superseded' }
          : {
              ...data,
              ...{ status: 'effective', voidReason: null },
              ...{ recordedBy: actor.ref, recordedAt, sealed: {} },
            },
    ),
    OfflineVotesVoided: one(
      key,
      change((_row, { data: { reason } }) => ({
        ...{ status: 'voided' as const, voidReason: reason },
      })),
    ),
  },
};
