import { because, reasons, unless, type Refusal, type Rule } from '../fact.js';
import {
  bodyTrouble,
  justification,
  reserveTrouble,
  type Justified,
} from '../organisation/state.js';
import { dateTrouble, required, textLimits, tooLong } from '../text.js';
import type { AddAdvisoryOpinion, AddMeetingReport, PublishStatement } from './commands.js';
import type { ConsultationFact, PublishedDocument } from './events.js';
import { liveIn, type InOrganisation } from './live.js';

type Publish = AddMeetingReport | AddAdvisoryOpinion | PublishStatement;
type Published = Extract<ConsultationFact, { data: PublishedDocument }>['type'];

/** A document that others can check is given with its digest. */
const fileTroubles = ({ docRef, docHash }: PublishedDocument): (Refusal | undefined | false)[] => [
  tooLong(docRef, ['docRef'], 2_000),
  (docRef === null) !== (docHash === null) &&
    because('DOCUMENT_INCOMPLETE', 'A document has a place and a digest, or neither.', {}, [
      docRef === null ? 'docRef' : 'docHash',
    ]),
  docHash !== null &&
    !/^[0-9a-f]{64}$/.test(docHash) &&
    because('INVALID_DIGEST', 'A digest is SHA-256 in 64 small hexadecimal digits.', {}, [
      'docHash',
    ]),
];

/** Adds a document to a consultation; the same fact for all but its name. */
const publishes = <C extends Publish>(type: Published): Rule<C, InOrganisation, ConsultationFact> =>
  liveIn<C>((c, { consultation, organisation }, { at }) => {
    const inReserve: Justified = c.type === 'PublishStatement' ? c : {};
    const { documentId, bodyId, date, summary, docRef, docHash } = c;
    const refused = reasons(
      consultation.documentIds.includes(documentId) &&
        because('ALREADY_EXISTS', `Document ${documentId} exists.`, { id: documentId }),
      bodyId !== null && bodyTrouble(organisation, bodyId, ['bodyId']),
      dateTrouble(date, ['date']),
      required(summary, ['summary'], textLimits.body),
      ...fileTroubles(c),
      c.type === 'PublishStatement' && reserveTrouble(c, organisation, at),
    );
    return unless(refused, () => ({
      type,
      data: {
        ...{ documentId, bodyId, date, summary: summary.trim(), docRef, docHash },
        ...justification(inReserve),
      },
    }));
  });

export const documentRules = {
  /** Adds the report of a meeting. */
  AddMeetingReport: publishes<AddMeetingReport>('MeetingReportAdded'),
  /** Adds the opinion of a body that was asked for advice. */
  AddAdvisoryOpinion: publishes<AddAdvisoryOpinion>('AdvisoryOpinionAdded'),
  /** Publishes what the organisation has to say. */
  PublishStatement: publishes<PublishStatement>('StatementPublished'),
};
