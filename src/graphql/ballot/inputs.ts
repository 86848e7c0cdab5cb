import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { ArrayMaxSize, IsNotEmpty, IsOptional, Matches, MaxLength } from 'class-validator';
import { Nested } from '../input-validation.js';
import { payloadOf } from '../payload.js';
import { OnPhase } from '../phase/inputs.js';
import { Phase } from '../phase/types.js';
import { Instant, MinorUnits } from '../scalars.js';
import { MyBallot } from './types.js';

@InputType({ description: 'One option in a basket.' })
export class BasketLineInput {
  @Field(() => ID, { description: 'The idea.' })
  ideaId!: string;
  @Field(() => Int, { nullable: true, description: 'Points, on a cumulative ballot; 1 otherwise.' })
  votes?: number | null;
  @Field(() => MinorUnits, {
    nullable: true,
    description:
      'The price you show; refused with STALE_COST if it is not the published one. It never decides.',
  })
  unitCost?: number | null;
}

@InputType({
  description: 'A whole basket. On an ordinal ballot lines are in order of preference.',
})
export class SubmitBasketInput extends OnPhase {
  @Field(() => String, {
    nullable: true,
    description: 'The area whose envelope is spent; leave out for the whole.',
  })
  @IsOptional()
  @IsNotEmpty()
  envelopeAreaId?: string | null;
  @Field(() => [BasketLineInput], { description: 'What is chosen.' })
  @ArrayMaxSize(1_000)
  @Nested(() => BasketLineInput)
  lines!: BasketLineInput[];
}

@InputType({ description: 'A basket to take back.' })
export class WithdrawBasketInput extends OnPhase {}

@InputType({ description: 'A ballot that somebody filled in on paper.' })
export class RecordPaperBallotInput extends OnPhase {
  @Field({ description: 'The account of who filled it in.' })
  @IsNotEmpty()
  @MaxLength(200)
  account!: string;
  @Field({ description: 'The number printed on it.' })
  @Matches(/^[\w.-]{1,64}$/, { message: 'serial is 1 to 64 letters, digits or any of _ . -' })
  serial!: string;
  @Field({ description: 'Where it was put into the box.' })
  boothId!: string;
  @Field(() => Instant, { description: 'When.' })
  occurredAt!: string;
  @Field(() => String, {
    nullable: true,
    description: 'The area whose envelope is spent; leave out for the whole.',
  })
  @IsOptional()
  @IsNotEmpty()
  envelopeAreaId?: string | null;
  @Field(() => [BasketLineInput], { description: 'What is chosen.' })
  @ArrayMaxSize(1_000)
  @Nested(() => BasketLineInput)
  lines!: BasketLineInput[];
}

const shows = { myBallot: () => MyBallot, phase: () => Phase };
export const SubmitBasketPayload = payloadOf('SubmitBasket', shows);
export const RecordPaperBallotPayload = payloadOf('RecordPaperBallot', { phase: () => Phase });
export const WithdrawBasketPayload = payloadOf('WithdrawBasket', shows);
