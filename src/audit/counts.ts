import type { ViewEvent } from '../../projections/projection.js';
import type { BallotFact } from '../domain/ballot/events.js';
import type { Ballot } from '../domain/ballot/decide.js';
import type { BasketGroup } from '../domain/tally/decide.js';
import type { EnvelopeResult, OptionCount } from '../domain/tally/events.js';

type Allocated = { data: { envelopes: EnvelopeResult[]; inputHash: string; resultHash: string } };

/** What ballots came to in a phase: how many baskets stand, and how often each option was chosen. */
export interface Counts {
  baskets: number;
  counts: OptionCount[];
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
  /** What of a computed allocation can be held to the recorded one; undefined where nothing of it can. */
  comparable<F extends Allocated>(decided: F, recorded: ViewEvent): F | undefined;
}
