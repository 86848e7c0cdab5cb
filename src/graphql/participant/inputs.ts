import { Field, InputType } from '@nestjs/graphql';
import { IsOptional, Matches } from 'class-validator';
import { payloadOf, WishInput } from '../payload.js';
import { Erasure } from './types.js';

@InputType({ description: 'An account to erase.' })
export class EraseParticipantInput extends WishInput {
  @Field(() => String, {
    nullable: true,
    description: 'The account, on its holder’s request; leave out for your own.',
  })
  @IsOptional()
  @Matches(/^[^\p{Cc}\p{Surrogate}]{1,200}$/u, { message: 'account is the name of an account' })
  account?: string | null;
}

export const EraseParticipantPayload = payloadOf('EraseParticipant', {
  erasure: () => Erasure,
});
