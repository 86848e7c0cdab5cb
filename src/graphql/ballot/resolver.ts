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
import { Instant } from '../scalars.js';
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
  @ResolveField(() => Instant, {
    nullable: true,
    description: 'When its price was corrected after it was chosen; null where it was not.',
  })
  costChangedSince(
    @Parent() line: { phaseId: string; ideaId: string; costVersion: number },
    @Context('cahier') context: RequestContext,
  ) {
    return changedSince(context, line);
  }

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

/** Since when a line of a basket no longer costs what it cost when it was chosen; null where it does. */
const changedSince = async (
  context: RequestContext,
  { phaseId, ideaId, costVersion }: { phaseId: string; ideaId: string; costVersion: number },
): Promise<string | null> => {
  const option = await context.rowBy(ballotOption, { phaseId, ideaId });
  return option?.earlierPrices.find((p) => p.costVersion === costVersion)?.until ?? null;
};

@Resolver(() => MyBallot)
export class MyBallotResolver {
  @ResolveField(() => Instant, {
    nullable: true,
    description:
      'When a price in it was corrected after it was submitted; it stands as it is, and may be submitted again at the new price.',
  })
  async costChangedSince(@Parent() row: MyBallotRow, @Context('cahier') context: RequestContext) {
    const { phaseId, status } = row;
    const lines = status === 'submitted' ? row.lines : [];
    const since = await Promise.all(
      lines.map((line) => changedSince(context, { ...line, phaseId })),
    );
    return since.filter((at) => at !== null).sort()[0] ?? null;
  }

  @ResolveField(() => [BasketLine], { description: 'What was chosen.' })
  lines(@Parent() { phaseId, lines }: MyBallotRow) {
    return lines.map((line) => ({ ...line, phaseId }));
  }
}
