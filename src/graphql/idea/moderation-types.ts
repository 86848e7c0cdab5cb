import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionOf } from '../connection.js';
import { Instant, Position } from '../scalars.js';

export enum ModerationReason {
  spam = 'spam',
  off_topic = 'off_topic',
  offensive = 'offensive',
  unlawful = 'unlawful',
  personal_data = 'personal_data',
  duplicate = 'duplicate',
  other = 'other',
}
registerEnumType(ModerationReason, {
  name: 'ModerationReason',
  description: 'Why something is flagged or hidden.',
});

@ObjectType({ description: 'How much is moderated for one reason; numbers alone.' })
export class TransparencyCounter {
  @Field(() => ModerationReason, { description: 'The reason.' })
  reasonCode!: ModerationReason;
  @Field(() => Int, { description: 'How often something was flagged.' })
  flags!: number;
  @Field(() => Int, { description: 'How often something was hidden.' })
  hides!: number;
  @Field(() => Int, { description: 'How often something was shown again.' })
  restores!: number;
}

@ObjectType({ description: 'One act of moderation; for moderators and auditors.' })
export class ModerationEntry {
  @Field({ description: 'The type of the event.' })
  type!: string;
  @Field(() => String, { nullable: true, description: 'The comment, where it is about one.' })
  commentId!: string | null;
  @Field(() => ModerationReason, { description: 'The reason.' })
  reasonCode!: ModerationReason;
  @Field(() => String, { nullable: true, description: 'What the public is told.' })
  publicNote!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Where what is not public is written down.',
  })
  privateNoteRef!: string | null;
  @Field(() => Int, { nullable: true, description: 'How sure a machine is, from 0 to 100.' })
  score!: number | null;
  @Field({ description: 'Kind of who acted: citizen, agent…' })
  actorKind!: string;
  @Field({ description: 'Pseudonym of who acted.' })
  actorRef!: string;
  @Field(() => Instant, { description: 'When.' })
  at!: string;
  @Field(() => Position, { description: 'Its place in the log.' })
  position!: bigint;
}

export const ModerationLogConnection = connectionOf(() => ModerationEntry, 'ModerationLog');
