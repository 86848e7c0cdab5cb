import type { SupportValue } from '../consultation/events.js';
import type { Fact, Id, Instant, Minor } from '../fact.js';

/** One option in a basket, at the price it had when it was chosen. */
export interface BasketLine {
  ideaId: Id;
  ideaVersion: number;
  unitCost: Minor;
  costVersion: number;
  /** 1 on an approval or budget ballot, points on a cumulative one, rank points on an ordinal one. */
  votes: number;
}

/** What a count needs of a basket that no longer stands. */
export interface Replaced {
  basketRevision: number;
  envelopeAreaId: Id | null;
  lines: Pick<BasketLine, 'ideaId' | 'unitCost' | 'votes'>[];
}

/** How a voter describes themselves, as far as they were asked: age, sex, neighbourhood… It goes sealed with a ballot. */
export type Segments = Record<string, string>;

/** A vote on an idea as a count takes it in. */
export interface CountedVote {
  ideaId: Id;
  value: SupportValue;
}

/** What every act on one vote says; a voter's votes count once there are as many as the rules ask for. */
export interface VoteAct {
  phaseId: Id;
  voterRef: string;
  ideaId: Id;
  /** How many votes of this voter stand after it. */
  standing: number;
  /** Votes that count from here on, perhaps earlier ones among them. */
  counted: CountedVote[];
  /** Votes that count no longer. */
  uncounted: CountedVote[];
}

/** Why a ballot does not count, or counts again. */
export type InvalidationReason =
  'ineligible' | 'duplicate_identity' | 'fraud' | 'replaced_by_paper';

/** What two agents say of one ballot. */
interface RulingOn {
  phaseId: Id;
  voterRef: string;
  reasonCode: InvalidationReason;
  evidenceRef: string | null;
}

/** A ruling, with all that a count needs of what counts no longer, or again. */
export interface BallotRuling extends RulingOn {
  /** Who proposed it, and who said the same after them; who recorded the paper that takes its place. */
  decidedBy: string[];
  basket: Replaced | null;
  votes: CountedVote[];
}

/** One voter's acts in one phase. Everything a count needs is in the fact itself. */
export type BallotFact =
  | Fact<
      'BasketSubmitted',
      {
        phaseId: Id;
        voterRef: string;
        basketRevision: number;
        lines: BasketLine[];
        totalCost: Minor;
        totalVotes: number;
        envelopeAreaId: Id | null;
        optionsHash: string;
        configVersion: number;
        receiptHash: string;
        /** The basket of the same voter that this one takes the place of. */
        replaces: Replaced | null;
      },
      { segments: Segments }
    >
  | Fact<
      'BasketWithdrawn',
      {
        phaseId: Id;
        voterRef: string;
        basketRevision: number;
        reason: 'voter' | 'erasure';
        replaces: Replaced;
      }
    >
  | Fact<
      'VoteCast',
      VoteAct & { ideaVersion: number; value: SupportValue; configVersion: number },
      { segments: Segments }
    >
  | Fact<
      'VoteChanged',
      VoteAct & {
        ideaVersion: number;
        from: SupportValue;
        to: SupportValue;
        configVersion: number;
      }
    >
  | Fact<'VoteWithdrawn', VoteAct & { value: SupportValue; reason: 'voter' | 'erasure' }>
  | Fact<
      'BallotRulingProposed',
      RulingOn & { ruling: 'BallotInvalidated' | 'BallotReinstated'; proposedBy: string }
    >
  | Fact<'BallotInvalidated', BallotRuling>
  | Fact<'BallotReinstated', BallotRuling>
  /** A basket that was filled in on paper; an online one was taken out of the count before it in the same act. */
  | Fact<
      'PaperBallotRecorded',
      {
        phaseId: Id;
        voterRef: string;
        /** The number printed on it. */
        serial: string;
        boothId: string;
        occurredAt: Instant;
        basketRevision: number;
        lines: BasketLine[];
        totalCost: Minor;
        totalVotes: number;
        envelopeAreaId: Id | null;
        optionsHash: string;
        configVersion: number;
        receiptHash: string;
      }
    >;

/** In a stream for each number, so that no paper is recorded twice. */
export type PaperFact = Fact<'PaperSerialUsed', { phaseId: Id; serial: string }>;
