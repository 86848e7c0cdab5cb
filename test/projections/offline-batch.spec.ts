import { offlineBatch } from '../../projections/offline-batch.js';
import { corrected, recorded, true102, typed, voided } from '../papers.js';
import { seen, specsOf } from '../seen.js';

const first = { batchId: 'b1', offlineRevision: 1, place: 'Town hall', ...typed };

specsOf(offlineBatch, {
  OfflineVotesRecorded: {
    'a batch counts as it was written down, by whom and with which evidence': () =>
      seen(offlineBatch, { ...recorded(), personal: { witnessedBy: 'Rosa' } }).rows({
        ...{ ...first, status: 'effective', reason: null, recordedBy: 'sofia' },
        ...{ evidenceHash: 'ab'.repeat(32), sealed: { witnessedBy: 'witnessedBy@1' } },
      }),
  },
  OfflineVotesCorrected: {
    'E25 the last revision counts, and the one before stays on record': () =>
      seen(offlineBatch, recorded(), corrected()).rows(
        { ...first, status: 'superseded', recordedAt: '2026-01-01T01:00:00.000Z' },
        {
          ...{ ...first, ...true102, offlineRevision: 2, status: 'effective' },
          ...{ reason: '120 was typed for 102.', evidenceHash: 'cd'.repeat(32) },
          ...{ recordedBy: 'sofia', recordedAt: '2026-01-01T02:00:00.000Z', sealed: {} },
        },
      ),
  },
  OfflineVotesVoided: {
    'a batch that is void stays on record with the reason': () =>
      seen(
        offlineBatch,
        recorded(),
        corrected(),
        voided({ offlineRevision: 2, replaces: true102 }),
      ).rows(
        { ...first, status: 'superseded', voidReason: null },
        { ...true102, status: 'voided', voidReason: 'It was counted twice.' },
      ),
  },
});
