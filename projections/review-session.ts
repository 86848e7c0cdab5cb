import type { ReviewOutcome, SelectionRule } from '../src/domain/review/events.js';
import { change, one, type Projection } from './projection.js';

export interface ReviewSessionRow {
  sessionId: string;
  consultationId: string;
  bodyId: string;
  from: string;
  to: string;
  selectionRule: SelectionRule;
  /** The ideas before it, with what was found of each; null while that is open. */
  ideas: { ideaId: string; outcome: ReviewOutcome | null; feedbackId: string | null }[];
  openedAt: string;
  closedAt: string | null;
  /** Why ideas were carried over that it did not answer; null where it answered all. */
  carriedOverReason: string | null;
}

const key = ({ data: { sessionId } }: { data: { sessionId: string } }) => ({ sessionId });

/** Which ideas were put before which session, and what was found of them? */
export const reviewSession: Projection<ReviewSessionRow> = {
  name: 'review_session',
  key: ['sessionId'],
  columns: {
    sessionId: 'text',
    consultationId: 'text',
    bodyId: 'text',
    from: 'text',
    to: 'text',
    selectionRule: 'text',
    ideas: 'json',
    openedAt: 'text',
    closedAt: 'text?',
    carriedOverReason: 'text?',
  },
  indexes: [['consultationId', 'openedAt', 'sessionId']],
  on: {
    ReviewSessionOpened: one(key, (_row, { data, consultationId, at }) => ({
      sessionId: data.sessionId,
      consultationId: consultationId!,
      bodyId: data.bodyId,
      ...data.period,
      selectionRule: data.selectionRule,
      ideas: data.ideaIds.map((ideaId) => ({ ideaId, outcome: null, feedbackId: null })),
      openedAt: at,
      closedAt: null,
      carriedOverReason: null,
    })),
    IdeaReviewed: one(
      key,
      change(({ ideas }, { data: { ideaId, outcome, feedbackId } }) => ({
        ideas: ideas.map((i) => (i.ideaId === ideaId ? { ideaId, outcome, feedbackId } : i)),
      })),
    ),
    ReviewSessionClosed: one(
      key,
      change((_row, { data: { carriedOverReason }, at }) => ({ closedAt: at, carriedOverReason })),
    ),
  },
};
