import { grant, type Instant, type Rule } from '../fact.js';
import type { NoteOverdueFeedback } from './commands.js';
import type { IdeaFact } from './events.js';
import { ideaStream, type Idea } from './state.js';

/** Until when an answer to an idea is due, as was promised last; null where none is. */
export const answerDueAt = (idea: Idea): Instant | null => {
  const isDecided = !['open', 'in_review'].includes(idea.statusCategory ?? 'open');
  if (isDecided || idea.hidden || idea.withdrawn || idea.mergedInto) return null;
  const answers = idea.feedbackIds.map((id) => idea.feedback[id]!);
  const last = answers.findLast(({ retracted }) => !retracted);
  return last ? last.nextDueAt : idea.promisedUntil;
};

export const overdueRules = {
  /** Notes that an answer was not given in time, once for each day that was promised. */
  NoteOverdueFeedback: {
    writes: 'idea',
    streams: (c) => ({ idea: ideaStream(c.ideaId) }),
    decide({ consultationId, ideaId }, { idea }, { at }) {
      const dueAt = answerDueAt(idea);
      const isOwn = idea.submitted?.consultationId === consultationId;
      if (!isOwn || dueAt === null || at < dueAt || idea.overdue.includes(dueAt)) return grant();
      return grant({ type: 'OfficialFeedbackOverdue', data: { ideaId, dueAt } });
    },
  } as Rule<NoteOverdueFeedback, { idea: Idea }, IdeaFact>,
};
