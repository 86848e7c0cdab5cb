import { Inject } from '@nestjs/common';
import { Context, Mutation, Resolver } from '@nestjs/graphql';
import { ideaCard } from '../../../projections/idea-card.js';
import { Allow } from '../allow.js';
import type { RequestContext } from '../context.js';
import { Door } from '../door.js';
import { localId } from '../ids.js';
import { Input } from '../payload.js';
import { CorrectCostInput, CorrectCostPayload } from './cost-inputs.js';
import { Idea } from './types.js';

/** The price of an idea while people vote on it. */
@Resolver(() => Idea)
export class CostResolver {
  constructor(@Inject(Door) private readonly door: Door) {}

  @Mutation(() => CorrectCostPayload, {
    description:
      'Corrects a price during a vote once two agents have said the very same; the first time it is a proposal. Baskets that were submitted stand as they are.',
  })
  @Allow('staff')
  correctCost(@Input() input: CorrectCostInput, @Context('cahier') context: RequestContext) {
    const { amount, reason, decisionRef, notify } = input;
    return this.door.act(context, {
      type: CorrectCostInput,
      input,
      wish: () => ({
        type: 'CorrectCost',
        ideaId: localId('Idea', input.ideaId, 'ideaId'),
        phaseId: localId('Phase', input.phaseId, 'phaseId'),
        ...{ amount, reason, decisionRef, notify },
      }),
      show: (ids) => ({ idea: () => context.rowBy(ideaCard, { ideaId: ids['ideaId']! }) }),
    });
  }
}
