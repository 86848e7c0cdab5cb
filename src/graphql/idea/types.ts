import { Field, Float, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionOf } from '../connection.js';
import { Node } from '../node/node.js';
import { Instant, Position } from '../scalars.js';
import { MergePolicy } from './merge-types.js';
import { ModerationReason } from './moderation-types.js';

export enum IdeaOrigin {
  web = 'web',
  meeting = 'meeting',
  paper = 'paper',
  import = 'import',
  city = 'city',
}
registerEnumType(IdeaOrigin, { name: 'IdeaOrigin', description: 'Where an idea came from.' });

export enum RevisionKind {
  editorial = 'editorial',
  material = 'material',
}
registerEnumType(RevisionKind, {
  name: 'RevisionKind',
  description: 'Whether a change of words leaves the substance as it was.',
});

@ObjectType({ description: 'A point on the map, WGS 84.' })
export class Location {
  @Field(() => Float, { description: 'Degrees north.' })
  latitude!: number;
  @Field(() => Float, { description: 'Degrees east.' })
  longitude!: number;
}

@ObjectType({ description: 'An answer as it was written once.' })
export class OfficialFeedbackRevision {
  @Field(() => Int, { description: 'How often it had been written by then, from 1.' })
  revision!: number;
  @Field(() => String, { nullable: true, description: 'What it said.' })
  text!: string | null;
  @Field(() => String, { nullable: true, description: 'Who answered, as the public read it.' })
  authorLabel!: string | null;
  @Field(() => String, { nullable: true, description: 'Why it was written anew.' })
  reason!: string | null;
  @Field(() => [String], { description: 'Where its documents were.' })
  docRefs!: string[];
  @Field(() => Instant, { description: 'When it was written.' })
  at!: string;
}

@ObjectType({ description: 'What the administration answered.' })
export class OfficialFeedback {
  @Field(() => String, { nullable: true, description: 'The answer.' })
  text!: string | null;
  @Field(() => String, { nullable: true, description: 'Who answers, as the public reads it.' })
  authorLabel!: string | null;
  @Field({ description: 'True once its words are erased: both are null then.' })
  erased!: boolean;
  @Field(() => [String], { description: 'Where its documents are.' })
  docRefs!: string[];
  @Field({ description: 'Its name.' })
  feedbackId!: string;
  @Field(() => Instant, { description: 'When it was given.' })
  givenAt!: string;
  @Field(() => Instant, { nullable: true, description: 'When it was last written anew.' })
  modifiedAt!: string | null;
  @Field(() => Instant, { nullable: true, description: 'When it was taken back.' })
  retractedAt!: string | null;
  @Field(() => [OfficialFeedbackRevision], {
    description: 'As it was written each time, the present one last.',
  })
  revisions!: OfficialFeedbackRevision[];
}

@ObjectType({
  implements: () => [Node],
  description: 'What a citizen, or the city itself, proposes.',
})
export class Idea extends Node {
  @Field(() => String, {
    nullable: true,
    description: 'Its title; null once its author had it erased.',
  })
  title!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Its text; null once its author had it erased.',
  })
  body!: string | null;
  @Field(() => String, { nullable: true, description: 'The language of its words, BCP 47.' })
  locale!: string | null;
  @Field({ description: 'True once its words are erased: title, text and language are null then.' })
  erased!: boolean;
  @Field({
    description: 'True where its author has left and let it stay: it is of a former participant.',
  })
  byFormerParticipant!: boolean;
  @Field(() => IdeaOrigin, { description: 'Where it came from.' })
  origin!: IdeaOrigin;
  @Field(() => String, { nullable: true, description: 'How another system names it.' })
  externalId!: string | null;
  @Field(() => Location, { nullable: true, description: 'Where it is about.' })
  location!: Location | null;
  @Field(() => Int, { description: 'Version of its words, from 1.' })
  ideaVersion!: number;
  @Field(() => String, { nullable: true, description: 'Why it has its status, as said in public.' })
  publicReason!: string | null;
  @Field(() => String, { nullable: true, description: 'What happens next with it.' })
  nextSteps!: string | null;
  @Field(() => Instant, {
    nullable: true,
    description: 'When a moderator hid it; only moderators and auditors see it then.',
  })
  hiddenAt!: string | null;
  @Field(() => ModerationReason, { nullable: true, description: 'Why a moderator hid it.' })
  hiddenReason!: ModerationReason | null;
  @Field(() => MergePolicy, {
    nullable: true,
    description: 'What becomes of its votes, where it is merged into another one.',
  })
  mergePolicy!: MergePolicy | null;
  @Field(() => Instant, { nullable: true, description: 'When its author took it back.' })
  withdrawnAt!: string | null;
  @Field(() => Instant, {
    nullable: true,
    description: 'When its supports were enough, whatever became of them since.',
  })
  thresholdReachedAt!: string | null;
  @Field(() => Instant, { description: 'When it was submitted.' })
  submittedAt!: string;
  @Field(() => Instant, { description: 'When it last changed.' })
  updatedAt!: string;
  @Field(() => Int, {
    description: 'Hand it back as `expectedRevision` to edit what you have read.',
  })
  revision!: number;
  @Field(() => Position, { description: 'Where its last change stands in the log.' })
  asOfPosition!: bigint;
}

export const IdeaConnection = connectionOf(() => Idea, 'Idea');
