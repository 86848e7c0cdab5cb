import type { EventType } from '../src/domain/events.js';
import { one, type Projection, type Step, type ViewEvent } from './projection.js';

/** An answer, and until when it promised another one; null where it was the last. */
interface Answer {
  feedbackId: string;
  at: string;
  dueAt: string | null;
  retracted: boolean;
}

export interface FeedbackDueRow {
  ideaId: string;
  consultationId: string;
  departmentId: string | null;
  submittedAt: string;
  /** Until when an answer was promised as the idea came in; null where none was. */
  promisedUntil: string | null;
  answers: Answer[];
  /** Why no answer is due, whatever was promised; null where one may be. */
  released: ('hidden' | 'withdrawn' | 'merged')[];
  /** When it was decided: the public reason of that is an answer. */
  settledAt: string | null;
  /** When the first answer that stands was given. */
  firstAnsweredAt: string | null;
  /** Until when an answer is due; null where none is. Whether it is overdue, the clock says. */
  dueAt: string | null;
  /** Whether one is due. */
  waiting: boolean;
}

type OfIdea = { data: { ideaId: string } };
const key = (e: unknown) => ({ ideaId: (e as OfIdea).data.ideaId });

/** The same row with what follows from it. */
const reckoned = (row: FeedbackDueRow): FeedbackDueRow => {
  const standing = row.answers.filter(({ retracted }) => !retracted);
  const [first] = [standing[0]?.at, row.settledAt].filter((at) => at != null).sort();
  const promised = standing.length ? standing.at(-1)!.dueAt : row.promisedUntil;
  const dueAt = row.released.length || row.settledAt ? null : promised;
  return { ...row, firstAnsweredAt: first ?? null, dueAt, waiting: dueAt !== null };
};

const step = <T extends EventType>(
  columns: (row: FeedbackDueRow, event: ViewEvent<T>) => Partial<FeedbackDueRow>,
): Step<FeedbackDueRow, T> =>
  one(key, (row, event) => row && reckoned({ ...row, ...columns(row, event) }));

type Release = FeedbackDueRow['released'][number];
const releases = <T extends EventType>(why: Release) =>
  step<T>(({ released }) => ({ released: [...released.filter((r) => r !== why), why] }));
const binds = <T extends EventType>(why: Release) =>
  step<T>(({ released }) => ({ released: released.filter((r) => r !== why) }));

const undecided = new Set(['open', 'in_review']);

/** Until when does the administration owe an answer to each idea, and when did it give the first one? */
export const feedbackDue: Projection<FeedbackDueRow> = {
  name: 'feedback_due',
  key: ['ideaId'],
  columns: {
    ideaId: 'text',
    consultationId: 'text',
    departmentId: 'text?',
    submittedAt: 'text',
    promisedUntil: 'text?',
    answers: 'json',
    released: 'json',
    settledAt: 'text?',
    firstAnsweredAt: 'text?',
    dueAt: 'text?',
    waiting: 'boolean',
  },
  indexes: [['consultationId', 'dueAt', 'ideaId']],
  on: {
    IdeaSubmitted: one(key, (_row, { data: { ideaId, consultationId, feedbackDueAt }, at }) =>
      reckoned({
        ...{ ideaId, consultationId, departmentId: null, submittedAt: at },
        promisedUntil: feedbackDueAt ?? null,
        ...{ answers: [], released: [], settledAt: null, firstAnsweredAt: null, dueAt: null },
        waiting: false,
      }),
    ),
    IdeaAssigned: step((_row, { data: { departmentId } }) => ({ departmentId })),
    OfficialFeedbackGiven: step(({ answers }, { data: { feedbackId, feedbackDueAt }, at }) => ({
      answers: [...answers, { feedbackId, at, dueAt: feedbackDueAt ?? null, retracted: false }],
    })),
    OfficialFeedbackRetracted: step(({ answers }, { data: { feedbackId } }) => ({
      answers: answers.map((a) => (a.feedbackId === feedbackId ? { ...a, retracted: true } : a)),
    })),
    IdeaStatusChanged: step(({ settledAt }, { data: { category }, at }) => ({
      settledAt: undecided.has(category) ? null : (settledAt ?? at),
    })),
    IdeaHidden: releases('hidden'),
    IdeaRestored: binds('hidden'),
    IdeaWithdrawn: releases('withdrawn'),
    IdeaMergedInto: releases('merged'),
    IdeaUnmerged: one(key, (row, { data: { ideaId, sourceIdeaId } }) =>
      row && ideaId === sourceIdeaId
        ? reckoned({ ...row, released: row.released.filter((why) => why !== 'merged') })
        : row,
    ),
  },
};
