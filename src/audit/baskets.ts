import { chosen, onPaper } from '../../projections/counted.js';
import { ballot, type Ballot } from '../domain/ballot/state.js';
import { evolve } from '../domain/commands.js';
import type { FactOf } from '../domain/events.js';
import type { BallotFact, BasketLine } from '../domain/ballot/events.js';
import type { BasketGroup } from '../domain/tally/allocating.js';
import type { OptionCount } from '../domain/tally/events.js';
import type { PublishedViews } from './published.js';
import { canonical } from '../ledger/canonical.js';
import { isBasket, isVote, type BasketFact } from './acts-of-voters.js';
import type { Ballots, CountFact, Counts } from './counts.js';

/** Alike baskets of one envelope of one phase; lines are known by number. */
interface Group {
  phaseId: string;
  envelopeAreaId: string | null;
  lines: number[];
  count: number;
  /** Whoever has submitted one of these baskets, and done nothing else: nearly everybody. */
  submitted: Voter;
}

const onPaperNow = (paper: string): Voter['ruled'] => ({
  ...{ invalidated: false, proposal: null, paper, replacing: false },
});

const NO_BALLOT: Ballot = ballot.initial;

/** What became of one voter's ballot; alike ones may share it. */
interface Voter {
  readonly group: Group | null;
  readonly revision: number;
  readonly votes: Ballot['votes'];
  /** What agents have said of it; null of nearly every ballot. */
  readonly ruled: Pick<Ballot, 'invalidated' | 'proposal' | 'paper' | 'replacing'> | null;
}

const NOBODY: Voter = { group: null, revision: 0, votes: NO_BALLOT.votes, ruled: null };

/** The basket that stands for each voter, alike ones kept once: a million of them fit into memory. */
export class Baskets implements Ballots {
  readonly #lines: BasketLine[] = [];
  /** The numbers of the lines that choose an idea. */
  readonly #numbers = new Map<string, number[]>();
  readonly #groups = new Map<string, Group>();
  readonly #voters = new Map<string, Voter>();

  /** The views give how often each option of a phase was chosen, and what votes came to. */
  constructor(private readonly views: Pick<PublishedViews, 'tally' | 'votes' | 'offlineVoters'>) {}

  /** What a voter's stream has become. */
  ballot(stream: string): Ballot {
    const known = this.#voters.get(stream);
    if (!known) return NO_BALLOT;
    const { group, revision, votes, ruled } = known;
    const basket = group && {
      envelopeAreaId: group.envelopeAreaId,
      lines: group.lines.map((number) => this.#lines[number]!),
    };
    return { ...NO_BALLOT, basket, revision, votes, ...ruled };
  }

  /** Takes note of one more act of a voter, or a ruling on what they did. */
  fold(stream: string, fact: BallotFact): void {
    const known = this.#voters.get(stream) ?? NOBODY;
    if (isBasket(fact)) return this.#foldBasket(stream, known, fact);
    const { votes, invalidated, proposal, paper, replacing } = evolve(
      ballot,
      this.ballot(stream),
      fact,
    );
    if (isVote(fact)) return void this.#voters.set(stream, { ...known, votes });
    const { group, ruled } = known;
    if (group) group.count += Number(ruled?.invalidated ?? false) - Number(invalidated);
    this.#voters.set(stream, { ...known, ruled: { invalidated, proposal, paper, replacing } });
  }

  #foldBasket(stream: string, known: Voter, fact: BasketFact): void {
    if (known.group && !known.ruled?.invalidated) known.group.count--;
    const group = fact.type === 'BasketWithdrawn' ? null : this.#groupOf(fact.data);
    if (group) group.count++;
    const ruled = fact.type === 'PaperBallotRecorded' ? onPaperNow(fact.data.serial) : known.ruled;
    const revision = fact.data.basketRevision;
    const isPlain = group && known === NOBODY && !ruled && revision === group.submitted.revision;
    this.#voters.set(stream, isPlain ? group.submitted : { ...known, group, ruled, revision });
  }

  counts(phaseId: string): Counts {
    const votes = this.views.votes(phaseId);
    const offlineVoters = this.views.offlineVoters(phaseId);
    if (votes) return { baskets: 0, offlineVoters, counts: [], votes };
    const baskets = this.groups(phaseId).reduce((sum, { count }) => sum + count, 0);
    return { baskets, offlineVoters, counts: this.views.tally(phaseId).map(chosen) };
  }

  offline(phaseId: string): OptionCount[] {
    return onPaper(this.views.tally(phaseId));
  }

  /** All of it: every basket is known. */
  asKnown(decided: CountFact): CountFact {
    return decided;
  }

  atTheEnd(decided: CountFact): CountFact {
    return decided;
  }

  /** The baskets that stand in a phase. */
  groups(phaseId: string): BasketGroup[] {
    return [...this.#groups.values()]
      .filter((group) => group.phaseId === phaseId && group.count > 0)
      .map(({ envelopeAreaId, lines, count }) => ({
        envelopeAreaId,
        count,
        lines: lines.map((number) => {
          const { ideaId, votes } = this.#lines[number]!;
          return { ideaId, votes };
        }),
      }));
  }

  #groupOf(
    data: Pick<FactOf<'BasketSubmitted'>['data'], 'phaseId' | 'envelopeAreaId' | 'lines'>,
  ): Group {
    const { phaseId, envelopeAreaId } = data;
    const lines = data.lines.map((line) => this.#numberOf(line));
    const key = canonical([phaseId, envelopeAreaId, ...lines]);
    const known = this.#groups.get(key);
    if (known) return known;
    const group: Group = { phaseId, envelopeAreaId, lines, count: 0, submitted: NOBODY };
    group.submitted = { ...NOBODY, group, revision: 1 };
    this.#groups.set(key, group);
    return group;
  }

  #numberOf(line: BasketLine): number {
    const alike = this.#numbers.get(line.ideaId) ?? [];
    const known = alike.find((number) => isSame(this.#lines[number]!, line));
    if (known !== undefined) return known;
    const number = this.#lines.push(line) - 1;
    this.#numbers.set(line.ideaId, [...alike, number]);
    return number;
  }
}

const isSame = (a: BasketLine, b: BasketLine): boolean =>
  a.ideaId === b.ideaId &&
  a.ideaVersion === b.ideaVersion &&
  a.unitCost === b.unitCost &&
  a.costVersion === b.costVersion &&
  a.votes === b.votes;
