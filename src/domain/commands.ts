import { ballotRules, type BallotCommand } from './ballot/decide.js';
import { ballot, paper } from './ballot/state.js';
import type { ConsultationCommand } from './consultation/commands.js';
import { consultationRules } from './consultation/decide.js';
import { consultation } from './consultation/state.js';
import { discussionRules, type DiscussionCommand } from './discussion/decide.js';
import { discussion } from './discussion/state.js';
import type { CahierFact } from './events.js';
import type { Fold, Rule } from './fact.js';
import type { IdeaCommand } from './idea/commands.js';
import { ideaRules } from './idea/decide.js';
import { idea } from './idea/state.js';
import { offlineRules, type OfflineCommand } from './offline/decide.js';
import { offline } from './offline/state.js';
import type { OrganisationCommand } from './organisation/commands.js';
import { organisationRules } from './organisation/decide.js';
import { organisation } from './organisation/state.js';
import { erasure, participantRules, type ParticipantCommand } from './participant/decide.js';
import { participant } from './participant/state.js';
import { reviewRules, type ReviewCommand } from './review/decide.js';
import { review } from './review/state.js';
import { roleRules, type RoleCommand } from './roles/decide.js';
import { roles } from './roles/state.js';
import { tallyRules, type TallyCommand } from './tally/decide.js';
import { tally } from './tally/state.js';

/** Everything that can be wished for. */
export type Command =
  | OrganisationCommand
  | RoleCommand
  | ConsultationCommand
  | IdeaCommand
  | DiscussionCommand
  | BallotCommand
  | OfflineCommand
  | TallyCommand
  | ReviewCommand
  | ParticipantCommand;
export type CommandType = Command['type'];

/** The table of contents of the write side: which rule decides on which command. */
export const rules: { [T in CommandType]: Rule<Extract<Command, { type: T }>, any, CahierFact> } = {
  ...organisationRules,
  ...roleRules,
  ...consultationRules,
  ...ideaRules,
  ...discussionRules,
  ...ballotRules,
  ...offlineRules,
  ...tallyRules,
  ...reviewRules,
  ...participantRules,
};

const folds: Record<string, Fold<any, any>> = {
  organisation,
  roles,
  consultation,
  idea,
  discussion,
  ballot,
  paper,
  offline,
  tally,
  review,
  participant,
  erasure,
};

/** The fold of a stream, by the first word of its name. */
export const foldOf = (stream: string): Fold<unknown, CahierFact> => {
  const category = stream.slice(0, stream.indexOf('-'));
  const fold = Object.hasOwn(folds, category) ? folds[category] : undefined;
  if (!fold) throw new Error(`No stream is called ${stream}.`);
  return fold;
};

/** Folds one more event into a stream's state. Throws on an event the fold does not know: a fact is never skipped. */
export const evolve = <S>(
  fold: Fold<S, any>,
  state: S,
  event: { type: string; data: unknown },
): S => {
  const steps = fold.evolve as Record<string, (s: S, d: unknown) => S>;
  if (!Object.hasOwn(steps, event.type)) throw new Error(`Unknown event ${event.type}.`);
  return steps[event.type]!(state, event.data);
};
