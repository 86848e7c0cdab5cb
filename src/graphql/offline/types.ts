import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionOf } from '../connection.js';
import { SupportValue } from '../phase/types.js';
import { Instant, Position } from '../scalars.js';

export enum OfflineKind {
  booth = 'booth',
  meeting = 'meeting',
  mail = 'mail',
}
registerEnumType(OfflineKind, {
  name: 'OfflineKind',
  description: 'How votes were collected that nobody gave online.',
});

export enum OfflineStatus {
  effective = 'effective',
  superseded = 'superseded',
  voided = 'voided',
}
registerEnumType(OfflineStatus, {
  name: 'OfflineStatus',
  description: 'Whether a revision of a batch counts.',
});

@ObjectType({ description: 'What the papers of a batch say of one idea.' })
export class OfflineLine {
  @Field(() => ID, { description: 'The idea.' })
  ideaId!: string;
  @Field(() => SupportValue, {
    nullable: true,
    description: 'What they say of it, on a support ballot; null where one chooses options.',
  })
  value!: SupportValue | null;
  @Field(() => Int, { description: 'Papers that choose it, or say so of it.' })
  picks!: number;
  @Field(() => Int, { description: 'Sum of the votes those papers give to it.' })
  votes!: number;
}

@ObjectType({ description: 'One revision of a batch of votes on paper.' })
export class OfflineBatch {
  @Field({ description: 'Which batch.' })
  batchId!: string;
  @Field(() => Int, { description: 'How often it had been written down, this time included.' })
  offlineRevision!: number;
  @Field(() => OfflineKind, { description: 'How the votes were collected.' })
  kind!: OfflineKind;
  @Field({ description: 'The booth or the meeting.' })
  place!: string;
  @Field(() => Instant, { description: 'When people voted.' })
  occurredAt!: string;
  @Field(() => Int, { description: 'People whose papers they are, blank ones among them.' })
  voterCount!: number;
  @Field(() => [OfflineLine], { description: 'What the papers say.' })
  lines!: OfflineLine[];
  @Field({
    description: 'SHA-256, in hex, of the record signed where the papers were counted.',
  })
  evidenceHash!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Why it takes the place of the revision before; null of the first one.',
  })
  reason!: string | null;
  @Field(() => OfflineStatus, { description: 'Whether it counts.' })
  status!: OfflineStatus;
  @Field(() => String, { nullable: true, description: 'Why it was taken out of the count.' })
  voidReason!: string | null;
  @Field({ description: 'Pseudonym of who wrote it down.' })
  recordedBy!: string;
  @Field(() => Instant, { description: 'When it was written down.' })
  recordedAt!: string;
  @Field(() => Position, { description: 'Where its last change stands in the log.' })
  asOfPosition!: bigint;
}

@ObjectType({ description: 'What the votes on paper from one booth or meeting come to.' })
export class OfflineSubtotal {
  @Field({ description: 'The booth or the meeting.' })
  place!: string;
  @Field(() => Int, { description: 'Batches from there that count.' })
  batches!: number;
  @Field(() => Int, { description: 'People whose papers they are.' })
  voterCount!: number;
  @Field(() => Int, { description: 'How often those papers choose something.' })
  picks!: number;
  @Field(() => Int, { description: 'Sum of the votes they give.' })
  votes!: number;
  @Field(() => Position, { description: 'Where its last change stands in the log.' })
  asOfPosition!: bigint;
}

export const OfflineBatchConnection = connectionOf(() => OfflineBatch, 'OfflineBatch');
export const OfflineSubtotalConnection = connectionOf(() => OfflineSubtotal, 'OfflineSubtotal');
