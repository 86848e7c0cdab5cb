import type { SupportValue } from '../consultation/events.js';
import type { Fact, Id, Instant } from '../fact.js';

/** How votes were collected that nobody gave online. */
export type OfflineKind = 'booth' | 'meeting' | 'mail';

/** What the papers of a batch say of one idea; on a support ballot one line for each value. */
export interface OfflineLine {
  ideaId: Id;
  /** Null where one chooses options. */
  value: SupportValue | null;
  /** Papers that choose it, or say so of it. */
  picks: number;
  /** Sum of the votes those papers give to it. */
  votes: number;
}

/** What the papers of a batch come to. */
export interface OfflineCount {
  /** People whose papers they are, blank ones among them. */
  voterCount: number;
  lines: OfflineLine[];
}

/** Papers that were counted together, where and when. */
export interface OfflineBatch {
  phaseId: Id;
  batchId: Id;
  kind: OfflineKind;
  /** The booth or the meeting, as everybody calls it. */
  place: string;
  occurredAt: Instant;
  offlineRevision: number;
}

/** Votes on paper, batch by batch. What counts is the last revision, and each says what it takes the place of. */
export type OfflineFact =
  | Fact<
      'OfflineVotesRecorded',
      OfflineBatch & OfflineCount & { evidenceHash: string },
      { witnessedBy: string }
    >
  | Fact<
      'OfflineVotesCorrected',
      OfflineBatch & OfflineCount & { reason: string; evidenceHash: string; replaces: OfflineCount }
    >
  | Fact<'OfflineVotesVoided', OfflineBatch & { reason: string; replaces: OfflineCount }>;
