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

/** As `expect(a).toEqual(b)`, which is slow where nothing differs. */
const demandEqual = (a: unknown, b: unknown): void => {
  if (JSON.stringify(a) !== JSON.stringify(b)) expect(a).toEqual(b);
};

/** I4 at one position: what counts of each idea is what was given, less what is suspended or invalidated. */
const demandIdentity = (system: System): void => {
  for (const [idea, v] of Object.entries(system.counts().votes))
    demandEqual([idea, v.counted], [idea, v.online - v.suspended - v.invalidated]);
};

const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);

/** RM6 days, channels and areas of a phase come to what is told of the whole. */
const demandSums = (system: System): void => {
  for (const name of ['support', 'baskets'] as const) {
    const { whole, parts } = system.participation(name);
    const { acts = 0, participants = 0 } = (whole ?? {}) as Record<string, number>;
    for (const kind of ['quarter', 'channel', 'area']) {
      const rows = parts.filter((part) => part.kind === kind);
      demandEqual([name, kind, sum(rows.map((row) => row.acts))], [name, kind, acts]);
      if (kind === 'channel') continue;
      const staying = sum(rows.map(({ began, ended }) => began - ended));
      demandEqual([name, kind, staying], [name, kind, participants]);
    }
  }
};

/** Lets rules and model answer the same wishes; gives the types of what was recorded. */
const run = (rules: Rules, wished: Action[]): EventType[] => {
  const [system, model] = [new System(rules), new Model(rules)];
  for (const action of wished) {
    const touched = ['idea', 'source'].map((name) => (action as any)[name] ?? '');
    const isOfIdea = /^(WithdrawIdea|MergeIdeas|UnmergeIdea)$/.test(action.type);
    if (isOfIdea && touched.some((id) => model.isSettled(id))) continue;
    const answer = system.do(action, () => demandIdentity(system));
    demandEqual([action, answer], [action, model.do(action)]);
    demandEqual(system.counts(), countsOf(model, rules));
    demandSums(system);
  }
  return system.types;
};

describe('whatever many people wish for, in whatever order', () => {
  test('I3, I4 votes and baskets count as in a plain model of sets, at every position', () => {
    fc.assert(
      fc.property(rulesOfRun, actions, (rules, wished) => void run(rules, wished)),
      parameters,
    );
  });

  test('and such runs meet every kind of act that moves a count', () => {
    const samples = fc.sample(fc.tuple(rulesOfRun, actions), { numRuns: 200, seed: 2026 });
    const reached = new Set(samples.flatMap(([rules, wished]) => run(rules, wished)));
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
