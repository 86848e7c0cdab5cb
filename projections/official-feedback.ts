import { digestsOf, one, type Projection, type Sealed } from './projection.js';

export interface OfficialFeedbackRow {
  feedbackId: string;
  ideaId: string;
  consultationId: string;
  /** Digests of its text and of who answers. */
  sealed: Sealed;
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
    sealed: 'json',
    docRefs: 'json',
    givenAt: 'text',
  },
  on: {
    OfficialFeedbackGiven: one(
      ({ data: { ideaId, feedbackId } }) => ({ ideaId, feedbackId }),
      (_row, { data: { ideaId, feedbackId, docRefs }, sealed, consultationId, at }) => ({
        feedbackId,
        ideaId,
        consultationId: consultationId!,
        sealed: digestsOf(sealed, 'text', 'authorLabel'),
        docRefs,
        givenAt: at,
      }),
    ),
  },
};
