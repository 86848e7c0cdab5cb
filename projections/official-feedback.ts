import { one, type Projection } from './projection.js';

export interface OfficialFeedbackRow {
  feedbackId: string;
  ideaId: string;
  consultationId: string;
  text: string | null;
  authorLabel: string | null;
  docRefs: string[];
  givenAt: string;
}

/** What has the administration answered to each idea? */
export const officialFeedback: Projection<OfficialFeedbackRow> = {
  name: 'official_feedback',
  key: ['ideaId', 'feedbackId'],
  columns: {
    feedbackId: 'text',
    ideaId: 'text',
    consultationId: 'text',
    text: 'text?',
    authorLabel: 'text?',
    docRefs: 'json',
    givenAt: 'text',
  },
  on: {
    OfficialFeedbackGiven: one(
      ({ data: { ideaId, feedbackId } }) => ({ ideaId, feedbackId }),
      (_row, { data: { ideaId, feedbackId, docRefs }, personal, consultationId, at }) => ({
        feedbackId,
        ideaId,
        consultationId: consultationId!,
        text: personal?.text ?? null,
        authorLabel: personal?.authorLabel ?? null,
        docRefs,
        givenAt: at,
      }),
    ),
  },
};
