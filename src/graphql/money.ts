import { Field, ObjectType } from '@nestjs/graphql';
import { MinorUnits } from './scalars.js';

@ObjectType({ description: 'An amount of money.' })
export class Money {
  @Field(() => MinorUnits, { description: 'In minor units: 4000 is €40.00.' })
  amount!: number;
  @Field({ description: 'ISO 4217.' })
  currency!: string;
}
