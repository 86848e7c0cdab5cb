import { Inject } from '@nestjs/common';
import { Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { ideaCard } from '../../../projections/idea-card.js';
import { phase, type PhaseRow } from '../../../projections/phase.js';
import { Pseudonyms } from '../../views/pseudonyms.js';
import { Allow } from '../allow.js';
import type { RequestContext } from '../context.js';
import { Door } from '../door.js';
import { localId, phaseIds } from '../ids.js';
import { Input } from '../payload.js';
import { Phase } from '../phase/types.js';
import {
  CastVoteInput,
  CastVotePayload,
  ChangeVoteInput,
  ChangeVotePayload,
  WithdrawVoteInput,
  WithdrawVotePayload,
} from './inputs.js';
import { myVotesOf } from './my-votes.js';
import { MyVotes } from './types.js';

@Resolver(() => Phase)
export class VoteResolver {
  constructor(
    @Inject(Door) private readonly door: Door,
    @Inject(Pseudonyms) private readonly pseudonyms: Pseudonyms,
  ) {}

  @ResolveField(() => MyVotes, {
    nullable: true,
    description: 'Your votes in it, where ideas are supported one by one; null for anybody else.',
  })
  myVotes(@Parent() row: PhaseRow, @Context('cahier') context: RequestContext) {
    return myVotesOf(context, row, this.pseudonyms);
  }

  @Mutation(() => CastVotePayload, {
    description: 'Votes on an idea, in a phase in which ideas are supported one by one.',
  })
  @Allow('citizen')
  castVote(@Input() input: CastVoteInput, @Context('cahier') context: RequestContext) {
    const { value } = input;
    return this.door.act(context, {
      type: CastVoteInput,
      input,
      wish: () => ({ type: 'CastVote', ...idsOf(input), value }),
      show: this.#shows(context),
    });
  }

  @Mutation(() => ChangeVotePayload, { description: 'Changes what your vote on an idea says.' })
  @Allow('citizen')
  changeVote(@Input() input: ChangeVoteInput, @Context('cahier') context: RequestContext) {
    const { value } = input;
    return this.door.act(context, {
      type: ChangeVoteInput,
      input,
      wish: () => ({ type: 'ChangeVote', ...idsOf(input), value }),
      show: this.#shows(context),
    });
  }

  @Mutation(() => WithdrawVotePayload, {
    description: 'Takes your vote on an idea back while the phase is open.',
  })
  @Allow('citizen')
  withdrawVote(@Input() input: WithdrawVoteInput, @Context('cahier') context: RequestContext) {
    return this.door.act(context, {
      type: WithdrawVoteInput,
      input,
      wish: () => ({ type: 'WithdrawVote', ...idsOf(input) }),
      show: this.#shows(context),
    });
  }

  #shows(context: RequestContext) {
    return (ids: Record<string, string>) => {
      const ofPhase = () => context.rowBy(phase, { phaseId: ids['phaseId']! });
      return {
        phase: ofPhase,
        idea: () => context.rowBy(ideaCard, { ideaId: ids['ideaId']! }),
        myVotes: async () => {
          const row = await ofPhase();
          return row && myVotesOf(context, row, this.pseudonyms);
        },
      };
    };
  }
}

const idsOf = ({ phaseId, ideaId }: { phaseId: string; ideaId: string }) => ({
  ...phaseIds(phaseId),
  ideaId: localId('Idea', ideaId, 'ideaId'),
});
