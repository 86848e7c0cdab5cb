import { Field, ID, InputType } from '@nestjs/graphql';
import { ArrayMaxSize } from 'class-validator';
import { Nested } from '../input-validation.js';
import { payloadOf } from '../payload.js';
import { OnPhase } from '../phase/inputs.js';
import { Phase } from '../phase/types.js';
import { MinorUnits } from '../scalars.js';
import { AllocationFate, Results } from './types.js';

@InputType({ description: 'A closed phase whose counts to fix.' })
export class CloseTallyInput extends OnPhase {}

@InputType({ description: 'A phase whose result to compute.' })
export class ComputeAllocationInput extends OnPhase {}

@InputType({ description: 'An option to fund, or not, other than was computed.' })
export class OverrideAllocationInput extends OnPhase {
  @Field(() => ID, { description: 'The option.' })
  ideaId!: string;
  @Field(() => AllocationFate, { description: 'What was decided.' })
  to!: AllocationFate;
  @Field({ description: 'Why, in public.' })
  reason!: string;
  @Field({ description: 'Where the decision is written down.' })
  decisionRef!: string;
  @Field(() => MinorUnits, {
    nullable: true,
    description:
      'What the envelope comes to by that decision, in minor units, where it is more than before.',
  })
  envelopeAmount?: number | null;
}

@InputType({ description: 'Somebody who signs.' })
export class SignatoryInput {
  @Field({ description: 'Their name.' })
  name!: string;
  @Field({ description: 'The office in which they sign.' })
  office!: string;
}

@InputType({ description: 'A result to sign.' })
export class CertifyResultsInput extends OnPhase {
  @Field({ description: 'Digest of the result as its signatories read it.' })
  resultHash!: string;
  @Field(() => [SignatoryInput], { description: 'Who signs.' })
  @ArrayMaxSize(50)
  @Nested(() => SignatoryInput)
  signatories!: SignatoryInput[];
}

@InputType({ description: 'A signed result to publish.' })
export class PublishResultsInput extends OnPhase {
  @Field(() => String, {
    nullable: true,
    description: 'Why it cannot wait, required in a time of reserve.',
  })
  reserveJustification?: string | null;
}

@InputType({ description: 'A signed result to put under revision.' })
export class ReopenResultsInput extends OnPhase {
  @Field({ description: 'Why, in public.' })
  reason!: string;
  @Field({ description: 'Where the decision is written down.' })
  decisionRef!: string;
}

const shows = { phase: () => Phase, results: () => Results };
export const CloseTallyPayload = payloadOf('CloseTally', shows);
export const ComputeAllocationPayload = payloadOf('ComputeAllocation', shows);
export const OverrideAllocationPayload = payloadOf('OverrideAllocation', shows);
export const CertifyResultsPayload = payloadOf('CertifyResults', shows);
export const PublishResultsPayload = payloadOf('PublishResults', shows);
export const ReopenResultsPayload = payloadOf('ReopenResults', shows);
