import fc from 'fast-check';
import type { SupportValue } from '../../src/domain/consultation/events.js';

export const voters = ['ann', 'bob', 'carol', 'dan'] as const;
/** Ideas on the ballot, with their prices: all three together are dearer than the envelope. */
export const prices: Record<string, number> = { garden: 60_00, bench: 30_00, lamps: 20_00 };
export const envelope = 100_00;
export const onBallot = Object.keys(prices);
export const others = ['pond', 'well', 'fence'] as const;
export const ideas = [...onBallot, ...others];
export const agents = ['sofia', 'marc', 'nina'] as const;

/** The phase in which ideas are supported one by one, and that of baskets. */
export type PhaseName = 'support' | 'baskets';
export type Ruling = 'InvalidateBallot' | 'ReinstateBallot';

/** How a run may differ from another: fewest votes that count, most that one has, whether one may change one's mind. */
export interface Rules {
  least: number | null;
  most: number | null;
  isRevisable: boolean;
}

/** What somebody wishes for; it may be refused. */
export type Action =
  | { type: 'CastVote' | 'ChangeVote'; voter: string; idea: string; value: SupportValue }
  | { type: 'WithdrawVote'; voter: string; idea: string }
  | { type: 'SubmitBasket'; voter: string; chosen: string[] }
  | { type: 'WithdrawBasket'; voter: string }
  | { type: 'HideIdea' | 'RestoreIdea' | 'WithdrawIdea' | 'UnmergeIdea'; idea: string }
  | { type: 'DisqualifyFromBallot'; idea: string }
  | { type: 'MergeIdeas'; idea: string; source: string; policy: 'invite_revote' | 'none' }
  | { type: Ruling; phase: PhaseName; voter: string; reason: 'fraud' | 'ineligible'; agent: string }
  | { type: 'ClosePhase' | 'ReopenPhase'; phase: PhaseName };

const voter = fc.constantFrom(...voters);
const idea = fc.constantFrom(...ideas);
const value = fc.constantFrom<SupportValue>('up', 'down', 'neutral');
const phase = fc.constantFrom<PhaseName>('support', 'baskets');
const is = <T extends string>(...types: T[]) => fc.constantFrom(...types);

/** Most wishes are votes; each other kind is common enough to meet every one of the rest. */
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: is('CastVote', 'ChangeVote'), voter, idea, value }) },
  { weight: 2, arbitrary: fc.record({ type: is('WithdrawVote'), voter, idea }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: is('SubmitBasket'),
      voter,
      chosen: fc.array(fc.constantFrom(...onBallot, 'pond'), { maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: is('WithdrawBasket'), voter }) },
  { weight: 2, arbitrary: fc.record({ type: is('HideIdea', 'RestoreIdea'), idea }) },
  { weight: 1, arbitrary: fc.record({ type: is('WithdrawIdea', 'UnmergeIdea'), idea }) },
  { weight: 1, arbitrary: fc.record({ type: is('DisqualifyFromBallot'), idea }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: is('MergeIdeas'),
      idea,
      source: idea,
      policy: is('invite_revote', 'none'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      type: is<Ruling>('InvalidateBallot', 'ReinstateBallot'),
      phase,
      voter: is('ann', 'bob'),
      reason: is('fraud', 'ineligible'),
      agent: fc.constantFrom(...agents),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: is('ClosePhase', 'ReopenPhase'), phase }) },
);

export const actions = fc.array(action, { minLength: 1, maxLength: 100, size: 'max' });
export const rulesOfRun: fc.Arbitrary<Rules> = fc.record({
  least: fc.constantFrom(null, 2),
  most: fc.constantFrom(null, 3),
  isRevisable: fc.boolean(),
});
