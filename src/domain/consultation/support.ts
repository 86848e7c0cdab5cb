import type { Refusal } from '../fact.js';
import type { SupportValue, VotingRules } from './events.js';
import { invalid } from './invalid.js';

const sayings: readonly SupportValue[] = ['up', 'down', 'neutral'];

/** Limits of baskets, which a support ballot has none of. */
const ofBaskets = [
  ...(['minItems', 'maxItems', 'minSpend', 'maxSpend', 'maxVotesPerIdea'] as const),
  'allocationRule',
] as const;

/** Every contradiction within the rules by which ideas are supported one by one: there is no money in them. */
export const supportTroubles = (rules: VotingRules): Refusal[] => {
  const { values = [] } = rules;
  const isKnown = values.every((value) => sayings.includes(value));
  return [
    ...(values.length && isKnown && new Set(values).size === values.length
      ? []
      : [invalid('Say what may be said of an idea, each value once.', 'values')]),
    ...ofBaskets
      .filter((member) => rules[member] !== null)
      .map((member) => invalid(`On a support ballot ${member} has no meaning.`, member)),
    ...(rules.paperReplacesOnline === undefined
      ? []
      : [invalid('Supports on paper come in batches.', 'paperReplacesOnline')]),
    ...(['envelopes', 'maxPerTopic', 'tieBreak'] as const)
      .filter((member) => rules[member].length > 0)
      .map((member) => invalid(`On a support ballot there are no ${member}.`, member)),
  ];
};

/** Values are said of ideas on a support ballot only. */
export const valueTroubles = ({
  values,
  lockSupportsAtThreshold: lock,
}: VotingRules): Refusal[] => [
  ...(values === undefined ? [] : [invalid('Values are for support ballots.', 'values')]),
  ...(lock === undefined ? [] : [invalid('Only supports are locked.', 'lockSupportsAtThreshold')]),
];
