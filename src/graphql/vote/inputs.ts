import { Field, ID, InputType } from '@nestjs/graphql';
import { Idea } from '../idea/types.js';
import { payloadOf } from '../payload.js';
import { OnPhase } from '../phase/inputs.js';
import { Phase, SupportValue } from '../phase/types.js';
import { MyVotes } from './types.js';

@InputType({ isAbstract: true })
abstract class OnVote extends OnPhase {
  @Field(() => ID, { description: 'The idea.' })
  ideaId!: string;
}

@InputType({ description: 'A vote on an idea.' })
export class CastVoteInput extends OnVote {
  @Field(() => SupportValue, { description: 'What it says.' })
  value!: SupportValue;
}

@InputType({ description: 'Another value for a vote that one has given.' })
export class ChangeVoteInput extends OnVote {
  @Field(() => SupportValue, { description: 'What it says from now on.' })
  value!: SupportValue;
}

@InputType({ description: 'A vote to take back.' })
export class WithdrawVoteInput extends OnVote {}

const shows = { phase: () => Phase, idea: () => Idea, myVotes: () => MyVotes };
export const CastVotePayload = payloadOf('CastVote', shows);
export const ChangeVotePayload = payloadOf('ChangeVote', shows);
export const WithdrawVotePayload = payloadOf('WithdrawVote', shows);
