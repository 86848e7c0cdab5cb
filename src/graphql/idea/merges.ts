import { Inject } from '@nestjs/common';
import { Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { duplicate, type DuplicateRow } from '../../../projections/duplicate.js';
import { ideaCard, type IdeaCardRow } from '../../../projections/idea-card.js';
import { Allow } from '../allow.js';
import type { RequestContext } from '../context.js';
import { Door } from '../door.js';
import { localId } from '../ids.js';
import { Input } from '../payload.js';
import {
  DismissDuplicateInput,
  DismissDuplicatePayload,
  MergeIdeasInput,
  MergeIdeasPayload,
  SuggestDuplicateInput,
  SuggestDuplicatePayload,
  UnmergeIdeaInput,
  UnmergeIdeaPayload,
} from './merge-inputs.js';
import { Duplicate } from './merge-types.js';
import { Idea } from './types.js';

/** Ideas that are, or may be, one. */
@Resolver(() => Idea)
export class MergesResolver {
  constructor(@Inject(Door) private readonly door: Door) {}

  @ResolveField(() => Idea, {
    nullable: true,
    description: 'The idea that has taken it in; null while it stands by itself.',
  })
  mergedInto(@Parent() row: IdeaCardRow, @Context('cahier') context: RequestContext) {
    return context.rowBy(ideaCard, { ideaId: row.mergedInto });
  }

  @ResolveField(() => [Idea], { description: 'The ideas that it has taken in.' })
  merged(@Parent() { ideaId }: IdeaCardRow, @Context('cahier') context: RequestContext) {
    return context.rowsBy(ideaCard, { mergedInto: ideaId });
  }

  @ResolveField(() => [Duplicate], { description: 'Ideas that are, or were taken for, the same.' })
  duplicates(@Parent() { ideaId }: IdeaCardRow, @Context('cahier') context: RequestContext) {
    return context.rowsBy(duplicate, { ideaId });
  }

  @Mutation(() => SuggestDuplicatePayload, { description: 'Says that two ideas may be one.' })
  @Allow('moderator', 'staff')
  suggestDuplicate(
    @Input() input: SuggestDuplicateInput,
    @Context('cahier') context: RequestContext,
  ) {
    const { model, score } = input;
    return this.door.act(context, {
      type: SuggestDuplicateInput,
      input,
      wish: () => ({
        type: 'SuggestDuplicate',
        ...pairOf(input),
        model: model ?? null,
        score: score ?? null,
      }),
      show: shows(context),
    });
  }

  @Mutation(() => DismissDuplicatePayload, { description: 'Says that two ideas are not one.' })
  @Allow('moderator', 'staff')
  dismissDuplicate(
    @Input() input: DismissDuplicateInput,
    @Context('cahier') context: RequestContext,
  ) {
    return this.door.act(context, {
      type: DismissDuplicateInput,
      input,
      wish: () => ({ type: 'DismissDuplicate', ...pairOf(input), reason: input.reason }),
      show: shows(context),
    });
  }

  @Mutation(() => MergeIdeasPayload, {
    description: 'Merges ideas into one that goes on; never while people vote on any of them.',
  })
  @Allow('staff')
  mergeIdeas(@Input() input: MergeIdeasInput, @Context('cahier') context: RequestContext) {
    const { sourceIdeaIds, votePolicy, reason } = input;
    return this.door.act(context, {
      type: MergeIdeasInput,
      input,
      wish: () => ({
        type: 'MergeIdeas',
        ideaId: ideaId(input),
        sourceIdeaIds: sourceIdeaIds.map((id, i) => localId('Idea', id, `sourceIdeaIds.${i}`)),
        votePolicy,
        reason,
      }),
      show: shows(context),
    });
  }

  @Mutation(() => UnmergeIdeaPayload, {
    description: 'Lets a merged idea stand by itself again, as it was before.',
  })
  @Allow('staff')
  unmergeIdea(@Input() input: UnmergeIdeaInput, @Context('cahier') context: RequestContext) {
    return this.door.act(context, {
      type: UnmergeIdeaInput,
      input,
      wish: () => ({ type: 'UnmergeIdea', ideaId: ideaId(input), reason: input.reason }),
      show: shows(context),
    });
  }
}

@Resolver(() => Duplicate)
export class DuplicateResolver {
  @ResolveField(() => Idea, { nullable: true, description: 'The other idea.' })
  idea(@Parent() { otherIdeaId }: DuplicateRow, @Context('cahier') context: RequestContext) {
    return context.rowBy(ideaCard, { ideaId: otherIdeaId });
  }
}

const ideaId = (input: { ideaId: string }): string => localId('Idea', input.ideaId, 'ideaId');

const pairOf = (input: { ideaId: string; otherIdeaId: string }) => ({
  ideaId: ideaId(input),
  otherIdeaId: localId('Idea', input.otherIdeaId, 'otherIdeaId'),
});

const shows = (context: RequestContext) => (ids: Record<string, string>) => ({
  idea: () => context.rowBy(ideaCard, { ideaId: ids['ideaId']! }),
});
