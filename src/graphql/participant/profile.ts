import { Inject } from '@nestjs/common';
import { Context, Field, InputType, Mutation, registerEnumType, Resolver } from '@nestjs/graphql';
import { ArrayMaxSize, Matches, MaxLength } from 'class-validator';
import { organisation } from '../../../projections/organisation.js';
import { Allow } from '../allow.js';
import type { RequestContext } from '../context.js';
import { Door } from '../door.js';
import { Nested } from '../input-validation.js';
import { Organisation } from '../organisation/types.js';
import { EditInput, Input, payloadOf } from '../payload.js';
import { shownParticipant } from './shown.js';
import { Participant } from './types.js';

export enum VerificationMethod {
  document = 'document',
  register = 'register',
  letter = 'letter',
  in_person = 'in_person',
}
registerEnumType(VerificationMethod, {
  name: 'VerificationMethod',
  description: 'How it was found out where somebody lives.',
});

@InputType({ description: 'Where you live, as you say.' })
export class DeclareResidenceInput extends EditInput {
  @Field({ description: 'Short name of the organisation.' })
  organisationId!: string;
  @Field({
    description: 'The area in it; only you and whoever decides on your ballot learn of it.',
  })
  areaId!: string;
}

@InputType({ description: 'Where somebody was found to live.' })
export class VerifyResidenceInput extends EditInput {
  @Field({ description: 'Short name of the organisation.' })
  organisationId!: string;
  @Field({ description: 'Their account.' })
  @Matches(/^[^\p{Cc}\p{Surrogate}]{1,200}$/u, { message: 'account is the name of an account' })
  account!: string;
  @Field({ description: 'The area in it.' })
  areaId!: string;
  @Field(() => VerificationMethod, { description: 'How it was found out.' })
  method!: VerificationMethod;
}

@InputType({ description: 'One thing that somebody says of themselves.' })
export class SegmentInput {
  @Field({ description: 'What it is about, such as `age`.' })
  @Matches(/^[a-z][a-z_]{0,39}$/, { message: 'name is 1 to 40 small letters or _' })
  name!: string;
  @Field({ description: 'What is so, such as `25-34`.' })
  @MaxLength(200)
  value!: string;
}

@InputType({ description: 'What you say of yourself, for statistics in which nobody can be told.' })
export class DeclareProfileSegmentsInput extends EditInput {
  @Field(() => [SegmentInput], { description: 'All of it; it takes the place of what you said.' })
  @ArrayMaxSize(20)
  @Nested(() => SegmentInput)
  segments!: SegmentInput[];
}

const where = { organisation: () => Organisation };
export const DeclareResidencePayload = payloadOf('DeclareResidence', where);
export const VerifyResidencePayload = payloadOf('VerifyResidence', where);
export const DeclareProfileSegmentsPayload = payloadOf('DeclareProfileSegments', {
  participant: () => Participant,
});

/** What is known of participants, as far as ballots and statistics ask for it. */
@Resolver()
export class ProfileResolver {
  constructor(@Inject(Door) private readonly door: Door) {}

  @Mutation(() => DeclareResidencePayload, {
    description:
      'Says where you live. Where a vote asks for a verified residence, it has to be verified anew.',
  })
  @Allow('citizen')
  declareResidence(
    @Input() input: DeclareResidenceInput,
    @Context('cahier') context: RequestContext,
  ) {
    const { organisationId, areaId } = input;
    return this.door.act(context, {
      type: DeclareResidenceInput,
      input,
      wish: () => ({ type: 'DeclareResidence', organisationId, areaId }),
      show: within(context),
    });
  }

  @Mutation(() => VerifyResidencePayload, {
    description:
      'Says where somebody was found to live; their ballots are judged by it from now on, and not those they have cast.',
  })
  @Allow('registrar', 'staff')
  verifyResidence(
    @Input() input: VerifyResidenceInput,
    @Context('cahier') context: RequestContext,
  ) {
    const { organisationId, account, areaId, method } = input;
    return this.door.act(context, {
      type: VerifyResidenceInput,
      input,
      onBehalfOf: account,
      wish: () => ({ type: 'VerifyResidence', organisationId, areaId, method }),
      show: within(context),
    });
  }

  @Mutation(() => DeclareProfileSegmentsPayload, {
    description:
      'Says of yourself what statistics ask for; it goes sealed with your baskets and votes from then on.',
  })
  @Allow('citizen')
  declareProfileSegments(
    @Input() input: DeclareProfileSegmentsInput,
    @Context('cahier') context: RequestContext,
  ) {
    const segments = Object.fromEntries(input.segments.map(({ name, value }) => [name, value]));
    return this.door.act(context, {
      type: DeclareProfileSegmentsInput,
      input,
      wish: () => ({ type: 'DeclareProfileSegments', segments }),
      show: ({ personId }) => ({ participant: () => shownParticipant(context, personId) }),
    });
  }
}

const within =
  (context: RequestContext) =>
  ({ organisationId }: Record<string, string>) => ({
    organisation: () => context.rowBy(organisation, { organisationId }),
  });
