import { Field, InputType } from '@nestjs/graphql';
import { Matches } from 'class-validator';
import { payloadOf } from '../payload.js';
import { OnPhase } from '../phase/inputs.js';
import { Phase } from '../phase/types.js';
import { InvalidationReason } from './types.js';

@InputType({ isAbstract: true })
abstract class OnBallot extends OnPhase {
  @Field({ description: 'The voter’s pseudonym in the phase, as auditors read it in the log.' })
  @Matches(/^[\w-]{1,128}$/, { message: 'voterRef is a pseudonym' })
  voterRef!: string;
  @Field(() => InvalidationReason, { description: 'Why.' })
  reasonCode!: InvalidationReason;
  @Field(() => String, { nullable: true, description: 'Where the evidence is kept.' })
  evidenceRef?: string | null;
}

@InputType({ description: 'A ballot to take out of the count.' })
export class InvalidateBallotInput extends OnBallot {}

@InputType({ description: 'A ballot to let count again.' })
export class ReinstateBallotInput extends OnBallot {}

const shows = { phase: () => Phase };
export const InvalidateBallotPayload = payloadOf('InvalidateBallot', shows);
export const ReinstateBallotPayload = payloadOf('ReinstateBallot', shows);
