import { Inject } from '@nestjs/common';
import { Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { ballotOption } from '../../../projections/ballot-option.js';
import { ideaCard } from '../../../projections/idea-card.js';
import { myBallot, type MyBallotRow } from '../../../projections/my-ballot.js';
import { phase, type PhaseRow } from '../../../projections/phase.js';
import { Pseudonyms } from '../../views/pseudonyms.js';
import { Allow } from '../allow.js';
import type { RequestContext } from '../context.js';
import { Door } from '../door.js';
import { Idea } from '../idea/types.js';
import { localId, phaseIds } from '../ids.js';
import { Input } from '../payload.js';
import { Phase, SuspensionCause } from '../phase/types.js';
import {
  SubmitBasketInput,
  SubmitBasketPayload,
  WithdrawBasketInput,
  WithdrawBasketPayload,
} from './inputs.js';
import { BasketLine, MyBallot } from './types.js';

@Resolver(() => Phase)
export class BallotResolver {
  constructor(
    @Inject(Door) private readonly door: Door,
    @Inject(Pseudonyms) private readonly pseudonyms: Pseudonyms,
  ) {}

  @ResolveField(() => MyBallot, {
    nullable: true,
    description: 'What you submitted in it; null for anybody else.',
  })
  myBallot(@Parent() { phaseId }: PhaseRow, @Context('cahier') context: RequestContext) {
    return this.#ballotOf(context, phaseId);
  }

  @Mutation(() => SubmitBasketPayload, {
    description:
      'Submits a whole basket at the published prices; it takes the place of your earlier one.',
  })
  @Allow('citizen')
  submitBasket(@Input() input: SubmitBasketInput, @Context('cahier') context: RequestContext) {
    const { envelopeAreaId, lines, expectedRevision } = input;
    return this.door.act(context, {
      type: SubmitBasketInput,
      input,
      ownRevision: true,
      wish: () => ({
        type: 'SubmitBasket',
        ...phaseIds(input.phaseId),
        envelopeAreaId: envelopeAreaId ?? null,
        lines: lines.map(({ ideaId, votes, unitCost }, i) => ({
          ideaId: localId('Idea', ideaId, `lines.${i}.ideaId`),
          ...(votes != null && { votes }),
          ...(unitCost != null && { unitCost }),
        })),
        ...(expectedRevision != null && { expectedRevision }),
      }),
      show: this.#shows(context),
    });
  }

  @Mutation(() => WithdrawBasketPayload, {
    description: 'Takes your basket back while the phase is open.',
  })
  @Allow('citizen')
  withdrawBasket(@Input() input: WithdrawBasketInput, @Context('cahier') context: RequestContext) {
    const { expectedRevision } = input;
    return this.door.act(context, {
      type: WithdrawBasketInput,
      input,
      ownRevision: true,
      wish: () => ({
        type: 'WithdrawBasket',
        ...phaseIds(input.phaseId),
        ...(expectedRevision != null && { expectedRevision }),
      }),
      show: this.#shows(context),
    });
  }

  #shows(context: RequestContext) {
    return (ids: Record<string, string>) => ({
      phase: () => context.rowBy(phase, { phaseId: ids['phaseId']! }),
      myBallot: () => this.#ballotOf(context, ids['phaseId']!),
    });
  }

  async #ballotOf(context: RequestContext, phaseId: string): Promise<MyBallotRow | null> {
    if (!context.viewer.roles.includes('citizen')) return null;
    const voterRef = await this.pseudonyms.voterRef(context.viewer.sub, phaseId);
    return context.rowBy(myBallot, { phaseId, voterRef });
  }
}

@Resolver(() => BasketLine)
export class BasketLineResolver {
  @ResolveField(() => Idea, {
    nullable: true,
    description: 'The idea; null while a moderator hides it.',
  })
  idea(@Parent() { ideaId }: { ideaId: string }, @Context('cahier') context: RequestContext) {
    return context.rowBy(ideaCard, { ideaId });
  }

  @ResolveField(() => SuspensionCause, {
    nullable: true,
    description: 'Why this line counts nothing; null where it counts. The others count as before.',
  })
  async suspended(
    @Parent() { phaseId, ideaId }: { phaseId: string; ideaId: string },
    @Context('cahier') context: RequestContext,
  ): Promise<string | null> {
    const shown = await context.rowBy(ballotOption, { phaseId, ideaId });
    return shown ? shown.suspended : SuspensionCause.hidden;
  }
}

@Resolver(() => MyBallot)
export class MyBallotResolver {
  @ResolveField(() => [BasketLine], { description: 'What was chosen.' })
  lines(@Parent() { phaseId, lines }: MyBallotRow) {
    return lines.map((line) => ({ ...line, phaseId }));
  }
}
