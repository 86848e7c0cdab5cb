import { Inject } from '@nestjs/common';
import { Context, Mutation, Resolver } from '@nestjs/graphql';
import { phase } from '../../../projections/phase.js';
import { Allow } from '../allow.js';
import type { RequestContext } from '../context.js';
import { Door } from '../door.js';
import { phaseIds } from '../ids.js';
import { Input } from '../payload.js';
import {
  CancelPhaseInput,
  CancelPhasePayload,
  ReopenPhaseInput,
  ReopenPhasePayload,
  ReschedulePhaseInput,
  ReschedulePhasePayload,
} from './inputs.js';
import { Phase } from './types.js';

/** What becomes of phases otherwise than they were announced. */
@Resolver(() => Phase)
export class PhaseChangesResolver {
  constructor(@Inject(Door) private readonly door: Door) {}

  @Mutation(() => ReschedulePhasePayload, {
    description:
      'Moves the window of a phase that is not over; its neighbours stay where they are.',
  })
  @Allow('staff')
  reschedulePhase(
    @Input() input: ReschedulePhaseInput,
    @Context('cahier') context: RequestContext,
  ) {
    const { opensAt, closesAt, reason, decidedBy } = input;
    return this.door.act(context, {
      type: ReschedulePhaseInput,
      input,
      wish: () => ({
        type: 'ReschedulePhase',
        ...phaseIds(input.phaseId),
        ...(opensAt != null && { opensAt }),
        ...(closesAt !== undefined && { closesAt }),
        reason,
        decidedBy,
      }),
      show: shows(context),
    });
  }

  @Mutation(() => ReopenPhasePayload, {
    description: 'Opens a closed phase again, as long as its result is not certified.',
  })
  @Allow('staff')
  reopenPhase(@Input() input: ReopenPhaseInput, @Context('cahier') context: RequestContext) {
    const { closesAt, reason, decisionRef } = input;
    return this.door.act(context, {
      type: ReopenPhaseInput,
      input,
      wish: () => ({
        type: 'ReopenPhase',
        ...phaseIds(input.phaseId),
        closesAt: closesAt ?? null,
        reason,
        decisionRef,
      }),
      show: shows(context),
    });
  }

  @Mutation(() => CancelPhasePayload, {
    description: 'Cancels a phase: its votes are kept and count nowhere.',
  })
  @Allow('staff')
  cancelPhase(@Input() input: CancelPhaseInput, @Context('cahier') context: RequestContext) {
    return this.door.act(context, {
      type: CancelPhaseInput,
      input,
      wish: () => ({ type: 'CancelPhase', ...phaseIds(input.phaseId), reason: input.reason }),
      show: shows(context),
    });
  }
}

const shows = (context: RequestContext) => (ids: Record<string, string>) => ({
  phase: () => context.rowBy(phase, { phaseId: ids['phaseId']! }),
});
