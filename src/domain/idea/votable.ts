import { because, type Id, type Refusal } from '../fact.js';
import type { StatusCategory } from '../organisation/events.js';
import type { Idea } from './state.js';
import { notVotable } from './world.js';

/** Categories of status in which an idea is over. */
const over: readonly (StatusCategory | null)[] = ['rejected', 'implemented', 'closed'];

/** The reason why nobody can vote on an idea now, if there is one. */
export const votableTrouble = (
  idea: Idea,
  { consultationId, ideaId }: { consultationId: Id; ideaId: Id },
): Refusal | undefined => {
  if (idea.submitted?.consultationId !== consultationId)
    return because('IDEA_UNKNOWN', `No idea ${ideaId}.`, { ideaId }, ['ideaId']);
  const { statusCategory: cause } = idea;
  return over.includes(cause)
    ? because('IDEA_NOT_VOTABLE', 'Nobody votes on this idea any more.', { ideaId, cause }, [
        'ideaId',
      ])
    : notVotable(ideaId, idea);
};
