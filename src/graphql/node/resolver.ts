import { Args, Context, Field, ID, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { fromGlobalId } from 'graphql-relay';
import { consultation } from '../../../projections/consultation.js';
import { decision } from '../../../projections/decision.js';
import { ideaCard } from '../../../projections/idea-card.js';
import { organisation } from '../../../projections/organisation.js';
import { phase } from '../../../projections/phase.js';
import { Allow } from '../allow.js';
import type { RequestContext } from '../context.js';
import { Position } from '../scalars.js';
import { Node } from './node.js';

@ObjectType({ description: 'Who the token speaks for.' })
export class Viewer {
  @Field({ description: 'Name of the account.' })
  sub!: string;
  @Field(() => [String], { description: 'In which roles.' })
  roles!: string[];
  @Field(() => [String], { description: 'Organisations in which staff may act; * stands for all.' })
  organisations!: string[];
}

@Resolver()
export class NodeResolver {
  @Query(() => Node, {
    nullable: true,
    description: 'Any thing, by its id; null if there is none that you may know of.',
  })
  @Allow('anyone')
  async node(
    @Args('id', { type: () => ID, description: 'Its id.' }) id: string,
    @Args('minPosition', {
      type: () => Position,
      nullable: true,
      description: 'Read at least up to here.',
    })
    min: bigint | null,
    @Context('cahier') context: RequestContext,
  ) {
    context.seeAtLeast(min);
    const { type, id: local } = fromGlobalId(id);
    const find = Object.hasOwn(finders, type) ? finders[type] : undefined;
    const row = await find?.(context, local);
    return row ? { ...row, __typename: type } : null;
  }

  @Query(() => Viewer, { nullable: true, description: 'Who you are; null without a token.' })
  @Allow('anyone')
  viewer(@Context('cahier') context: RequestContext) {
    return context.principal;
  }
}

const finders: Record<string, (context: RequestContext, id: string) => Promise<object | null>> = {
  Organisation: (context, id) => context.rowBy(organisation, { organisationId: id }),
  Consultation: (context, id) => context.rowBy(consultation, { consultationId: id }),
  Phase: (context, id) => context.rowBy(phase, { phaseId: id }),
  Idea: (context, id) => context.rowBy(ideaCard, { ideaId: id }),
  Decision: (context, id) => context.rowBy(decision, { decisionId: id }),
};
