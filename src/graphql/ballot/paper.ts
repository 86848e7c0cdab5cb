import { Inject } from '@nestjs/common';
import { Context, Mutation, Resolver } from '@nestjs/graphql';
import { phase } from '../../../projections/phase.js';
import { Allow } from '../allow.js';
import type { RequestContext } from '../context.js';
import { Door } from '../door.js';
import { localId, phaseIds } from '../ids.js';
import { Input } from '../payload.js';
import { Phase } from '../phase/types.js';
import { RecordPaperBallotInput, RecordPaperBallotPayload } from './inputs.js';

@Resolver(() => Phase)
export class PaperBallotResolver {
  constructor(@Inject(Door) private readonly door: Door) {}

  @Mutation(() => RecordPaperBallotPayload, {
    description:
      'Records a ballot that somebody filled in on paper, once by its number; they vote online no more.',
  })
  @Allow('registrar')
  recordPaperBallot(
    @Input() input: RecordPaperBallotInput,
    @Context('cahier') context: RequestContext,
  ) {
    const { account, serial, boothId, occurredAt, envelopeAreaId, lines } = input;
    return this.door.act(context, {
      type: RecordPaperBallotInput,
      input,
      onBehalfOf: account,
      wish: () => ({
        type: 'RecordPaperBallot',
        ...phaseIds(input.phaseId),
        ...{ serial, boothId, occurredAt, envelopeAreaId: envelopeAreaId ?? null },
        lines: lines.map(({ ideaId, votes, unitCost }, i) => ({
          ideaId: localId('Idea', ideaId, `lines.${i}.ideaId`),
          ...(votes != null && { votes }),
          ...(unitCost != null && { unitCost }),
        })),
      }),
      show: (ids) => ({ phase: () => context.rowBy(phase, { phaseId: ids['phaseId']! }) }),
    });
  }
}
