import { Inject } from '@nestjs/common';
import {
  Context,
  Field,
  InputType,
  Mutation,
  ObjectType,
  registerEnumType,
  Resolver,
} from '@nestjs/graphql';
import { Matches } from 'class-validator';
import { accountMerge } from '../../../projections/account-merge.js';
import { Allow } from '../allow.js';
import type { RequestContext } from '../context.js';
import { Door } from '../door.js';
import { EditInput, Input, payloadOf } from '../payload.js';
import { Instant, Position } from '../scalars.js';

export enum AccountMergeStatus {
  PROPOSED = 'proposed',
  DECIDED = 'decided',
  MERGED = 'merged',
}
registerEnumType(AccountMergeStatus, {
  name: 'AccountMergeStatus',
  description: 'How far a merge of two accounts is.',
  valuesMap: {
    PROPOSED: { description: 'One agent has said so.' },
    DECIDED: { description: 'Two agents have said so, and it is being carried out.' },
    MERGED: { description: 'No ballot counts twice any more.' },
  },
});

@ObjectType({ description: 'That two accounts are of one person.' })
export class AccountMerge {
  @Field(() => AccountMergeStatus, { description: 'How far it is.' })
  status!: AccountMergeStatus;
  @Field(() => [String], { description: 'Pseudonyms of who proposed it, and of who decided it.' })
  agents!: string[];
  @Field(() => Instant, { description: 'When it last changed.' })
  changedAt!: string;
  @Field(() => Position, { description: 'Where its last change stands in the log.' })
  asOfPosition!: bigint;
}

const account = /^[^\p{Cc}\p{Surrogate}]{1,200}$/u;

@InputType({ description: 'Two accounts of one person.' })
export class MergeAccountsInput extends EditInput {
  @Field({ description: 'The account that does not go on.' })
  @Matches(account, { message: 'fromAccount is the name of an account' })
  fromAccount!: string;
  @Field({ description: 'The account that goes on.' })
  @Matches(account, { message: 'account is the name of an account' })
  account!: string;
}

export const MergeAccountsPayload = payloadOf('MergeAccounts', { merge: () => AccountMerge });

/** How agents say that two accounts are of one person. */
@Resolver()
export class AccountMergesResolver {
  constructor(@Inject(Door) private readonly door: Door) {}

  @Mutation(() => MergeAccountsPayload, {
    description:
      'Merges two accounts of one person once two agents have said so; the first time it is a proposal. Of two ballots in one vote the latest counts.',
  })
  @Allow('staff')
  mergeAccounts(@Input() input: MergeAccountsInput, @Context('cahier') context: RequestContext) {
    return this.door.act(context, {
      type: MergeAccountsInput,
      input,
      onBehalfOf: input.account,
      mergedAccount: input.fromAccount,
      wish: () => ({ type: 'MergeAccounts' }),
      show: ({ fromId, toId }) => ({ merge: () => context.rowBy(accountMerge, { fromId, toId }) }),
    });
  }
}
