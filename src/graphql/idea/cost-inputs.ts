import { Field, ID, InputType } from '@nestjs/graphql';
import { payloadOf } from '../payload.js';
import { MinorUnits } from '../scalars.js';
import { OnIdea } from './inputs.js';
import { Idea } from './types.js';

@InputType({ description: 'Another price for an idea that is voted on.' })
export class CorrectCostInput extends OnIdea {
  @Field(() => ID, { description: 'The phase on whose ballot its price is corrected.' })
  phaseId!: string;
  @Field(() => MinorUnits, {
    description: 'The price from now on, in minor units of the consultation’s money.',
  })
  amount!: number;
  @Field({ description: 'Why, as the public reads it.' })
  reason!: string;
  @Field({ description: 'Where the decision is written down.' })
  decisionRef!: string;
  @Field({
    defaultValue: true,
    description: 'False mutes messages; the correction itself is always public.',
  })
  notify!: boolean;
}

export const CorrectCostPayload = payloadOf('CorrectCost', { idea: () => Idea });
