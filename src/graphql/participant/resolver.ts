import { Inject } from '@nestjs/common';
import { Context, Mutation, Resolver } from '@nestjs/graphql';
import { erasure } from '../../../projections/erasure.js';
import { Allow } from '../allow.js';
import type { RequestContext } from '../context.js';
import { Door } from '../door.js';
import { Input } from '../payload.js';
import { EraseParticipantInput, EraseParticipantPayload } from './inputs.js';

@Resolver()
export class ParticipantResolver {
  constructor(@Inject(Door) private readonly door: Door) {}

  @Mutation(() => EraseParticipantPayload, {
    description:
      'Has everything that a person wrote erased, and who they were; it is done within moments. What they voted stays and counts.',
  })
  @Allow('citizen', 'registrar', 'admin')
  eraseParticipant(
    @Input() input: EraseParticipantInput,
    @Context('cahier') context: RequestContext,
  ) {
    return this.door.act(context, {
      type: EraseParticipantInput,
      input,
      onBehalfOf: input.account,
      wish: () => ({ type: 'EraseParticipant' }),
      show: ({ personId }) => ({ erasure: () => context.rowBy(erasure, { personId }) }),
    });
  }
}
