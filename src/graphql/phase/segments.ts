import { Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Args, Context, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { ideaCard } from '../../../projections/idea-card.js';
import type { PhaseRow } from '../../../projections/phase.js';
import type { SegmentedRow as Row } from '../../../projections/segments.js';
import { SegmentedTally as Counted, SmallestCell } from '../../views/segmented-tally.js';
import type { RequestContext } from '../context.js';
import { Idea } from '../idea/types.js';
import { SegmentedRow, SegmentedTally, SegmentsHiddenReason } from './segment-types.js';
import { Phase } from './types.js';

/** Why counts of a phase by segment, or by area, may not be told; null where they may. */
export const segmentsHidden = (
  { status }: PhaseRow,
  { asOf }: RequestContext,
): SegmentsHiddenReason | null => {
  if (asOf !== undefined) return SegmentsHiddenReason.NOT_AS_OF_THE_PAST;
  if (status === 'cancelled') return SegmentsHiddenReason.PHASE_CANCELLED;
  return status === 'closed' ? null : SegmentsHiddenReason.PHASE_NOT_CLOSED;
};

/** What a vote comes to by what its voters say of themselves, told so that nobody can be known again. */
@Resolver(() => Phase)
export class SegmentsResolver {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(SmallestCell) private readonly smallest: SmallestCell,
  ) {}

  @ResolveField(() => SegmentsHiddenReason, {
    nullable: true,
    description: 'Why counts by segment are empty, while they are not told.',
  })
  segmentsHidden(@Parent() row: PhaseRow, @Context('cahier') context: RequestContext) {
    return segmentsHidden(row, context);
  }

  @ResolveField(() => Int, {
    description: 'A count by segment under this many voters is not told.',
  })
  smallestCell(): number {
    return this.smallest.voters;
  }

  @ResolveField(() => [SegmentedTally], {
    description:
      'Counts by each thing that enough voters say of themselves, once the phase is closed.',
  })
  async segmentedTallies(
    @Parent() row: PhaseRow,
    @Args('by', {
      type: () => String,
      nullable: true,
      description: 'Only by this, such as `age`.',
    })
    by: string | null,
    @Context('cahier') context: RequestContext,
  ) {
    if (segmentsHidden(row, context)) return [];
    const asked = { phaseId: row.phaseId, minPosition: context.minPosition };
    const found = await this.queries.execute(new Counted(asked, await context.reader()));
    if (!found) return [];
    const { tables, asOfPosition } = found;
    return tables
      .filter((table) => by === null || by === undefined || table.by === by)
      .map((table) => ({ ...table, asOfPosition }));
  }
}

@Resolver(() => SegmentedRow)
export class SegmentedRowResolver {
  @ResolveField(() => Idea, { description: 'The idea.' })
  idea(@Parent() { ideaId }: Row, @Context('cahier') context: RequestContext) {
    return context.rowBy(ideaCard, { ideaId });
  }
}
