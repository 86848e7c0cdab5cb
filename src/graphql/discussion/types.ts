import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionOf } from '../connection.js';
import { OnIdea } from '../idea/inputs.js';
import { ModerationReason } from '../idea/moderation-types.js';
import { payloadOf } from '../payload.js';
import { Instant } from '../scalars.js';

export enum Stance {
  for = 'for',
  against = 'against',
  neutral = 'neutral',
}
registerEnumType(Stance, { name: 'Stance', description: 'Where somebody stands on an idea.' });

@ObjectType({ description: 'What somebody says of an idea.' })
export class Comment {
  @Field({ description: 'Its name.' })
  commentId!: string;
  @Field(() => String, { nullable: true, description: 'Its text; null once it is erased.' })
  text!: string | null;
  @Field({ description: 'True once its words are erased.' })
  erased!: boolean;
  @Field({
    description: 'True where its author has left and let it stay: it is of a former participant.',
  })
  byFormerParticipant!: boolean;
  @Field(() => Stance, { nullable: true, description: 'Where its author stands.' })
  stance!: Stance | null;
  @Field(() => Int, { description: 'How often it has been written, from 1.' })
  commentRevision!: number;
  @Field(() => Instant, { description: 'When it was posted.' })
  postedAt!: string;
  @Field(() => Instant, { nullable: true, description: 'When it was last written anew.' })
  revisedAt!: string | null;
  @Field(() => Instant, {
    nullable: true,
    description: 'When a moderator hid it; only moderators and auditors see it then.',
  })
  hiddenAt!: string | null;
  @Field(() => ModerationReason, { nullable: true, description: 'Why a moderator hid it.' })
  hiddenReason!: ModerationReason | null;
}

export const CommentConnection = connectionOf(() => Comment, 'Comment');

@InputType({ description: 'Something to say of an idea.' })
export class PostCommentInput extends OnIdea {
  @Field({ description: 'Its text, at most 20,000 characters.' })
  text!: string;
  @Field(() => Stance, { nullable: true, description: 'Where you stand.' })
  stance?: Stance | null;
}

@InputType({ isAbstract: true })
abstract class OnComment extends OnIdea {
  @Field(() => ID, { description: 'The comment.' })
  commentId!: string;
}

@InputType({ description: 'Other words for a comment.' })
export class ReviseCommentInput extends OnComment {
  @Field({ description: 'Its text from now on.' })
  text!: string;
}

@InputType({ description: 'What is wrong with a comment.' })
export class FlagCommentInput extends OnComment {
  @Field(() => ModerationReason, { description: 'What is wrong.' })
  reasonCode!: ModerationReason;
}

@InputType({ isAbstract: true })
abstract class Noted extends OnComment {
  @Field({ description: 'Why, as the public reads it.' })
  publicNote!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Where what is not public is written down; for moderators and auditors.',
  })
  privateNoteRef?: string | null;
}

@InputType({ description: 'A comment to hide.' })
export class HideCommentInput extends Noted {
  @Field(() => ModerationReason, { description: 'Why, for the public numbers.' })
  reasonCode!: ModerationReason;
}

@InputType({ description: 'A hidden comment to show again.' })
export class RestoreCommentInput extends Noted {}

const shows = { comment: () => Comment };
export const PostCommentPayload = payloadOf('PostComment', shows);
export const ReviseCommentPayload = payloadOf('ReviseComment', shows);
export const FlagCommentPayload = payloadOf('FlagComment', shows);
export const HideCommentPayload = payloadOf('HideComment', shows);
export const RestoreCommentPayload = payloadOf('RestoreComment', shows);
