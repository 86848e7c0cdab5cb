import { Inject } from '@nestjs/common';
import { Context, Mutation, Resolver } from '@nestjs/graphql';
import { consultation } from '../../../projections/consultation.js';
import type { PublishedDocument } from '../../domain/consultation/events.js';
import { Allow } from '../allow.js';
import type { RequestContext } from '../context.js';
import { Door } from '../door.js';
import { localId } from '../ids.js';
import { Input } from '../payload.js';
import {
  AddAdvisoryOpinionInput,
  AddAdvisoryOpinionPayload,
  AddMeetingReportInput,
  AddMeetingReportPayload,
  PublishStatementInput,
  PublishStatementPayload,
  type DocumentInput,
} from './inputs.js';
import { Consultation } from './types.js';

/** Documents that accompany a consultation. */
@Resolver(() => Consultation)
export class DocumentsResolver {
  constructor(@Inject(Door) private readonly door: Door) {}

  @Mutation(() => AddMeetingReportPayload, { description: 'Publishes the report of a meeting.' })
  @Allow('staff')
  addMeetingReport(
    @Input() input: AddMeetingReportInput,
    @Context('cahier') context: RequestContext,
  ) {
    return this.door.act(context, {
      type: AddMeetingReportInput,
      input,
      wish: async (newId) => ({
        type: 'AddMeetingReport',
        ...documentOf(input, await newId('document')),
      }),
      show: shows(context),
    });
  }

  @Mutation(() => AddAdvisoryOpinionPayload, {
    description: 'Publishes the opinion of a body that was asked for advice.',
  })
  @Allow('staff')
  addAdvisoryOpinion(
    @Input() input: AddAdvisoryOpinionInput,
    @Context('cahier') context: RequestContext,
  ) {
    return this.door.act(context, {
      type: AddAdvisoryOpinionInput,
      input,
      wish: async (newId) => ({
        type: 'AddAdvisoryOpinion',
        ...documentOf(input, await newId('document')),
      }),
      show: shows(context),
    });
  }

  @Mutation(() => PublishStatementPayload, {
    description: 'Publishes what the organisation has to say.',
  })
  @Allow('staff')
  publishStatement(
    @Input() input: PublishStatementInput,
    @Context('cahier') context: RequestContext,
  ) {
    return this.door.act(context, {
      type: PublishStatementInput,
      input,
      wish: async (newId) => ({
        type: 'PublishStatement',
        ...documentOf(input, await newId('document')),
        reserveJustification: input.reserveJustification ?? null,
      }),
      show: shows(context),
    });
  }
}

const documentOf = (
  input: DocumentInput,
  documentId: string,
): PublishedDocument & { consultationId: string } => ({
  consultationId: localId('Consultation', input.consultationId, 'consultationId'),
  documentId,
  bodyId: input.bodyId ?? null,
  date: input.date,
  summary: input.summary,
  docRef: input.docRef ?? null,
  docHash: input.docHash ?? null,
});

const shows = (context: RequestContext) => (ids: Record<string, string>) => ({
  consultation: () => context.rowBy(consultation, { consultationId: ids['consultationId']! }),
});
