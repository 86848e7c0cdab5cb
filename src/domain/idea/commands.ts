import type { Id, Minor } from '../fact.js';
import type { Attachment, IdeaOrigin, IdeaText } from './events.js';

/** A wish that concerns one idea. */
export interface IdeaWish<T extends string> {
  type: T;
  organisationId: Id;
  consultationId: Id;
  ideaId: Id;
}

export type SubmitIdea = IdeaWish<'SubmitIdea'> & {
  phaseId?: Id | null;
  /** The author's pseudonym; null when the city itself brings the idea. */
  authorRef: string | null;
  origin: IdeaOrigin;
  externalId?: string | null;
  text: IdeaText;
  topicIds: Id[];
  areaId?: Id | null;
  location?: { latitude: number; longitude: number } | null;
  proposedCost?: Minor | null;
  attachments?: Attachment[];
};
export type ReviseIdea = IdeaWish<'ReviseIdea'> & {
  text: IdeaText;
  /** The author's pseudonym when the author revises; null when an agent does. */
  authorRef: string | null;
  kind: 'editorial' | 'material';
  reason?: string | null;
};
export type ChangeIdeaStatus = IdeaWish<'ChangeIdeaStatus'> & {
  to: Id;
  publicReason?: string | null;
  nextSteps: string;
  /** Feedback given before, which explains the change; or the name of the feedback that a new reason for the same status becomes. */
  feedbackId: Id;
  notify: boolean;
};
export type GiveOfficialFeedback = IdeaWish<'GiveOfficialFeedback'> & {
  feedbackId: Id;
  text: string;
  authorLabel: string;
  docRefs?: string[];
};
export type SetCost = IdeaWish<'SetCost'> & {
  amount: Minor;
  currency: string;
  explanation?: string | null;
};
export type AdmitToBallot = IdeaWish<'AdmitToBallot'> & {
  phaseId: Id;
  envelopeAreaId?: Id | null;
  reason?: string | null;
};
export type IdeaCommand =
  SubmitIdea | ReviseIdea | ChangeIdeaStatus | GiveOfficialFeedback | SetCost | AdmitToBallot;
