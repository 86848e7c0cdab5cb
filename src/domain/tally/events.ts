import type { Allocation, AllocationRule, TieBreak } from '../allocation/rule.js';
import type { InReserve, SuspensionCause } from '../consultation/events.js';
import type { CorrectedPrice } from '../consultation/prices.js';
import type { Fact, Id, Instant, Minor } from '../fact.js';

/** How often one option was chosen in the baskets that count. */
export interface OptionCount {
  ideaId: Id;
  /** Baskets that hold it. */
  picks: number;
  /** Sum of the votes given to it. */
  votes: number;
}

/** How many votes on one idea count, by what they say. */
export interface VoteCount {
  ideaId: Id;
  up: number;
  down: number;
  neutral: number;
  /** All of them. */
  counted: number;
}

/** What the votes of a support ballot come to. */
export interface CountedVotes {
  /** Voters of whom a vote counts. */
  voters: number;
  counts: VoteCount[];
}

/** An option that counts nothing, and why. */
export interface SuspendedOption {
  ideaId: Id;
  why: SuspensionCause;
}

/** The result of one envelope. */
export interface EnvelopeResult {
  envelopeAreaId: Id | null;
  amount: Minor;
  spent: Minor;
  selected: Allocation['selected'];
  notSelected: (Allocation['notSelected'][number] | SuspendedOption)[];
  tieBreaks: Allocation['tieBreaks'];
  /** How many times every voter was given one more unit, where the rule completes so. */
  increments: number | null;
}

/** Whether an option is funded. */
export type Fate = 'selected' | 'not_selected';

/** An option that is funded, or is not, other than was computed: by a decision, beside what was computed. */
export interface AllocationOverride {
  phaseId: Id;
  ideaId: Id;
  envelopeAreaId: Id | null;
  to: Fate;
  cost: Minor;
  /** What the envelope comes to from here on: as it was declared, or more by that decision. */
  amount: Minor;
  /** What is spent of it from here on. */
  spent: Minor;
  reason: string;
  /** Where the decision is written down. */
  decisionRef: string;
}

/** From the last ballot of a phase to its certified result. */
export type TallyFact =
  | Fact<
      'TallyClosed',
      {
        phaseId: Id;
        /** When the phase had closed; a phase that is opened again closes another time. */
        closedAt: Instant;
        /** Position in the log of the last ballot event that counts. */
        upToPosition: string;
        /** Baskets that stand, not counting those on paper in batches. */
        baskets: number;
        /** People whose papers are in batches, where there are any; the counts hold what these say. */
        offlineVoters?: number;
        /** Digest of the counts of every option that counts. */
        countsHash: string;
        /** Options that count nothing, and why. */
        suspended: SuspendedOption[];
        /** Prices that were corrected during the vote, where any were: what is allocated costs that. */
        prices?: CorrectedPrice[];
        /** Of a support ballot, on which there are no baskets. */
        votes?: CountedVotes;
      }
    >
  | Fact<
      'AllocationComputed',
      {
        phaseId: Id;
        upToPosition: string;
        rule: AllocationRule;
        ruleVersion: number;
        tieBreak: TieBreak[];
        inputHash: string;
        envelopes: EnvelopeResult[];
        resultHash: string;
      }
    >
  /** `resultHash` is of the result with it. */
  | Fact<'AllocationOverridden', AllocationOverride & { resultHash: string }>
  | Fact<
      'ResultsCertified',
      { phaseId: Id; upToPosition: string; resultHash: string },
      { signatories: { name: string; office: string }[] }
    >
  | Fact<'ResultsPublished', { phaseId: Id; resultHash: string } & InReserve>
  | Fact<'ResultsReopened', { phaseId: Id; reason: string; decisionRef: string }>;
