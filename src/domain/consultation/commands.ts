import type { Justified } from '../organisation/state.js';
import type { Id, Instant, Minor } from '../fact.js';
import type {
  BallotOption,
  ConsultationFact,
  ConsultationRules,
  Phase,
  PublishedDocument,
  VotingRules,
} from './events.js';

type DataOf<T extends ConsultationFact['type']> = Extract<ConsultationFact, { type: T }>['data'];
interface Wish<T extends string> {
  type: T;
  consultationId: Id;
}
interface OfPhase<T extends string> extends Wish<T> {
  phaseId: Id;
}

export type CreateConsultation = Wish<'CreateConsultation'> &
  Omit<DataOf<'ConsultationCreated'>, 'timeZone' | 'currency' | 'departmentId'> & {
    departmentId?: Id | null;
    /** The organisation's own unless said otherwise. */
    timeZone?: string | null;
    /** The organisation's own unless said otherwise. */
    currency?: string | null;
  };
export type PublishRules = Wish<'PublishRules'> &
  ConsultationRules &
  Justified & { organisationId: Id };
export type PublishConsultation = Wish<'PublishConsultation'> & Justified & { organisationId: Id };
export type AddPhase = Wish<'AddPhase'> & Phase;
export type ConfigureVoting = OfPhase<'ConfigureVoting'> & VotingRules & { organisationId: Id };
/** `admitted` is what stands on the phase's ballot list, in order of submission; a price is null where none was set. */
export type PublishCosts = OfPhase<'PublishCosts'> & {
  admitted: (Omit<BallotOption, 'amount'> & { amount: Minor | null })[];
  /** Keeps ideas dearer than their envelope on the ballot, on purpose and on record; refused otherwise. */
  keepOverEnvelope?: boolean;
};
export type OpenPhase = OfPhase<'OpenPhase'> & {
  /** What stands on the phase's ballot list now, to hold against what was published. */
  admitted?: PublishCosts['admitted'];
};
export type ClosePhase = OfPhase<'ClosePhase'> & { reason?: string | null };
export type ReschedulePhase = OfPhase<'ReschedulePhase'> & {
  /** As announced unless said otherwise. */
  opensAt?: Instant;
  /** As announced unless said otherwise; null takes the announced end away. */
  closesAt?: Instant | null;
  reason: string;
  /** Who decided so: a body, an office. */
  decidedBy: string;
};
export type ReopenPhase = OfPhase<'ReopenPhase'> & {
  closesAt: Instant | null;
  reason: string;
  /** Where the decision is written down. */
  decisionRef: string;
  /** The ideas on its ballot. */
  optionIds?: Id[];
};
export type CancelPhase = OfPhase<'CancelPhase'> & { reason: string };
/** `contributions` counts what citizens and the city have brought in. */
export type UnpublishConsultation = Wish<'UnpublishConsultation'> & {
  reason: string;
  contributions: number;
};
type Publish<T extends string> = Wish<T> & PublishedDocument & { organisationId: Id };
export type AddMeetingReport = Publish<'AddMeetingReport'>;
export type AddAdvisoryOpinion = Publish<'AddAdvisoryOpinion'>;
export type PublishStatement = Publish<'PublishStatement'> & Justified;
export type PublishDecision = Wish<'PublishDecision'> &
  Omit<DataOf<'DecisionPublished'>, 'reserveJustification'> &
  Justified & { organisationId: Id };
export type ArchiveConsultation = Wish<'ArchiveConsultation'> & {
  outcomeSummary: string;
  noFollowUpReason?: string | null;
};
export type ConsultationCommand =
  | CreateConsultation
  | PublishRules
  | PublishConsultation
  | AddPhase
  | ConfigureVoting
  | PublishCosts
  | OpenPhase
  | ClosePhase
  | ReschedulePhase
  | ReopenPhase
  | CancelPhase
  | UnpublishConsultation
  | AddMeetingReport
  | AddAdvisoryOpinion
  | PublishStatement
  | PublishDecision
  | ArchiveConsultation;
