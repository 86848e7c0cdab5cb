import { describe, expect, test } from '@jest/globals';
import { allocate } from '../../../src/domain/allocation/allocate.js';
import type { AllocationInput } from '../../../src/domain/allocation/poll.js';
import type {
  AllocationRule,
  BallotGroup,
  Measure,
  TieBreak,
} from '../../../src/domain/allocation/rule.js';
import type { PabulibFile } from '../../../src/cli/import/pabulib-file.js';
import { counted, election, ruled, type Funded } from '../../cli/import/elections.js';

/**
 * Identical ballots together; points as written, on ordinal ballots the rank points that Polish
 * cities count.
 */
function inputOf({ meta, options, ballots }: PabulibFile, unit: number): AllocationInput {
  const groups = new Map<string, BallotGroup>();
  for (const { votes } of ballots) {
    const lines = votes.map(({ id, points }, place) => ({
      ideaId: id,
      votes: meta.voteType === 'ordinal' ? meta.maxLength! - place : (points ?? 1),
    }));
    const key = JSON.stringify(lines);
    groups.set(key, { lines, count: 1 + (groups.get(key)?.count ?? 0) });
  }
  return {
    options: options.map(({ id, cost }) => ({ ideaId: id, cost: (cost / 100) * unit })),
    ballots: [...groups.values()],
    budget: (meta.budget / 100) * unit,
  };
}

const completions = {
  none: 'none',
  utilitarian: 'greedy',
  add1: 'add1',
  add1e: 'add1',
  add1u: 'add1_greedy',
} as const;

/**
 * Our name for a rule of the reference, where ordinal ballots have Borda points unless rank points
 * are asked for; `unit` is a unit of currency in minor units.
 */
function ruleOf(reference: string, voteType: string, unit: number): AllocationRule {
  if (reference === 'phragmen_sequential') return { name: 'phragmen' };
  const total = voteType === 'ordinal' ? 'borda' : 'score';
  const [, utility, completion] = /^mes_([a-z]+)_(\w+)$/.exec(reference) ?? [];
  if (!utility) {
    const by = reference.slice('greedy_'.length).replace('score', total);
    return { name: 'greedy', by: by.replace('rankpoints', 'score'), skip: true } as AllocationRule;
  }
  return {
    name: 'equal_shares',
    utility: utility.replace('utility', total).replace('rankpoints', 'score'),
    completion: completions[completion as keyof typeof completions],
    exhaustive: completion === 'add1e',
    increment: unit,
  } as AllocationRule;
}

/** What the rule measures support in, and so what breaks its ties first. */
function measureOf(rule: AllocationRule): Measure {
  const by = 'by' in rule ? rule.by : 'utility' in rule ? rule.utility : 'votes';
  return (['score', 'borda'] as const).find((measure) => by.startsWith(measure)) ?? 'votes';
}

const more = { votes: 'more_votes', score: 'higher_score', borda: 'higher_borda' } as const;
const fewer = { votes: 'fewer_votes', score: 'lower_score', borda: 'lower_borda' } as const;
const tieBreaks = (measure: Measure, { winners, winners_T1rev, winners_lexico }: Funded) =>
  [
    [winners, [more[measure], 'lower_cost', 'idea_id']],
    [winners_T1rev, [fewer[measure], 'higher_cost', 'idea_id_reversed']],
    [winners_lexico, ['idea_id']],
  ] as [string[] | undefined, TieBreak[]][];

const cases = Object.entries(ruled).flatMap(([name, { rules, vote_type }]) =>
  Object.entries(rules)
    .filter(([, { winners }]) => winners)
    .map(([rule, funded]) => [name, rule, vote_type, funded] as const),
);
const elections = new Map(Object.keys(ruled).map((name) => [name, election(name)]));

describe('reference outcomes', () => {
  test('there are 140 of them', () => expect(cases).toHaveLength(140));

  test.each(cases)('%s by %s', (name, reference, voteType, funded) => {
    for (const unit of [1, 100]) {
      const rule = ruleOf(reference, voteType, unit);
      for (const [winners, tieBreak] of tieBreaks(measureOf(rule), funded)) {
        if (!winners) continue;
        const result = allocate(inputOf(elections.get(name)!, unit), rule, tieBreak);
        const chosen = result.selected.map(({ ideaId }) => ideaId);
        const inOrder = winners === funded.winners && funded.winners_in_selection_order;
        expect(inOrder ? chosen : chosen.sort()).toEqual(inOrder ? winners : [...winners].sort());
        if (winners === funded.winners) expect(result.spent).toBe(funded.cost! * unit);
        if (winners === funded.winners) expect(result.increments).toBe(funded.k);
      }
    }
  });
});

describe('what cities funded', () => {
  const ties: Record<string, TieBreak> = {
    file_order: 'earlier_place',
    cheaper_first: 'lower_cost',
    dearer_first: 'higher_cost',
  };
  const decided = Object.entries(counted).filter(([, { greedy_variants }]) => greedy_variants);

  test.each(decided)(
    '%s: each reading of greedy differs from it as others found',
    (name, truth) => {
      const file = election(name);
      const input = inputOf(file, 100);
      const options = input.options.map((option, place) => ({ ...option, place }));
      const funded = file.options.filter(({ selected }) => selected === 1).map(({ id }) => id);
      for (const [variant, found] of Object.entries(truth.greedy_variants!)) {
        const [reading = '', tie = ''] = variant.split('/');
        if (!ties[tie]) continue;
        const threshold = reading.endsWith('threshold') ? file.meta.minProjectScoreThreshold : 0;
        const skip = !reading.includes('no_skip');
        const rule = { name: 'greedy', by: truth.greedy_key!, skip, threshold } as const;
        const { selected } = allocate({ ...input, options }, rule, [ties[tie], 'earlier_place']);
        const ours = selected.map(({ ideaId }) => ideaId);
        expect({
          variant,
          missing: funded.filter((id) => !ours.includes(id)).length,
          extra: ours.filter((id) => !funded.includes(id)).length,
        }).toEqual({ variant, missing: found.missing, extra: found.extra });
      }
    },
  );
});
