import { Inject } from '@nestjs/common';
import { Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { ideaCard } from '../../../projections/idea-card.js';
import { outcomeOf } from '../../../projections/outcome.js';
import type { ResultsRow } from '../../../projections/results.js';
import { Allow } from '../allow.js';
import type { RequestContext } from '../context.js';
import { Door } from '../door.js';
import { Idea } from '../idea/types.js';
import { localId, phaseIds } from '../ids.js';
import { Input } from '../payload.js';
import { OverrideAllocationInput, OverrideAllocationPayload } from './inputs.js';
import { shows } from './show.js';
import { AllocationOverride, EnvelopeOutcome, Results } from './types.js';

/** What decisions change of a computed result. */
@Resolver(() => Results)
export class OverrideResolver {
  constructor(@Inject(Door) private readonly door: Door) {}

  @ResolveField(() => [EnvelopeOutcome], {
    description: 'What is funded in the end: what was computed, with every override.',
  })
  outcome(@Parent() row: ResultsRow) {
    return outcomeOf(row);
  }

  @Mutation(() => OverrideAllocationPayload, {
    description:
      'Funds an option, or does not, other than was computed, by a decision that is written down; what was computed stays beside it.',
  })
  @Allow('staff')
  overrideAllocation(
    @Input() input: OverrideAllocationInput,
    @Context('cahier') context: RequestContext,
  ) {
    const { to, reason, decisionRef, envelopeAmount } = input;
    return this.door.act(context, {
      type: OverrideAllocationInput,
      input,
      wish: () => ({
        type: 'OverrideAllocation',
        ...phaseIds(input.phaseId),
        ideaId: localId('Idea', input.ideaId, 'ideaId'),
        ...{ to, reason, decisionRef, envelopeAmount: envelopeAmount ?? null },
      }),
      show: shows(context),
    });
  }
}

@Resolver(() => AllocationOverride)
export class AllocationOverrideResolver {
  @ResolveField(() => Idea, {
    nullable: true,
    description: 'The idea; null while a moderator hides it.',
  })
  idea(@Parent() { ideaId }: { ideaId: string }, @Context('cahier') context: RequestContext) {
    return context.rowBy(ideaCard, { ideaId });
  }
}
