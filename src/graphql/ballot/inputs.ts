import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { ArrayMaxSize, IsNotEmpty, IsOptional } from 'class-validator';
import { Nested } from '../input-validation.js';
import { payloadOf } from '../payload.js';
import { OnPhase } from '../phase/inputs.js';
import { Phase } from '../phase/types.js';
import { MinorUnits } from '../scalars.js';
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

const shows = { myBallot: () => MyBallot, phase: () => Phase };
export const SubmitBasketPayload = payloadOf('SubmitBasket', shows);
export const WithdrawBasketPayload = payloadOf('WithdrawBasket', shows);
