import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { EventType } from '../../src/domain/events.js';
import { actions, rulesOfRun, type Action, type Rules } from './actions.js';
import { countsOf } from './counts.js';
import { Model } from './model.js';
import { System } from './system.js';

/** `npm run nightly` makes many runs; with the seed and path that a failure has told it replays that one. */
const { CAHIER_MODEL_RUNS, CAHIER_MODEL_SEED, CAHIER_MODEL_PATH } = process.env;
const parameters = {
  numRuns: Number(CAHIER_MODEL_RUNS ?? 300),
  ...(CAHIER_MODEL_SEED && { seed: Number(CAHIER_MODEL_SEED) }),
  ...(CAHIER_MODEL_PATH && { path: CAHIER_MODEL_PATH }),
};

/** I4 at one position: what counts of each idea is what was given, less what is suspended or invalidated. */
const demandIdentity = (system: System): void => {
  for (const [idea, v] of Object.entries(system.counts().votes))
    expect([idea, v.counted]).toEqual([idea, v.online - v.suspended - v.invalidated]);
};

/** Lets rules and model answer the same wishes; gives the types of what was recorded. */
const run = (rules: Rules, wished: Action[]): EventType[] => {
  const [system, model] = [new System(rules), new Model(rules)];
  for (const action of wished) {
    const touched = ['idea', 'source'].map((name) => (action as any)[name] ?? '');
    const isOfIdea = /^(WithdrawIdea|MergeIdeas|UnmergeIdea)$/.test(action.type);
    if (isOfIdea && touched.some((id) => model.isSettled(id))) continue;
    const answer = system.do(action, () => demandIdentity(system));
    expect([action, answer]).toEqual([action, model.do(action)]);
    expect(system.counts()).toEqual(countsOf(model, rules));
  }
  return system.types;
};

describe('whatever many people wish for, in whatever order', () => {
  const reached = new Set<EventType>();

  test('I3, I4 votes and baskets count as in a plain model of sets, at every position', () => {
    fc.assert(
      fc.property(rulesOfRun, actions, (rules, wished) => {
        for (const type of run(rules, wished)) reached.add(type);
      }),
      parameters,
    );
  });

  test('and the runs have met every kind of act that moves a count', () => {
    expect([...reached].sort()).toEqual([
      'BallotInvalidated',
      'BallotOptionRestored',
      'BallotOptionSuspended',
      'BallotReinstated',
      'BallotRulingProposed',
      'BasketSubmitted',
      'BasketWithdrawn',
      'IdeaDisqualifiedFromBallot',
      'IdeaHidden',
      'IdeaMergedInto',
      'IdeaRestored',
      'IdeaUnmerged',
      'IdeaWithdrawn',
      'IdeasMerged',
      'PhaseClosed',
      'PhaseReopened',
      'VoteCast',
      'VoteChanged',
      'VoteWithdrawn',
    ]);
  });
});
