import { Inject } from '@nestjs/common';
import { Context, Float, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { consultation } from '../../../projections/consultation.js';
import { organisation, type OrganisationRow } from '../../../projections/organisation.js';
import {
  participationPart,
  type ParticipationPartRow,
  type PartKind,
} from '../../../projections/participation-part.js';
import {
  channelsOf,
  daysOf,
  electorateOf,
  placesOf,
  populationOf,
  turnoutOf,
} from '../../../projections/participation-tables.js';
import type { PhaseParticipationRow } from '../../../projections/phase-participation.js';
import { phase, type PhaseRow } from '../../../projections/phase.js';
import { SmallestCell } from '../../views/segmented-tally.js';
import type { RequestContext } from '../context.js';
import {
  ParticipationArea,
  ParticipationChannel,
  ParticipationDay,
} from './participation-types.js';
import { SegmentsHiddenReason } from './segment-types.js';
import { segmentsHidden } from './segments.js';
import { PhaseParticipation } from './types.js';

interface Place {
  phase: PhaseRow;
  areas: OrganisationRow['areas'];
  areaIds: string[];
}

/** How participation in a phase is spread over days, channels and areas, and what share of the people it is. */
@Resolver(() => PhaseParticipation)
export class ParticipationResolver {
  constructor(@Inject(SmallestCell) private readonly smallest: SmallestCell) {}

  @ResolveField(() => Int, {
    nullable: true,
    description:
      'How many live in the areas whose residents may vote, or that the consultation is about where everybody may; null where nobody has counted them.',
  })
  async population(
    @Parent() row: PhaseParticipationRow,
    @Context('cahier') context: RequestContext,
  ): Promise<number | null> {
    const { phase, areas, areaIds } = await placeOf(row, context);
    return populationOf(areas, electorateOf(phase, areaIds));
  }

  @ResolveField(() => Float, {
    nullable: true,
    description: 'Participants for each of the `population`; null where that is null or 0.',
  })
  async turnout(
    @Parent() row: PhaseParticipationRow,
    @Context('cahier') context: RequestContext,
  ): Promise<number | null> {
    return turnoutOf(row.participants, await this.population(row, context));
  }

  @ResolveField(() => [ParticipationDay], {
    description: 'The days on which something was done, in the time zone of the phase.',
  })
  async days(@Parent() row: PhaseParticipationRow, @Context('cahier') context: RequestContext) {
    const { phase } = await placeOf(row, context);
    return daysOf(await partsOf(row, 'quarter', context), phase.timeZone);
  }

  @ResolveField(() => [ParticipationChannel], {
    description: 'The channels through which acts came.',
  })
  async channels(@Parent() row: PhaseParticipationRow, @Context('cahier') context: RequestContext) {
    return channelsOf(await partsOf(row, 'channel', context));
  }

  @ResolveField(() => SegmentsHiddenReason, {
    nullable: true,
    description: 'Why `areas` is empty, while it is not told.',
  })
  async areasHidden(
    @Parent() row: PhaseParticipationRow,
    @Context('cahier') context: RequestContext,
  ) {
    return segmentsHidden((await placeOf(row, context)).phase, context);
  }

  @ResolveField(() => [ParticipationArea], {
    description:
      'The areas that have an envelope, others in which somebody acted, and last those of whom no area is known; once the phase is closed, and never of the past.',
  })
  async areas(@Parent() row: PhaseParticipationRow, @Context('cahier') context: RequestContext) {
    const { phase, areas } = await placeOf(row, context);
    if (segmentsHidden(phase, context)) return [];
    const parts = await partsOf(row, 'area', context);
    return placesOf(parts, phase, areas, this.smallest.voters);
  }
}

const partsOf = (
  { phaseId }: PhaseParticipationRow,
  kind: PartKind,
  context: RequestContext,
): Promise<ParticipationPartRow[]> => context.rowsBy(participationPart, { phaseId, kind });

const placeOf = async (
  { phaseId }: PhaseParticipationRow,
  context: RequestContext,
): Promise<Place> => {
  const found = (await context.rowBy(phase, { phaseId }))!;
  const { consultationId } = found;
  const of = (await context.rowBy(consultation, { consultationId }))!;
  const { organisationId } = of;
  const by = await context.rowBy(organisation, { organisationId });
  return { phase: found, areas: by!.areas, areaIds: of.areaIds };
};
