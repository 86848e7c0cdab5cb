import { one, type Projection } from './projection.js';

export interface DecisionRow {
  decisionId: string;
  consultationId: string;
  bodyId: string;
  sessionDate: string;
  outcome: string;
  concernsIdeaIds: string[];
  followsTally: 'yes' | 'partly' | 'no';
  reason: string | null;
  docRefs: string[];
  /** Why it was published in a time of reserve. */
  reserveJustification: string | null;
  publishedAt: string;
}

/** What was decided at the end of each consultation? */
export const decision: Projection<DecisionRow> = {
  name: 'decision',
  key: ['consultationId', 'decisionId'],
  columns: {
    decisionId: 'text',
    consultationId: 'text',
    bodyId: 'text',
    sessionDate: 'text',
    outcome: 'text',
    concernsIdeaIds: 'json',
    followsTally: 'text',
    reason: 'text?',
    docRefs: 'json',
    reserveJustification: 'text?',
    publishedAt: 'text',
  },
  on: {
    DecisionPublished: one(
      ({ consultationId, data: { decisionId } }) => ({
        consultationId: consultationId!,
        decisionId,
      }),
      (_row, { data, consultationId, at }) => ({
        ...data,
        reserveJustification: data.reserveJustification ?? null,
        consultationId: consultationId!,
        publishedAt: at,
      }),
    ),
  },
};
