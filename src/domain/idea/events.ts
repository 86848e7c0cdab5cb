import type { Fact, Id, Minor } from '../fact.js';
import type { StatusCategory } from '../organisation/events.js';

/** The words of an idea, as its author wrote them. */
export interface IdeaText {
  title: string;
  body: string;
  /** BCP 47. */
  locale: string;
}

export interface Attachment {
  ref: string;
  /** SHA-256 of the file, hex. */
  hash: string;
  altText: string;
}

export type IdeaOrigin = 'web' | 'meeting' | 'paper' | 'import' | 'city';

/** The life of one idea; no votes here, so this stream is never hot. */
export type IdeaFact =
  | Fact<
      'IdeaSubmitted',
      {
        ideaId: Id;
        consultationId: Id;
        phaseId: Id | null;
        /** The author's pseudonym in this consultation; null for the city itself. */
        authorRef: string | null;
        origin: IdeaOrigin;
        /** How another system names this idea. */
        externalId: string | null;
        topicIds: Id[];
        areaId: Id | null;
        location: { latitude: number; longitude: number } | null;
        proposedCost: Minor | null;
        attachments: { ref: string; hash: string }[];
        statusId: Id;
        rulesVersion: number;
      },
      IdeaText & { altTexts?: string[] }
    >
  | Fact<
      'IdeaRevised',
      {
        ideaId: Id;
        ideaVersion: number;
        editorRef: string;
        kind: 'editorial' | 'material';
      },
      IdeaText & { reason?: string }
    >
  | Fact<
      'IdeaStatusChanged',
      {
        ideaId: Id;
        from: Id;
        to: Id;
        category: StatusCategory;
        publicReason: string | null;
        nextSteps: string;
        feedbackId: Id | null;
        /** Mutes messages only; the change itself is always on record. */
        notify: boolean;
      }
    >
  | Fact<
      'OfficialFeedbackGiven',
      { ideaId: Id; feedbackId: Id; agentRef: string; docRefs: string[] },
      { text: string; authorLabel: string }
    >
  | Fact<
      'IdeaCostSet',
      {
        ideaId: Id;
        amount: Minor;
        currency: string;
        explanation: string | null;
        costVersion: number;
      }
    >
  | Fact<
      'IdeaAdmittedToBallot',
      { ideaId: Id; phaseId: Id; envelopeAreaId: Id | null; reason: string | null }
    >;
