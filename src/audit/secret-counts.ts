import {
  chosen,
  countsOf,
  mergedIn,
  onPaper,
  type MergedVotes,
} from '../../projections/counted.js';
import type { VoteTallyRow } from '../../projections/vote-tally.js';
import type { BasketTallyRow } from '../../projections/basket-tally.js';
import { ballot, ballotStream, type Ballot } from '../domain/ballot/state.js';
import type { BallotFact } from '../domain/ballot/events.js';
import type { Consultation } from '../domain/consultation/state.js';
import type { FactOf } from '../domain/events.js';
import { asksForBallots } from '../domain/allocation/rule.js';
import { asGroups, type BasketGroup } from '../domain/tally/allocating.js';
import type { OptionCount } from '../domain/tally/events.js';
import { digest } from '../ledger/canonical.js';
import type { Ballots, CountFact, Counts } from './counts.js';
import { isActOfVoter } from './acts-of-voters.js';
import { TALLY, VOTES, type PublishedViews, type Row } from './published.js';

type Allocated = FactOf<'AllocationComputed'>;

/** Who took part in a phase, as the names and types of events tell without what is in them. */
export interface Attendance {
  /** Voters whose basket stands, or of whom a vote counts; not those on paper in batches. */
  participants: number;
  acts: number;
}

/** How one voter stands, as far as the types of their acts tell. */
interface Attending {
  hasBasket: boolean;
  /** Votes that stand. */
  votes: number;
  acts: number;
  /** Two agents took it out of the count. */
  isOut: boolean;
}

const NOBODY: Attending = { hasBasket: false, votes: 0, acts: 0, isOut: false };

const isBasketType = (type: string): boolean =>
  type.startsWith('Basket') || type === 'PaperBallotRecorded';

/**
 * The counts of ballots that are kept for auditors: as they were published, with the attendance counted
 * from the leaves. The log's hash of the counts says whether they are those that the tally was closed on.
 */
export class SecretCounts implements Ballots {
  readonly #last = new Map<string, Attending>();
  readonly #tally: readonly BasketTallyRow[];
  readonly #votes: readonly (VoteTallyRow & MergedVotes)[];
  /** Phases whose allocation cannot be computed from counts alone. */
  readonly notComputed = new Set<string>();

  constructor(
    published: ReadonlyMap<string, Row[]>,
    private readonly consultation: () => Consultation,
    private readonly views: Pick<PublishedViews, 'counted' | 'offlineVoters'>,
  ) {
    this.#tally = published.get(TALLY) as unknown as BasketTallyRow[];
    this.#votes = published.get(VOTES) as unknown as (VoteTallyRow & MergedVotes)[];
  }

  fold(_stream: string, _fact: BallotFact): void {}

  ballot(): Ballot {
    return ballot.initial;
  }

