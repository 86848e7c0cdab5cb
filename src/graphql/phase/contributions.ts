import { Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { PhaseRow } from '../../../projections/phase.js';
import { Contributions } from '../../views/contributions.js';
import type { RequestContext } from '../context.js';
import { PhaseContributions } from './participation-types.js';
import { Phase } from './types.js';

/** What people brought into a phase beside their ballots. */
@Resolver(() => Phase)
export class ContributionsResolver {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @ResolveField(() => PhaseContributions, {
    description: 'Ideas that were brought into this phase, and comments on them.',
  })
  contributions(
    @Parent() { consultationId, phaseId }: PhaseRow,
    @Context('cahier') { asOf, minPosition }: RequestContext,
  ) {
    return this.queries.execute(new Contributions({ consultationId, phaseId, minPosition, asOf }));
  }
}
