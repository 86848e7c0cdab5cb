import { Field, InputType } from '@nestjs/graphql';
import { IsOptional, Matches, MaxLength } from 'class-validator';
import { EditInput, payloadOf, WishInput } from '../payload.js';
import { ErasedTexts, ErasedVotes, Erasure, Participant } from './types.js';

const language = /^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$/;

@InputType({ description: 'Where and how its holder is written to.' })
export class RegisterParticipantInput extends WishInput {
  @Field({ description: 'The language of messages, as BCP 47.' })
  @Matches(language, { message: 'locale is a language such as fr' })
  @MaxLength(35)
  locale!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Where messages go; without it none are sent.',
  })
  @IsOptional()
  @MaxLength(254)
  email?: string | null;
}

@InputType({ description: 'Where and how its holder is written to from now on.' })
export class ChangeContactInput extends EditInput {
  @Field({ description: 'The language of messages, as BCP 47.' })
  @Matches(language, { message: 'locale is a language such as fr' })
  @MaxLength(35)
  locale!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Where messages go; without it none are sent.',
  })
  @IsOptional()
  @MaxLength(254)
  email?: string | null;
}

export const RegisterParticipantPayload = payloadOf('RegisterParticipant', {
  participant: () => Participant,
});
export const ChangeContactPayload = payloadOf('ChangeContact', {
  participant: () => Participant,
});

@InputType({ description: 'An account to erase.' })
export class EraseParticipantInput extends WishInput {
  @Field(() => String, {
    nullable: true,
    description: 'The account, on its holder’s request; leave out for your own.',
  })
  @IsOptional()
  @Matches(/^[^\p{Cc}\p{Surrogate}]{1,200}$/u, { message: 'account is the name of an account' })
  account?: string | null;
  @Field(() => ErasedVotes, {
    defaultValue: ErasedVotes.KEEP,
    description: 'What becomes of what they voted where people still vote. Elsewhere it stays.',
  })
  votes!: ErasedVotes;
  @Field(() => ErasedTexts, {
    defaultValue: ErasedTexts.KEEP,
    description: 'What becomes of what they wrote.',
  })
  texts!: ErasedTexts;
}

export const EraseParticipantPayload = payloadOf('EraseParticipant', {
  erasure: () => Erasure,
});
