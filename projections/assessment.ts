import type { Assessment } from '../src/domain/idea/events.js';
import { each, one, type Projection } from './projection.js';

export interface AssessmentRow extends Assessment {
  ideaId: string;
  consultationId: string;
  /** Who assessed it, by a pseudonym. */
  assessorRef: string | null;
  assessedAt: string | null;
  /** From when the public reads it; null while it is a working paper. */
  publishedAt: string | null;
}

/** What was found of each idea, and since when may the public read it? */
export const assessment: Projection<AssessmentRow> = {
  name: 'assessment',
  key: ['ideaId', 'assessmentId'],
  columns: {
    ideaId: 'text',
    assessmentId: 'text',
    consultationId: 'text',
    criterion: 'text',
    verdict: 'text',
    score: 'int?',
    explanation: 'text',
    assessorRef: 'text?',
    assessedAt: 'text?',
    publishedAt: 'text?',
  },
  on: {
    IdeaAssessed: one(
      ({ data: { ideaId, assessmentId } }) => ({ ideaId, assessmentId }),
      (_row, { data, consultationId, at }) => ({
        ...data,
        consultationId: consultationId!,
        assessedAt: at,
        publishedAt: null,
      }),
    ),
    AssessmentPublished: each(
      ({ data: { ideaId, assessments } }) =>
        assessments.map(({ assessmentId }) => ({ ideaId, assessmentId })),
      (row, { data: { assessments }, at }, { assessmentId }) =>
        row && {
          ...row,
          ...assessments.find((a) => a.assessmentId === assessmentId)!,
          publishedAt: at,
        },
    ),
  },
};
