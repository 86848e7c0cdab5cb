import { Inject } from '@nestjs/common';
import {
  Args,
  Context,
  Field,
  ID,
  InputType,
  Mutation,
  ObjectType,
  Parent,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { IsOptional, Matches } from 'class-validator';
import type { OrganisationRow } from '../../../projections/organisation.js';
import {
  participantBlock,
  type ParticipantBlockRow,
} from '../../../projections/participant-block.js';
import { Allow } from '../allow.js';
import { connectionOf, page, PageArgs } from '../connection.js';
import type { RequestContext } from '../context.js';
import { Door } from '../door.js';
import { ModerationReason } from '../idea/moderation-types.js';
import { localId } from '../ids.js';
import { Organisation } from '../organisation/types.js';
import { EditInput, Input, payloadOf } from '../payload.js';
import { Instant, Position } from '../scalars.js';

@ObjectType({ description: 'That somebody takes no part in what an organisation does.' })
export class ParticipantBlock {
  @Field(() => ID, { description: 'Names whoever is blocked; it tells nothing of who they are.' })
  participantId!: string;
  @Field(() => ModerationReason, { description: 'Why, as they are told it.' })
  reasonCode!: ModerationReason;
  @Field(() => String, { nullable: true, description: 'Why, for agents; null once it is erased.' })
  reason!: string | null;
  @Field(() => Instant, { description: 'Since when.' })
  blockedAt!: string;
  @Field({ description: 'Pseudonym of the agent who blocked them.' })
  blockedBy!: string;
  @Field(() => Position, { description: 'Where its last change stands in the log.' })
  asOfPosition!: bigint;
}

export const ParticipantBlockConnection = connectionOf(() => ParticipantBlock, 'ParticipantBlock');

@InputType({ isAbstract: true })
abstract class OnParticipant extends EditInput {
  @Field({ description: 'Short name of the organisation.' })
  organisationId!: string;
  @Field({ description: 'Why, for agents and auditors.' })
  reason!: string;
}

@InputType({
  description: 'Somebody to block, known by their account or by an idea or a comment of theirs.',
})
export class BlockParticipantInput extends OnParticipant {
  @Field(() => ModerationReason, { description: 'Why, as they are told it.' })
  reasonCode!: ModerationReason;
  @Field(() => String, { nullable: true, description: 'Their account.' })
  @IsOptional()
  @Matches(/^[^\p{Cc}\p{Surrogate}]{1,200}$/u, { message: 'account is the name of an account' })
  account?: string | null;
  @Field(() => ID, { nullable: true, description: 'An idea of theirs, or one they commented on.' })
  ideaId?: string | null;
  @Field(() => ID, { nullable: true, description: 'A comment of theirs on that idea.' })
  commentId?: string | null;
}

@InputType({ description: 'Somebody to let take part again.' })
export class UnblockParticipantInput extends OnParticipant {
  @Field(() => ID, { description: 'Whom, as the list of blocks names them.' })
  participantId!: string;
}

const shows = { block: () => ParticipantBlock };
export const BlockParticipantPayload = payloadOf('BlockParticipant', shows);
export const UnblockParticipantPayload = payloadOf('UnblockParticipant', shows);

/** How moderators keep somebody from taking part, and let them again. */
@Resolver(() => Organisation)
export class BlocksResolver {
  constructor(@Inject(Door) private readonly door: Door) {}

  @ResolveField(() => ParticipantBlockConnection, {
    description: 'Who takes no part in what it does; empty for who neither moderates nor audits.',
  })
  blockedParticipants(
    @Parent() { organisationId }: OrganisationRow,
    @Args() args: PageArgs,
    @Context('cahier') context: RequestContext,
  ) {
    const question = { view: participantBlock, order: ['blockedAt', 'personId'] as const };
    return page<ParticipantBlockRow>(context, args, question, { organisationId });
  }

  @Mutation(() => BlockParticipantPayload, {
    description:
      'Keeps somebody from taking part from now on; what they wrote and voted before stays as it is.',
  })
  @Allow('moderator', 'staff')
  blockParticipant(
    @Input() input: BlockParticipantInput,
    @Context('cahier') context: RequestContext,
  ) {
    const { organisationId, reasonCode, reason, account, ideaId, commentId } = input;
    return this.door.act(context, {
      type: BlockParticipantInput,
      input,
      onBehalfOf: account,
      authorOf: () =>
        ideaId ? { ideaId: localId('Idea', ideaId, 'ideaId'), commentId } : undefined,
      wish: () => ({ type: 'BlockParticipant', organisationId, reasonCode, reason }),
      show: shown(context),
    });
  }

  @Mutation(() => UnblockParticipantPayload, {
    description: 'Lets somebody who was blocked take part again.',
  })
  @Allow('moderator', 'staff')
  unblockParticipant(
    @Input() input: UnblockParticipantInput,
    @Context('cahier') context: RequestContext,
  ) {
    const { organisationId, participantId: personId, reason } = input;
    return this.door.act(context, {
      type: UnblockParticipantInput,
      input,
      wish: () => ({ type: 'UnblockParticipant', organisationId, personId, reason }),
      show: shown(context),
    });
  }
}

const shown =
  (context: RequestContext) =>
  ({ organisationId, personId }: Record<string, string>) => ({
    block: () => context.rowBy(participantBlock, { organisationId, personId }),
  });

@Resolver(() => ParticipantBlock)
export class ParticipantBlockResolver {
  @ResolveField(() => ID)
  participantId(@Parent() { personId }: ParticipantBlockRow): string {
    return personId;
  }

  @ResolveField(() => String, { nullable: true })
  reason(@Parent() { sealed }: ParticipantBlockRow, @Context('cahier') context: RequestContext) {
    return context.words(sealed['reason']);
  }
}
