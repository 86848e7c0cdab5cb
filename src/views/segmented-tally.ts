import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { basketTally } from '../../projections/basket-tally.js';
import { ideaCard } from '../../projections/idea-card.js';
import { myBallot } from '../../projections/my-ballot.js';
import { phase } from '../../projections/phase.js';
import {
  Declarations,
  SegmentedCount,
  type Mark,
  type SegmentedTable,
} from '../../projections/segments.js';
import { standingVote } from '../../projections/standing-vote.js';
import { voteTally } from '../../projections/vote-tally.js';
import { voterProfile } from '../../projections/voter-profile.js';
import type { SupportValue } from '../domain/consultation/events.js';
import type { Position } from '../log/port.js';
import { describedVoters, isCounted, type VotedIdeas } from './described-voters.js';
import { Disclosures } from './disclosures.js';
import { Freshness } from './freshness.js';
import { segmentable, type Viewer } from './visibility.js';

/** Says how many voters a cell must have to be told. */
export abstract class SmallestCell {
  abstract readonly voters: number;
}

/** The counts of one phase by segment, up to a position. */
export interface SegmentedTallies {
  tables: SegmentedTable[];
  asOfPosition: Position;
}

/** Asks what the votes of one phase come to by what voters say of themselves; null where that may not be told. */
export class SegmentedTally extends Query<SegmentedTallies | null> {
  constructor(
    readonly asked: { phaseId: string; minPosition?: Position | undefined },
    readonly viewer: Viewer,
  ) {
    super();
  }
}

const read = [voterProfile, myBallot, standingVote, basketTally, voteTally, ideaCard, phase];
/** So many phases are remembered as they were last counted. */
const REMEMBERED = 20;

interface IdeaRow {
  ideaId: string;
  hiddenAt: string | null;
  withdrawnAt: string | null;
  mergedInto: string | null;
  mergePolicy: 'invite_revote' | 'union_distinct_voters' | 'none' | null;
  suspended: boolean;
  offlinePicks: number;
  offlineUp: number;
  offlineDown: number;
  offlineNeutral: number;
}

const IDEAS = `
  select "ideaId", i."hiddenAt", i."withdrawnAt", i."mergedInto", i."mergePolicy",
    b.suspended is not null as suspended, coalesce(b."offlinePicks", 0) as "offlinePicks",
    coalesce(v."offlineUp", 0) as "offlineUp", coalesce(v."offlineDown", 0) as "offlineDown",
    coalesce(v."offlineNeutral", 0) as "offlineNeutral"
  from (select * from views.basket_tally where "phaseId" = $1) b
  full join (select * from views.vote_tally where "phaseId" = $1) v using ("ideaId")
  join views.idea_card i using ("ideaId")`;

/**
 * Counts at each question anew, but for what nothing in the log has changed since: who was erased meanwhile is
 * among those of whom nothing is known. Nothing that was opened is kept.
 */
@QueryHandler(SegmentedTally)
export class SegmentedTallyHandler implements IQueryHandler<SegmentedTally> {
  readonly #counted = new Map<string, { asOf: Position; tallies: Promise<SegmentedTallies> }>();

  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(Freshness) private readonly freshness: Freshness,
    @Inject(Disclosures) private readonly disclosures: Disclosures,
    @Inject(SmallestCell) private readonly smallest: SmallestCell,
  ) {}

  async execute({ asked, viewer }: SegmentedTally): Promise<SegmentedTallies | null> {
    const { phaseId, minPosition = 0n } = asked;
    await this.#reach(minPosition);
    return this.freshness.patiently(voterProfile.name, async () => {
      if (!(await this.#mayBeTold(phaseId, viewer))) return null;
      // Ballots of a phase that is over here may still be to be counted in another lane.
      await this.#reach(await this.freshness.positionOf(phase.name));
      return this.#tallies(phaseId);
    });
  }

  async #reach(position: Position): Promise<void> {
    for (const { name } of read) await this.freshness.reach(name, position);
  }

  async #mayBeTold(phaseId: string, viewer: Viewer): Promise<boolean> {
    const query = this.db.createQueryBuilder().select('1').from('views.phase', 'v');
    query.where('v."phaseId" = :phaseId', { phaseId });
    for (const { sql, params } of segmentable(phase, viewer)) query.andWhere(sql, params);
    return (await query.getRawMany()).length > 0;
  }

  /** What was counted of a phase stands until the log goes on; whoever asks meanwhile waits for the same count. */
  async #tallies(phaseId: string): Promise<SegmentedTallies> {
    const positions = await Promise.all(read.map(({ name }) => this.freshness.positionOf(name)));
    const asOf = positions.reduce((a, b) => (a < b ? a : b));
    const known = this.#counted.get(phaseId);
    if (known?.asOf === asOf) return known.tallies;
    const tallies = this.#count(phaseId, asOf);
    this.#counted.delete(phaseId);
    this.#counted.set(phaseId, { asOf, tallies });
    for (const oldest of [...this.#counted.keys()].slice(0, -REMEMBERED))
      this.#counted.delete(oldest);
    tallies.catch(() => this.#counted.delete(phaseId));
    return tallies;
  }

  async #count(phaseId: string, asOfPosition: Position): Promise<SegmentedTallies> {
    const rows: IdeaRow[] = await this.db.query(IDEAS, [phaseId]);
    const ideas: VotedIdeas = new Map(rows.map((row) => [row.ideaId, row]));
    const { db, disclosures } = this;
    const voters = () => describedVoters({ db, disclosures }, phaseId, ideas);
    const { voters: smallest } = this.smallest;
    const declarations = new Declarations();
    for await (const voter of voters()) declarations.add(voter);
    const counts = [...declarations.shared(smallest)].map((c) => new SegmentedCount(...c));
    for await (const voter of voters()) for (const count of counts) count.add(voter);
    for (const row of rows)
      if (isCounted(ideas, row.ideaId))
        for (const count of counts)
          for (const [mark, votes] of onPaper(row)) count.addUnknown(mark, votes);
    return { tables: counts.map((count) => count.table(smallest)), asOfPosition };
  }
}

/** What papers in batches say of an idea. */
const onPaper = (row: IdeaRow): [Mark, number][] => {
  const mark = (value: SupportValue | null): Mark => ({ ideaId: row.ideaId, value });
  return [
    [mark(null), row.offlinePicks],
    [mark('up'), row.offlineUp],
    [mark('down'), row.offlineDown],
    [mark('neutral'), row.offlineNeutral],
  ];
};
