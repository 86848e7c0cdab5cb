import { Inject } from '@nestjs/common';
import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { comment, type CommentRow } from '../../../projections/comment.js';
import type { IdeaCardRow } from '../../../projections/idea-card.js';
import { Allow } from '../allow.js';
import { page, PageArgs } from '../connection.js';
import type { RequestContext } from '../context.js';
import { Door } from '../door.js';
import { Idea } from '../idea/types.js';
import { localId } from '../ids.js';
import { Input } from '../payload.js';
import {
  Comment,
  CommentConnection,
  FlagCommentInput,
  FlagCommentPayload,
  HideCommentInput,
  HideCommentPayload,
  PostCommentInput,
  PostCommentPayload,
  RestoreCommentInput,
  RestoreCommentPayload,
  ReviseCommentInput,
  ReviseCommentPayload,
} from './types.js';

/** What people say of ideas. */
@Resolver(() => Idea)
export class DiscussionResolver {
  constructor(@Inject(Door) private readonly door: Door) {}

  @ResolveField(() => CommentConnection, { description: 'What people say of it, oldest first.' })
  comments(
    @Parent() { ideaId }: IdeaCardRow,
    @Args() args: PageArgs,
    @Context('cahier') context: RequestContext,
  ) {
    return page(context, args, { view: comment, order: ['position'] as const }, { ideaId });
  }

  @Mutation(() => PostCommentPayload, {
    description: 'Says something of an idea, while a phase is open.',
  })
  @Allow('citizen', 'staff')
  postComment(@Input() input: PostCommentInput, @Context('cahier') context: RequestContext) {
    return this.door.act(context, {
      type: PostCommentInput,
      input,
      wish: async (newId) => ({
        type: 'PostComment',
        ideaId: ideaId(input),
        commentId: await newId('comment'),
        text: input.text,
        stance: input.stance ?? null,
      }),
      show: shows(context),
    });
  }

  @Mutation(() => ReviseCommentPayload, {
    description: 'Says it in other words; its author alone does.',
  })
  @Allow('citizen', 'staff')
  reviseComment(@Input() input: ReviseCommentInput, @Context('cahier') context: RequestContext) {
    return this.door.act(context, {
      type: ReviseCommentInput,
      input,
      wish: () => ({ type: 'ReviseComment', ...commentOf(input), text: input.text }),
      show: shows(context),
    });
  }

  @Mutation(() => FlagCommentPayload, {
    description: 'Tells the moderators that something is wrong with a comment; once each.',
  })
  @Allow('citizen', 'moderator', 'staff')
  flagComment(@Input() input: FlagCommentInput, @Context('cahier') context: RequestContext) {
    return this.door.act(context, {
      type: FlagCommentInput,
      input,
      wish: () => ({ type: 'FlagComment', ...commentOf(input), reasonCode: input.reasonCode }),
      show: shows(context),
    });
  }

  @Mutation(() => HideCommentPayload, { description: 'Hides a comment; nothing is deleted.' })
  @Allow('moderator', 'staff')
  hideComment(@Input() input: HideCommentInput, @Context('cahier') context: RequestContext) {
    return this.door.act(context, {
      type: HideCommentInput,
      input,
      wish: () => ({
        type: 'HideComment',
        ...commentOf(input),
        reasonCode: input.reasonCode,
        publicNote: input.publicNote,
        privateNoteRef: input.privateNoteRef ?? null,
      }),
      show: shows(context),
    });
  }

  @Mutation(() => RestoreCommentPayload, { description: 'Shows a hidden comment again.' })
  @Allow('moderator', 'staff')
  restoreComment(@Input() input: RestoreCommentInput, @Context('cahier') context: RequestContext) {
    return this.door.act(context, {
      type: RestoreCommentInput,
      input,
      wish: () => ({
        type: 'RestoreComment',
        ...commentOf(input),
        publicNote: input.publicNote,
        privateNoteRef: input.privateNoteRef ?? null,
      }),
      show: shows(context),
    });
  }
}

@Resolver(() => Comment)
export class CommentResolver {
  @ResolveField()
  text(@Parent() { sealed }: CommentRow, @Context('cahier') context: RequestContext) {
    return context.words(sealed['text']);
  }

  @ResolveField()
  erased(@Parent() { sealed }: CommentRow, @Context('cahier') context: RequestContext) {
    return context.isErased(sealed);
  }

  @ResolveField(() => Boolean)
  byFormerParticipant(
    @Parent() { sealed }: CommentRow,
    @Context('cahier') context: RequestContext,
  ) {
    return context.isFormer(sealed);
  }
}

const ideaId = (input: { ideaId: string }): string => localId('Idea', input.ideaId, 'ideaId');

const commentOf = (input: { ideaId: string; commentId: string }) => ({
  ideaId: ideaId(input),
  commentId: input.commentId,
});

const shows = (context: RequestContext) => (ids: Record<string, string>) => ({
  comment: () => context.rowBy(comment, { ideaId: ids['ideaId'], commentId: ids['commentId'] }),
});
