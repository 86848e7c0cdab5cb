import { liveTrouble } from '../consultation/live.js';
import { consultationStream, type Consultation } from '../consultation/state.js';
import {
  because,
  refuse,
  type Circumstances,
  type Decision,
  type Id,
  type Refusal,
  type Rule,
} from '../fact.js';
import { organisationStream, type Organisation } from '../organisation/state.js';
import type { IdeaWish } from './commands.js';
import type { IdeaFact } from './events.js';
import { ideaStream, type Idea } from './state.js';

/** What a decision on an idea knows. */
export type World = { idea: Idea; consultation: Consultation; organisation: Organisation };

/** The streams that a decision on an idea reads. */
export const world = (c: IdeaWish<string>) => ({
  idea: ideaStream(c.ideaId),
  consultation: consultationStream(c.consultationId),
  organisation: organisationStream(c.organisationId),
});

/** Decides on an idea that exists in a live consultation. */
export const onIdea = <C extends IdeaWish<string>>(
  decide: (c: C, world: World, act: Circumstances) => Decision<IdeaFact>,
): Rule<C, World, IdeaFact> => ({
  writes: 'idea',
  streams: world,
  decide: (c, w, act) => {
    const { ideaId, consultationId } = c;
    if (w.idea.submitted?.consultationId !== consultationId)
      return refuse(because('IDEA_UNKNOWN', `No idea ${ideaId}.`, { ideaId }, ['ideaId']));
    return liveTrouble(w.consultation, consultationId) ?? decide(c, w, act);
  },
});

/** Phases with a vote that has begun and on whose ballot the idea stands. */
export const votesOn = (idea: Idea, consultation: Consultation): Id[] =>
  Object.keys(idea.ballots).filter((id) =>
    ['open', 'closed'].includes(consultation.phases[id]!.status),
  );

/** The reason why an amount of money cannot stand. */
export const amountTrouble = (amount: number, path: string[]): Refusal | undefined =>
  Number.isSafeInteger(amount) && amount >= 0
    ? undefined
    : because(
        'INVALID_AMOUNT',
        'An amount is a whole number of minor units, zero or more.',
        { amount: String(amount) },
        path,
      );
