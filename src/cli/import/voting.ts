import type { AllocationRule, TieBreak } from '../../domain/allocation/rule.js';
import type { VotingRules } from '../../domain/consultation/events.js';
import { uniqueSlug } from './names.js';
import type { PabulibFile } from './pabulib-file.js';
import type { PabulibMeta } from './pabulib-meta.js';

/** Whether voters share out points. */
export const isPointed = ({ voteType }: PabulibMeta): boolean =>
  voteType === 'cumulative' || voteType === 'scoring';

/** The rules of the vote as the file's META section has them. */
export const votingOf = ({ meta, options }: PabulibFile): VotingRules => {
  const ballotType = isPointed(meta)
    ? 'cumulative'
    : meta.voteType === 'ordinal'
      ? 'ordinal'
      : 'approval';
  const one = meta.voteType === 'choose-1';
  return {
    ballotType,
    envelopes: [{ areaId: null, amount: meta.budget, currency: meta.currency }],
    minItems: meta.minLength ?? 1,
    maxItems: meta.maxLength ?? (one ? 1 : ballotType === 'ordinal' ? options.length : null),
    minSpend: meta.minSumCost ?? null,
    maxSpend: meta.maxSumCost === undefined ? null : Math.min(meta.maxSumCost, meta.budget),
    minVotesPerVoter: ballotType === 'cumulative' ? (meta.minSumPoints ?? null) : null,
    maxVotesPerVoter: ballotType === 'cumulative' ? (meta.maxSumPoints ?? null) : null,
    maxVotesPerIdea: ballotType === 'cumulative' ? (meta.maxPoints ?? null) : null,
    maxPerTopic: meta.categories.map((c) => ({
      topicId: uniqueSlug(c.name),
      items: c.maxLength ?? null,
      spend: c.maxSumCost ?? null,
    })),
    revisionAllowed: false,
    ballotDisclosure: 'public_after_close',
    eligibleAreaIds: [],
    allocationRule: allocationOf(meta),
    tieBreak: tieBreakOf(meta),
  };
};

const measureOf = (meta: PabulibMeta): 'score' | 'votes' =>
  isPointed(meta) || meta.voteType === 'ordinal' ? 'score' : 'votes';

const tieBreakOf = (meta: PabulibMeta): TieBreak[] => [
  measureOf(meta) === 'score' ? 'higher_score' : 'more_votes',
  'lower_cost',
  'idea_id',
];

/**
 * Rules that we compute as the file names them; any other is computed as plain greedy, and the
 * import says so.
 */
export const knownRules = [
  'greedy',
  'greedy-threshold',
  'greedy-no-skip',
  'equalshares',
  'equalshares/add1',
];

const allocationOf = (meta: PabulibMeta): AllocationRule => {
  if (meta.rule.startsWith('equalshares'))
    return {
      name: 'equal_shares',
      utility: measureOf(meta) === 'score' ? 'score' : 'cost',
      completion: meta.rule.endsWith('/add1') ? 'add1' : 'none',
      increment: 10 ** meta.decimals,
    };
  const threshold = meta.minProjectScoreThreshold;
  return {
    name: 'greedy',
    by: measureOf(meta),
    skip: meta.rule !== 'greedy-no-skip',
    ...(threshold !== undefined && { threshold }),
  };
};
