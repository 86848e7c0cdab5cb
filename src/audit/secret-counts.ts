import type { BasketTallyRow } from '../../projections/basket-tally.js';
import type { Ballot } from '../domain/ballot/decide.js';
import { ballotStream } from '../domain/ballot/decide.js';
import type { BallotFact } from '../domain/ballot/events.js';
import type { Consultation } from '../domain/consultation/state.js';
import type { FactOf } from '../domain/events.js';
import type { BasketGroup } from '../domain/tally/decide.js';
import { digest } from '../ledger/canonical.js';
import type { Ballots, CountFact, Counts } from './counts.js';

type Allocated = FactOf<'AllocationComputed'>;

/** Who took part in a phase, as the names and types of events tell without what is in them. */
export interface Attendance {
  /** Voters whose basket stands. */
  participants: number;
  acts: number;
}

/**
 * The counts of ballots that are kept for auditors: as they were published, with the attendance counted
 * from the leaves. The log's hash of the counts says whether they are those that the tally was closed on.
 */
export class SecretCounts implements Ballots {
  readonly #last = new Map<string, { isStanding: boolean; acts: number }>();
  /** Phases whose allocation cannot be computed from counts alone. */
  readonly notComputed = new Set<string>();

  constructor(
    private readonly published: readonly BasketTallyRow[],
    private readonly consultation: () => Consultation,
  ) {}

  fold(_stream: string, _fact: BallotFact): void {}

  ballot(): Ballot {
    return { basket: null, revision: 0 };
  }

  /** Notes an act of a voter of which only the leaf is known. */
  attend(stream: string, isStanding: boolean): void {
    const acts = (this.#last.get(stream)?.acts ?? 0) + 1;
    this.#last.set(stream, { isStanding, acts });
  }

  attendance(phaseId: string): Attendance {
    const attendance = { participants: 0, acts: 0 };
    for (const [stream, { isStanding, acts }] of this.#last) {
      if (this.#phaseOf(stream) !== phaseId) continue;
      attendance.participants += isStanding ? 1 : 0;
      attendance.acts += acts;
    }
    return attendance;
  }

  counts(phaseId: string): Counts {
    const counts = this.#rows(phaseId).map(({ ideaId, picks, votes }) => ({
      ideaId,
      picks,
      votes,
    }));
    return { baskets: this.attendance(phaseId).participants, counts };
  }

  /** Baskets of one line each that give the published counts. */
  groups(phaseId: string): BasketGroup[] {
    const options = this.consultation().phases[phaseId]?.options;
    return this.#rows(phaseId).flatMap(({ ideaId, picks, votes }) => {
      const envelopeAreaId = options?.get(ideaId)?.envelopeAreaId ?? null;
      const group = (count: number, each: number): BasketGroup => ({
        envelopeAreaId,
        count,
        lines: [{ ideaId, votes: each }],
      });
      return picks > 0 ? [group(picks - 1, 0), group(1, votes)] : [];
    });
  }

  /** What was counted, and what came of it, is taken as recorded; the rest must fit it. */
  asKnown(decided: CountFact, recorded: CountFact): CountFact {
    if (decided.type === 'TallyClosed') {
      const { countsHash } = (recorded as typeof decided).data;
      return { ...decided, data: { ...decided.data, countsHash } };
    }
    return resulting(decided, recorded, (recorded as typeof decided).data.envelopes);
  }

  /** The result of a rule that looks at counts alone; of others only that the hash fits the result. */
  atTheEnd(decided: CountFact, recorded: CountFact): CountFact {
    if (decided.type === 'TallyClosed') return decided;
    const { phaseId, rule, tieBreak } = decided.data;
    const isOfCounts =
      rule.name === 'greedy' && !rule.by.startsWith('borda') && !/borda/.test(tieBreak.join());
    if (isOfCounts) return resulting(decided, recorded, decided.data.envelopes);
    this.notComputed.add(phaseId);
    return this.asKnown(decided, recorded);
  }

  #rows(phaseId: string): BasketTallyRow[] {
    return this.published.filter((row) => row.phaseId === phaseId);
  }

  /** The phase of a voter's stream: the one with the longest name that the stream's begins with. */
  #phaseOf(stream: string): string | undefined {
    return Object.keys(this.consultation().phases)
      .filter((phaseId) => stream.startsWith(ballotStream(phaseId, '')))
      .sort((a, b) => b.length - a.length)[0];
  }
}

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
