import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import {
  isUnited,
  unionOf,
  votesOf,
  type Said,
  type VotesOfIdea,
} from '../../../projections/counted.js';
import { ideaCard, type IdeaCardRow } from '../../../projections/idea-card.js';
import { phase, type PhaseRow } from '../../../projections/phase.js';
import { voteTally, type VoteTallyRow } from '../../../projections/vote-tally.js';
import { page, PageArgs } from '../connection.js';
import type { RequestContext } from '../context.js';
import { Idea } from '../idea/types.js';
import { Phase } from '../phase/types.js';
import { MyVote, VoteTally, VoteTallyConnection, VoteTallyOrder } from './types.js';

/** Rows with what counts of them, by what has become of their ideas. */
const told = <Row extends VoteTallyRow>(
  rows: Row[],
  context: RequestContext,
): Promise<(Row & VotesOfIdea)[]> =>
  Promise.all(
    rows.map(async (row) => {
      const idea = await context.rowBy(ideaCard, { ideaId: row.ideaId });
      return { ...row, ...votesOf(row, idea!, await union(row, context)) };
    }),
  );

/** What voters say of the ideas that were merged into one, and not of that one. */
const union = async (
  { phaseId, ideaId }: VoteTallyRow,
  context: RequestContext,
): Promise<Said | undefined> => {
  const merged = await context.rowsBy(ideaCard, { mergedInto: ideaId });
  const sources = merged.filter(isUnited).map((idea) => idea.ideaId);
  if (!sources.length) return undefined;
  return unionOf(ideaId, await context.votesOn(phaseId, [ideaId, ...sources]));
};

@Resolver(() => Phase)
export class PhaseVotesResolver {
  @ResolveField(() => VoteTallyConnection, {
    description: 'What the votes on ideas come to; empty while counts are hidden.',
  })
  async voteTallies(
    @Parent() { phaseId }: PhaseRow,
    @Args() args: PageArgs,
    @Args('orderBy', {
      type: () => VoteTallyOrder,
      defaultValue: VoteTallyOrder.idea,
      description: 'In which order.',
    })
    orderBy: VoteTallyOrder,
    @Context('cahier') context: RequestContext,
  ) {
    const found = await page<VoteTallyRow>(
      context,
      args,
      orderBy === VoteTallyOrder.up
        ? { view: voteTally, order: ['up', 'ideaId'], descending: true }
        : { view: voteTally, order: ['ideaId'] },
      { phaseId },
    );
    const nodes = await told(found.nodes, context);
    return { ...found, nodes, edges: found.edges.map((e, i) => ({ ...e, node: nodes[i] })) };
  }
}

@Resolver(() => Idea)
export class IdeaVotesResolver {
  @ResolveField(() => [VoteTally], {
    description: 'What the votes on it come to, in each phase whose counts may be told.',
  })
  async voteTallies(@Parent() { ideaId }: IdeaCardRow, @Context('cahier') context: RequestContext) {
    return told(await context.rowsBy(voteTally, { ideaId }), context);
  }
}

@Resolver(() => VoteTally)
export class VoteTallyResolver {
  @ResolveField(() => Idea, { description: 'The idea.' })
  idea(@Parent() { ideaId }: VoteTallyRow, @Context('cahier') context: RequestContext) {
    return context.rowBy(ideaCard, { ideaId });
  }

  @ResolveField(() => Idea, {
    nullable: true,
    description: 'The idea that has taken it in; its own votes count nothing then.',
  })
  async mergedInto(@Parent() { ideaId }: VoteTallyRow, @Context('cahier') context: RequestContext) {
    const idea = await context.rowBy(ideaCard, { ideaId });
    return idea && context.rowBy(ideaCard, { ideaId: idea.mergedInto });
  }

  @ResolveField(() => Phase, { description: 'The phase.' })
  phase(@Parent() { phaseId }: VoteTallyRow, @Context('cahier') context: RequestContext) {
    return context.rowBy(phase, { phaseId });
  }
}

@Resolver(() => MyVote)
export class MyVoteResolver {
  @ResolveField(() => Idea, {
    nullable: true,
    description: 'The idea; null while it is hidden.',
  })
  idea(@Parent() { ideaId }: VoteTallyRow, @Context('cahier') context: RequestContext) {
    return context.rowBy(ideaCard, { ideaId });
  }
}
