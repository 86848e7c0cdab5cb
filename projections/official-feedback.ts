import { change, digestsOf, one, type Projection, type Sealed } from './projection.js';

/** An answer as it was written once. */
export interface FeedbackRevision {
  revision: number;
  /** Digests of its text, of who answers, and of why it was written anew. */
  sealed: Sealed;
  docRefs: string[];
  at: string;
}

export interface OfficialFeedbackRow {
  feedbackId: string;
  ideaId: string;
  consultationId: string;
  /** Digests of its text and of who answers, as they read now. */
  sealed: Sealed;
  docRefs: string[];
  givenAt: string;
  /** When it was last written anew; null where it reads as it was given. */
  modifiedAt: string | null;
  /** When it was taken back, and the digest of why. */
  retractedAt: string | null;
  retraction: Sealed;
  /** As it was written each time, the present one last. */
  revisions: FeedbackRevision[];
}

const key = ({
  data: { ideaId, feedbackId },
}: {
  data: { ideaId: string; feedbackId: string };
}) => ({
  ideaId,
  feedbackId,
});

/** What has the administration answered to each idea, and what did it say before? */
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
    modifiedAt: 'text?',
    retractedAt: 'text?',
    retraction: 'json',
    revisions: 'json',
  },
  on: {
    OfficialFeedbackGiven: one(
      key,
      (_row, { data: { ideaId, feedbackId, docRefs }, sealed, consultationId, at }) => ({
        feedbackId,
        ideaId,
        consultationId: consultationId!,
        sealed: digestsOf(sealed, 'text', 'authorLabel'),
        docRefs,
        givenAt: at,
        modifiedAt: null,
        retractedAt: null,
        retraction: {},
        revisions: [{ revision: 1, sealed: digestsOf(sealed, 'text', 'authorLabel'), docRefs, at }],
      }),
    ),
    OfficialFeedbackRevised: one(
      key,
      change(({ revisions }, { data: { feedbackRevision, docRefs }, sealed, at }) => ({
        sealed: digestsOf(sealed, 'text', 'authorLabel'),
        docRefs,
        modifiedAt: at,
        revisions: [
          ...revisions,
          {
            revision: feedbackRevision,
            sealed: digestsOf(sealed, 'text', 'authorLabel', 'reason'),
            docRefs,
            at,
          },
        ],
      })),
    ),
    OfficialFeedbackRetracted: one(
      key,
      change((_row, { sealed, at }) => ({
        retractedAt: at,
        retraction: digestsOf(sealed, 'reason'),
      })),
    ),
  },
};
