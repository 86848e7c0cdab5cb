import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { ArrayMaxSize, Max, Min } from 'class-validator';
import { Nested } from '../input-validation.js';
import { payloadOf } from '../payload.js';
import { OnPhase } from '../phase/inputs.js';
import { Phase, SupportValue } from '../phase/types.js';
import { Instant } from '../scalars.js';
import { OfflineBatch, OfflineKind } from './types.js';

@InputType({ description: 'What the papers of a batch say of one idea.' })
export class OfflineLineInput {
  @Field(() => ID, { description: 'The idea.' })
  ideaId!: string;
  @Field(() => SupportValue, {
    nullable: true,
    description: 'What they say of it, on a support ballot.',
  })
  value?: SupportValue | null;
  @Field(() => Int, { description: 'Sum of the votes that they give to it.' })
  votes!: number;
  @Field(() => Int, {
    nullable: true,
    description: 'Papers that choose it, on a cumulative ballot; as many as votes otherwise.',
  })
  picks?: number | null;
}

@InputType({ isAbstract: true })
abstract class CountedInput extends OnPhase {
  @Field(() => Int, { description: 'People whose papers they are, blank ones among them.' })
  @Min(0)
  @Max(100_000_000)
  voterCount!: number;
  @Field(() => [OfflineLineInput], { description: 'What the papers say, all of it.' })
  @ArrayMaxSize(1_000)
  @Nested(() => OfflineLineInput)
  lines!: OfflineLineInput[];
  @Field({
    description: 'SHA-256, in hex, of the record signed where the papers were counted.',
  })
  evidenceHash!: string;
}

@InputType({ description: 'Votes on paper that were counted together.' })
export class RecordOfflineVotesInput extends CountedInput {
  @Field(() => OfflineKind, { description: 'How they were collected.' })
  kind!: OfflineKind;
  @Field({ description: 'The booth or the meeting, as everybody calls it.' })
  place!: string;
  @Field(() => Instant, { description: 'When people voted.' })
  occurredAt!: string;
  @Field(() => String, { nullable: true, description: 'Who watched the count.' })
  witnessedBy?: string | null;
}

@InputType({ description: 'A batch of votes on paper, written down anew as a whole.' })
export class CorrectOfflineVotesInput extends CountedInput {
  @Field({ description: 'Which batch.' })
  batchId!: string;
  @Field({ description: 'Why.' })
  reason!: string;
}

@InputType({ description: 'A batch of votes on paper to take out of the count.' })
export class VoidOfflineVotesInput extends OnPhase {
  @Field({ description: 'Which batch.' })
  batchId!: string;
  @Field({ description: 'Why.' })
  reason!: string;
}

const shows = { phase: () => Phase, offlineBatch: () => OfflineBatch };
export const RecordOfflineVotesPayload = payloadOf('RecordOfflineVotes', shows);
export const CorrectOfflineVotesPayload = payloadOf('CorrectOfflineVotes', shows);
export const VoidOfflineVotesPayload = payloadOf('VoidOfflineVotes', shows);
