import { asOperator, changed, indexOf, publish, retell } from '../tampering.js';
import type { Case } from '../tampered.js';

/** Changes what one event on papers says; the operator signs again. */
const batch = (type: string, change: (data: any) => void) =>
  asOperator((leaves) => {
    const n = indexOf(leaves, type);
    leaves[n] = changed(leaves[n]!, ({ data }) => change(data));
  });

/** Changes what one act on a ballot on paper says; the operator signs again. */
const paper = (type: string, nth: number, change: (data: any) => void) =>
  asOperator((leaves, p) => retell(p, leaves, indexOf(leaves, type, nth), change));

/** Votes on paper, by the operator who signs again. */
export const paperCases: Case[] = [
  [
    'a ballot that made room for a paper with other lines than it had',
    paper('BallotInvalidated', 2, (d) => {
      d.basket.lines[0].votes = 2;
    }),
    { says: /basket.lines/ },
  ],
  [
    'a ballot taken out for a fraud by a registrar alone',
    paper('BallotInvalidated', 2, (d) => {
      d.reasonCode = 'fraud';
    }),
    { says: /Registrars take a ballot out/ },
  ],
  [
    'a paper from after the close',
    paper('PaperBallotRecorded', 0, (d) => {
      d.occurredAt = '2026-06-02T08:30:00.000Z';
    }),
    { says: /OUTSIDE_PHASE/ },
  ],
  [
    'a booth that was not written so',
    paper('PaperBallotRecorded', 0, (d) => {
      d.boothId = ' hall';
    }),
    { says: /boothId/ },
  ],
  [
    'more papers than people',
    batch('OfflineVotesRecorded', (d) => {
      d.voterCount = 119;
    }),
    { says: /INVALID_VOTES/ },
  ],
  [
    'papers from before the vote',
    batch('OfflineVotesRecorded', (d) => {
      d.occurredAt = '2026-04-20T10:00:00.000Z';
    }),
    { says: /OUTSIDE_PHASE/ },
  ],
  [
    'a correction of other papers than were written down',
    batch('OfflineVotesCorrected', (d) => {
      d.replaces.voterCount = 110;
    }),
    { says: /replaces.voterCount/ },
  ],
  [
    'a correction that nobody gives a reason for',
    batch('OfflineVotesCorrected', (d) => {
      d.reason = ' ';
    }),
    { says: /TEXT_REQUIRED/ },
  ],
  [
    'papers taken out of the count that were others',
    batch('OfflineVotesVoided', (d) => {
      d.replaces.lines[0].votes = 2;
    }),
    { says: /replaces.lines/ },
  ],
  [
    'fewer people on paper than there were',
    (p) =>
      publish(p, 'participation', (rows) => {
        const row = rows.find((r) => r.offlineVoters > 0);
        row.offlineVoters -= 1;
        row.participants -= 1;
      }),
    { says: /offlineVoters/, file: 'published/participation.json' },
  ],
  [
    'more papers for an option than there were',
    (p) =>
      publish(p, 'tally', (rows) => {
        const row = rows.find((r) => r.offlinePicks > 0);
        row.offlinePicks += 1;
        row.counted += 1;
      }),
    { says: /offlinePicks|counted/, file: 'published/tally.json' },
  ],
];