  /** Notes an act of a voter, or a ruling on it, of which only the leaf is known. */
  attend(stream: string, type: string): void {
    const known = this.#last.get(stream) ?? NOBODY;
    const more = type === 'VoteCast' ? 1 : type === 'VoteWithdrawn' ? -1 : 0;
    this.#last.set(stream, {
      hasBasket: isBasketType(type) ? type !== 'BasketWithdrawn' : known.hasBasket,
      votes: known.votes + more,
      acts: known.acts + Number(isActOfVoter(type)),
      isOut:
        type === 'BallotInvalidated' ||
        (known.isOut && type !== 'BallotReinstated' && type !== 'PaperBallotRecorded'),
    });
  }

  attendance(phaseId: string): Attendance {
    const least = Math.max(1, this.consultation().phases[phaseId]?.voting?.minVotesPerVoter ?? 0);
    const attendance = { participants: 0, acts: 0 };
    for (const { hasBasket, votes, acts, isOut } of this.#in(phaseId)) {
      attendance.participants += !isOut && (hasBasket || votes >= least) ? 1 : 0;
      attendance.acts += acts;
    }
    return attendance;
  }

  /** How many votes count in a phase, on whatever ideas. */
  votesIn(phaseId: string): number {
    const least = this.consultation().phases[phaseId]?.voting?.minVotesPerVoter ?? 0;
    return this.#in(phaseId).reduce(
      (sum, { votes, isOut }) => sum + (!isOut && votes >= least ? votes : 0),
      0,
    );
  }

  counts(phaseId: string): Counts {
    const { participants } = this.attendance(phaseId);
    const offlineVoters = this.views.offlineVoters(phaseId);
    if (this.consultation().phases[phaseId]?.voting?.ballotType === 'support') {
      const own = this.#votes.filter((row) => row.phaseId === phaseId);
      const counted = countsOf(own.map((row) => this.views.counted(row, mergedIn(row))));
      const voters = participants + offlineVoters;
      return { baskets: 0, offlineVoters, counts: [], votes: { voters, ...counted } };
    }
    return { baskets: participants, offlineVoters, counts: this.#rows(phaseId).map(chosen) };
  }

  offline(phaseId: string): OptionCount[] {
    return onPaper(this.#rows(phaseId));
  }

  /** Baskets of one line each that give the published counts. */
  groups(phaseId: string): BasketGroup[] {
    return asGroups(this.#rows(phaseId), this.consultation().phases[phaseId]?.options);
  }

  /** What was counted, and what came of it, is taken as recorded; the rest must fit it. */
  asKnown(decided: CountFact, recorded: CountFact): CountFact {
    if (decided.type === 'TallyClosed') {
      const { countsHash, votes } = (recorded as typeof decided).data;
      return {
        ...decided,
        data: { ...decided.data, ...told(decided.data, { countsHash, votes }) },
      };
    }
    return resulting(decided, recorded, (recorded as typeof decided).data.envelopes);
  }

  /** The result of a rule that looks at counts alone; of others only that the hash fits the result. */
  atTheEnd(decided: CountFact, recorded: CountFact): CountFact {
    if (decided.type === 'TallyClosed') return decided;
    const { phaseId, rule, tieBreak } = decided.data;
    if (!asksForBallots(rule, tieBreak))
      return resulting(decided, recorded, decided.data.envelopes);
    this.notComputed.add(phaseId);
    return this.asKnown(decided, recorded);
  }

  #rows(phaseId: string): BasketTallyRow[] {
    return this.#tally.filter((row) => row.phaseId === phaseId);
  }

  /** How each voter of a phase stands. */
  #in(phaseId: string): Attending[] {
    return [...this.#last].flatMap(([stream, own]) =>
      this.phaseOf(stream) === phaseId ? [own] : [],
    );
  }

  /** The phase of a voter's stream: the one with the longest name that the stream's begins with. */
  phaseOf(stream: string): string | undefined {
    return Object.keys(this.consultation().phases)
      .filter((phaseId) => stream.startsWith(ballotStream(phaseId, '')))
      .sort((a, b) => b.length - a.length)[0];
  }
}

type Closed = Pick<FactOf<'TallyClosed'>['data'], 'countsHash' | 'votes'>;

/** Counts as recorded: those of baskets by their hash, those of votes with the hash that follows from them. */
const told = (decided: Closed, { countsHash, votes }: Closed): Closed => {
  if (!decided.votes) return { countsHash };
  const counts = votes?.counts ?? [];
  return { countsHash: digest(counts), votes: { ...decided.votes, counts } };
};

/** An allocation with this result; what it was computed from is known by its recorded hash only. */
const resulting = (
  decided: Allocated,
  recorded: CountFact,
  envelopes: Allocated['data']['envelopes'],
): Allocated => {
  const { phaseId } = decided.data;
  const { inputHash } = (recorded as Allocated).data;
  const resultHash = digest({ phaseId, inputHash, envelopes });
  return { ...decided, data: { ...decided.data, envelopes, inputHash, resultHash } };
};
