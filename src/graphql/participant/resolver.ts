import { Inject } from '@nestjs/common';
import { Context, Mutation, Resolver } from '@nestjs/graphql';
import { erasure } from '../../../projections/erasure.js';
import { Allow } from '../allow.js';
import type { RequestContext } from '../context.js';
import { Door } from '../door.js';
import { Input } from '../payload.js';
import {
  ChangeContactInput,
  ChangeContactPayload,
  EraseParticipantInput,
  EraseParticipantPayload,
  RegisterParticipantInput,
  RegisterParticipantPayload,
} from './inputs.js';
import { shownParticipant } from './shown.js';

@Resolver()
export class ParticipantResolver {
  constructor(@Inject(Door) private readonly door: Door) {}

  @Mutation(() => RegisterParticipantPayload, {
    description:
      'Makes you known, so that you can be written to about what you wrote and voted. Your address is sealed and goes with your account; registering again changes nothing.',
  })
  @Allow('citizen')
  registerParticipant(
    @Input() input: RegisterParticipantInput,
    @Context('cahier') context: RequestContext,
  ) {
    const { locale, email } = input;
    return this.door.act(context, {
      type: RegisterParticipantInput,
      input,
      wish: () => ({ type: 'RegisterParticipant', locale, email }),
      show: ({ personId }) => ({ participant: () => shownParticipant(context, personId) }),
    });
  }

  @Mutation(() => ChangeContactPayload, {
    description: 'Has messages sent to another address, in another language, or no more.',
  })
  @Allow('citizen')
  changeContact(@Input() input: ChangeContactInput, @Context('cahier') context: RequestContext) {
    const { locale, email } = input;
    return this.door.act(context, {
      type: ChangeContactInput,
      input,
      wish: () => ({ type: 'ChangeContact', locale, email }),
      show: ({ personId }) => ({ participant: () => shownParticipant(context, personId) }),
    });
  }

  @Mutation(() => EraseParticipantPayload, {
    description:
      'Has it erased who a person was, within moments. What they wrote and voted stays, and nobody can tell whose it was; or it goes with them.',
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
      wish: () => ({ type: 'EraseParticipant', votes: input.votes, texts: input.texts }),
      show: ({ personId }) => ({ erasure: () => context.rowBy(erasure, { personId }) }),
    });
  }
}
