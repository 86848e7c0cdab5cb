import type { ViewEvent } from '../../projections/projection.js';
import type { Id, Instant } from '../domain/fact.js';
import type { Change, Reaction } from './reaction.js';

type About = Pick<ViewEvent, 'consultationId'> & { data: { ideaId: Id } };

const look = (key: string, at: Instant, { consultationId, data: { ideaId } }: About): Change => ({
  set: {
    key: `${key} ${ideaId}`,
    at,
    wish: { type: 'NoteOverdueFeedback', consultationId: consultationId!, ideaId },
  },
});

/** Looks when a promised day is over; whether the answer has come by then is seen when it is. */
const then = (dueAt: Instant | undefined, e: About): Change[] =>
  dueAt === undefined ? [] : [look(dueAt, dueAt, e)];

/** Looks at once: an answer that nobody owed may be owed again, and its day be over. */
const now = (e: About & Pick<ViewEvent, 'recordedAt'>): Change[] => [
  look('again', e.recordedAt, e),
];

/** An answer that was promised and did not come in time is noted. What an import brings in is past. */
export const overdue: Reaction = {
  name: 'overdue',
  on: {
    IdeaSubmitted: (e) => (e.channel === 'import' ? [] : then(e.data.feedbackDueAt, e)),
    OfficialFeedbackGiven: (e) => then(e.data.feedbackDueAt, e),
    OfficialFeedbackRetracted: now,
    IdeaStatusChanged: now,
    IdeaRestored: now,
    IdeaUnmerged: now,
  },
};
