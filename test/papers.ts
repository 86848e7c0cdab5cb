import type { BasketLine } from '../src/domain/ballot/events.js';
import type { FactOf } from '../src/domain/events.js';
import type { OfflineBatch, OfflineCount, OfflineLine } from '../src/domain/offline/events.js';
import type {
  CorrectOfflineVotes,
  RecordOfflineVotes,
  VoidOfflineVotes,
} from '../src/domain/offline/decide.js';
import { consultationId, fact, voteId } from './arcueil.js';

/** Papers that choose an option, one vote each. */
export const papers = (ideaId: string, picks: number, votes = picks): OfflineLine => ({
  ...{ ideaId, value: null, picks, votes },
});
/** Papers that say something of an idea. */
export const saying = (
  ideaId: string,
  value: 'up' | 'down' | 'neutral',
  votes: number,
): OfflineLine => ({ ideaId, value, picks: votes, votes });

/** The batch of the booth in the town hall. */
export const booth: OfflineBatch = {
  phaseId: voteId,
  batchId: 'b1',
  kind: 'booth',
  place: 'Town hall',
  occurredAt: '2026-05-20T10:00:00.000Z',
  offlineRevision: 1,
};
const [first, second] = ['ab'.repeat(32), 'cd'.repeat(32)] as [string, string];
const { offlineRevision: _revision, ...place } = booth;

/** 120 was typed, where 102 people had chosen the garden. */
export const typed: OfflineCount = { voterCount: 120, lines: [papers('garden', 120)] };
export const true102: OfflineCount = { voterCount: 102, lines: [papers('garden', 102)] };

export const record = (over: Partial<RecordOfflineVotes> = {}): RecordOfflineVotes => ({
  ...{ type: 'RecordOfflineVotes', consultationId, ...place, ...typed, evidenceHash: first },
  ...over,
});
export const correct = (over: Partial<CorrectOfflineVotes> = {}): CorrectOfflineVotes => ({
  ...{ type: 'CorrectOfflineVotes', consultationId, phaseId: voteId, batchId: 'b1' },
  ...{ ...true102, reason: '120 was typed for 102.', evidenceHash: second },
  ...over,
});
export const voiding = (over: Partial<VoidOfflineVotes> = {}): VoidOfflineVotes => ({
  ...{ type: 'VoidOfflineVotes', consultationId, phaseId: voteId, batchId: 'b1' },
  reason: 'It was counted twice.',
  ...over,
});

export const recorded = (over: Partial<FactOf<'OfflineVotesRecorded'>['data']> = {}) =>
  fact('OfflineVotesRecorded', { ...booth, ...typed, evidenceHash: first, ...over });
export const corrected = (over: Partial<FactOf<'OfflineVotesCorrected'>['data']> = {}) =>
  fact('OfflineVotesCorrected', {
    ...{ ...booth, ...true102, offlineRevision: 2, reason: '120 was typed for 102.' },
    ...{ evidenceHash: second, replaces: typed },
    ...over,
  });
export const voided = (over: Partial<FactOf<'OfflineVotesVoided'>['data']> = {}) =>
  fact('OfflineVotesVoided', {
    ...{ ...booth, reason: 'It was counted twice.', replaces: typed },
    ...over,
  });

/** Dan's basket, which he put on paper at the booth. */
export const paperBallot = (
  lines: BasketLine[],
  over: Partial<FactOf<'PaperBallotRecorded'>['data']> = {},
) =>
  fact('PaperBallotRecorded', {
    ...{ phaseId: voteId, voterRef: 'dan', serial: 'P-1', boothId: 'hall', basketRevision: 1 },
    ...{ occurredAt: '2026-05-20T10:00:00.000Z', lines, totalVotes: lines.length },
    totalCost: lines.reduce((sum, { unitCost }) => sum + unitCost, 0),
    ...{ envelopeAreaId: null, optionsHash: '', configVersion: 1, receiptHash: 'r' },
    ...over,
  });
