import { liveTrouble } from '../consultation/live.js';
import { consultationStream, type Consultation, type PhaseState } from '../consultation/state.js';
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
import type { OptionFact, SuspensionCause } from '../consultation/events.js';
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

/** What a decision on an idea may record: in its own stream, and on the ballots where it stands. */
export type IdeaDecision = Decision<IdeaFact | OptionFact>;

/** Decides on an idea that exists in a live consultation. */
export const onIdea = <C extends IdeaWish<string>>(
  decide: (c: C, world: World, act: Circumstances) => IdeaDecision,
): Rule<C, World, IdeaFact | OptionFact> =>
  onKnownIdea<C>((c, w, act) => liveTrouble(w.consultation, c.consultationId) ?? decide(c, w, act));

/** Decides on an idea that exists, though its consultation be archived. */
export const onKnownIdea = <C extends IdeaWish<string>>(
  decide: (c: C, world: World, act: Circumstances) => IdeaDecision,
): Rule<C, World, IdeaFact | OptionFact> => ({
  writes: 'idea',
  streams: world,
  decide: (c, w, act) => unknownTrouble(c, w.idea) ?? decide(c, w, act),
});

/** The refusal of any act on an idea that is not there. */
export const unknownTrouble = (
  { ideaId, consultationId }: IdeaWish<string>,
  { submitted }: Idea,
): { refused: Refusal[] } | undefined =>
  submitted?.consultationId === consultationId
    ? undefined
    : refuse(because('IDEA_UNKNOWN', `No idea ${ideaId}.`, { ideaId }, ['ideaId']));

const hasBegun = ({ status }: PhaseState): boolean => status === 'open' || status === 'closed';

/** Phases with a vote that has begun and on whose ballot the idea stands. */
export const votesOn = (idea: Idea, consultation: Consultation): Id[] =>
  Object.keys(idea.ballots).filter((id) => hasBegun(consultation.phases[id]!));

/** Phases that have begun in which the idea can be, or could have been, supported. */
export const supportsOn = ({ submitted }: Idea, { phases }: Consultation): Id[] => {
  const from = submitted?.phaseId ? phases[submitted.phaseId]?.opensAt : undefined;
  return Object.values(phases)
    .filter((phase) => phase.voting?.ballotType === 'support' && hasBegun(phase))
    .filter(({ status, closedAt }) => status === 'open' || !from || from < closedAt!)
    .map(({ phaseId }) => phaseId);
};

/** Those of them in which people vote now. */
export const openVotesOn = (idea: Idea, consultation: Consultation): Id[] =>
  votesOn(idea, consultation).filter((id) => consultation.phases[id]!.status === 'open');

/** Why nobody can vote for an idea at present; undefined where one can. */
export const notVotable = (ideaId: Id, idea: Idea): Refusal | undefined => {
  const { hidden, withdrawn } = idea;
  return hidden || withdrawn
    ? because(
        'IDEA_NOT_VOTABLE',
        `Idea ${ideaId} is ${hidden ? 'hidden by a moderator' : 'withdrawn by its author'}.`,
        { ideaId, cause: hidden ? 'hidden' : 'withdrawn' },
        ['ideaId'],
      )
    : mergedTrouble(ideaId, idea);
};

/** Why nothing is done any more with an idea that another one has taken in. */
export const mergedTrouble = (ideaId: Id, { mergedInto }: Idea): Refusal | undefined =>
  mergedInto
    ? because(
        'IDEA_MERGED',
        `Idea ${ideaId} is merged into ${mergedInto.targetIdeaId}.`,
        { ideaId, targetId: mergedInto.targetIdeaId },
        ['ideaId'],
      )
    : undefined;

/** Takes an idea's options out of the count of published ballots that stand, of those phases or of all. */
export const suspensions = (
  ideaId: Id,
  { phases, archived }: Consultation,
  cause: SuspensionCause,
  among: (phase: PhaseState) => boolean = () => true,
): OptionFact[] =>
  Object.values(phases)
    .filter((phase) => !archived && phase.status !== 'cancelled' && phase.options?.has(ideaId))
    .filter((phase) => among(phase) && !(ideaId in phase.suspended))
    .map(({ phaseId }) => ({
      type: 'BallotOptionSuspended',
      to: 'consultation',
      data: { phaseId, ideaId, cause },
    }));

/** Gives back to the count what only one cause had taken out of it. */
export const restorations = (
  ideaId: Id,
  { phases, archived }: Consultation,
  cause: SuspensionCause,
): OptionFact[] =>
  Object.values(phases)
    .filter((phase) => !archived && phase.status !== 'cancelled')
    .filter(({ suspended }) => suspended[ideaId] === cause)
    .map(({ phaseId }) => ({
      type: 'BallotOptionRestored',
      to: 'consultation',
      data: { phaseId, ideaId },
    }));

/** Whether people are still to vote in a phase. */
export const isPlanned = ({ status }: PhaseState): boolean => status === 'planned';

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
