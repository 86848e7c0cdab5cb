import { offlineSubtotal } from '../../projections/offline-subtotal.js';
import { corrected, papers, recorded, voided } from '../papers.js';
import { seen, specsOf } from '../seen.js';

const hall = (batches: number, voterCount: number, picks: number, votes = picks) => ({
  ...{ place: 'Town hall', batches, voterCount, picks, votes },
});
const school = recorded({
  ...{ batchId: 'b2', place: 'School', voterCount: 7 },
  lines: [papers('garden', 5, 9), papers('bench', 2)],
});

specsOf(offlineSubtotal, {
  OfflineVotesRecorded: {
    'T25 each booth has the sum of its batches': () =>
      seen(offlineSubtotal, recorded(), school, recorded({ batchId: 'b3' })).rows(
        hall(2, 240, 240),
        { place: 'School', batches: 1, voterCount: 7, picks: 7, votes: 11 },
      ),
  },
  OfflineVotesCorrected: {
    'E25 a booth has what the last revision says': () =>
      seen(offlineSubtotal, recorded(), corrected()).rows(hall(1, 102, 102)),
  },
  OfflineVotesVoided: {
    'a batch that is void is in no sum': () =>
      seen(offlineSubtotal, recorded(), recorded({ batchId: 'b3' }), voided()).rows(
        hall(1, 120, 120),
      ),
  },
});
