import type { BallotFact } from '../domain/ballot/events.js';
import type { Ballot } from '../domain/ballot/state.js';
import type { FactOf } from '../domain/events.js';
import type { BasketGroup } from '../domain/tally/allocating.js';
import type { CountedVotes, OptionCount, SuspendedOption } from '../domain/tally/events.js';

/** What the log says of what ballots come to. */
export type CountFact = FactOf<'TallyClosed' | 'AllocationComputed'>;

/** What ballots came to in a phase: how many baskets stand, and how often each option was chosen. */
export interface Counts {
  baskets: number;
  /** People whose papers are in batches. */
  offlineVoters: number;
  counts: OptionCount[];
  /** Of a support ballot. */
  votes?: (CountedVotes & { suspended: SuspendedOption[] }) | undefined;
}

/** Where a recount has its counts from: the ballots themselves, or what was published of them. */
export interface Ballots {
  /** Takes an act of a voter in. */
  fold(stream: string, fact: BallotFact): void;
  /** What one voter's stream has become. */
  ballot(stream: string): Ballot;
  counts(phaseId: string): Counts;
  /** Baskets that give those counts. */
  groups(phaseId: string): BasketGroup[];
  /** What votes on paper come to. */
  offline(phaseId: string): OptionCount[];
  /** What a decision on counts comes to, as far as it can be held against the recorded one at once. */
  asKnown(decided: CountFact, recorded: CountFact): CountFact;
  /** The same by the counts at the end, which are right unless the phase is opened again. */
  atTheEnd(decided: CountFact, recorded: CountFact): CountFact;
}
