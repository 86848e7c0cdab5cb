import { because, type Id, type Minor, type Refusal } from '../fact.js';
import { supportTroubles, valueTroubles } from './support.js';
import type { BallotOption, BallotType, ParticipationMethod, VotingRules } from './events.js';
import { invalid } from './invalid.js';

/** Every contradiction within voting rules: a limit that is no number, a minimum over its maximum, more to spend than there is. */
export const votingTroubles = (rules: VotingRules): Refusal[] => [
  ...limitTroubles(rules),
  ...pairTroubles(rules),
  ...(rules.ballotType === 'support'
    ? supportTroubles(rules)
    : [
        ...valueTroubles(rules),
        ...envelopeTroubles(rules),
        ...ballotTroubles(rules),
        ...allocationTroubles(rules),
      ]),
];

/** The reason why one does not vote so in a phase of that method. */
export const methodTrouble = (
  method: ParticipationMethod,
  ballotType: BallotType,
): Refusal | undefined => {
  const fits = method === 'voting' || (method === 'support') === (ballotType === 'support');
  return fits
    ? undefined
    : invalid(`One does not vote so in a phase of ${method}.`, 'ballotType', { method });
};

const isLimit = (n: number | null): boolean => n === null || (Number.isSafeInteger(n) && n >= 0);

const limits = [
  'minItems',
  'maxItems',
  'minSpend',
  'maxSpend',
  'minVotesPerVoter',
  'maxVotesPerVoter',
  'maxVotesPerIdea',
] as const;

const limitTroubles = (rules: VotingRules): Refusal[] => [
  ...limits
    .filter((limit) => !isLimit(rules[limit]))
    .map((limit) => invalid(`${limit} must be a whole number, zero or more.`, limit)),
  ...rules.maxPerTopic
    .filter(({ items, spend }) => !isLimit(items) || !isLimit(spend))
    .map(({ topicId }) =>
      invalid('A limit by topic is a whole number, zero or more.', 'maxPerTopic', { topicId }),
    ),
];

/** A minimum and its maximum; a basket holds one option at least unless 0 is said. */
const pairTroubles = (rules: VotingRules): Refusal[] => {
  const pairs = [
    ['minItems', rules.minItems ?? 1, 'maxItems', rules.maxItems],
    ['minSpend', rules.minSpend, 'maxSpend', rules.maxSpend],
    ['minVotesPerVoter', rules.minVotesPerVoter, 'maxVotesPerVoter', rules.maxVotesPerVoter],
  ] as const;
  return pairs.flatMap(([least, min, most, max]) =>
    min !== null && max !== null && min > max
      ? [invalid(`${least} is more than ${most}.`, least, { min, max })]
      : [],
  );
};

const envelopeTroubles = ({ envelopes, maxSpend }: VotingRules): Refusal[] => {
  const largest = Math.max(0, ...envelopes.map((e) => e.amount));
  const troubles: [boolean, string][] = [
    [envelopes.length === 0, 'At least one envelope is needed.'],
    [
      !envelopes.every((e) => Number.isSafeInteger(e.amount) && e.amount >= 0),
      'An envelope is a whole number of minor units, zero or more.',
    ],
    [
      new Set(envelopes.map((e) => e.areaId)).size < envelopes.length,
      'Two envelopes are for the same area.',
    ],
  ];
  return [
    ...troubles.filter(([holds]) => holds).map(([, message]) => invalid(message, 'envelopes')),
    ...(maxSpend !== null && maxSpend > largest
      ? [
          invalid('maxSpend is more than the envelope.', 'maxSpend', {
            maxSpend,
            envelope: largest,
          }),
        ]
      : []),
  ];
};

const ballotTroubles = (rules: VotingRules): Refusal[] => {
  if (rules.ballotType === 'budget' && rules.maxSpend === null)
    return [invalid('A budget ballot needs maxSpend.', 'maxSpend')];
  if (rules.ballotType !== 'ordinal') return [];
  const counted = (['minVotesPerVoter', 'maxVotesPerVoter'] as const).filter(
    (l) => rules[l] !== null,
  );
  return [
    ...(rules.maxItems === null
      ? [
          invalid(
            'An ordinal ballot needs maxItems: a rank is worth maxItems less its place.',
            'maxItems',
          ),
        ]
      : []),
    ...counted.map((limit) => invalid('On an ordinal ballot one ranks and gives no votes.', limit)),
  ];
};

const allocationTroubles = ({ allocationRule: rule }: VotingRules): Refusal[] => {
  if (!rule) return [invalid('Say how the result is computed.', 'allocationRule')];
  if (rule.name === 'greedy' && rule.threshold !== undefined && !(rule.threshold >= 0))
    return [invalid('A threshold is zero or more.', 'allocationRule')];
  const increment = rule.name === 'equal_shares' ? (rule.increment ?? 1) : 1;
  return Number.isSafeInteger(increment) && increment > 0
    ? []
    : [invalid('An increment is one minor unit or more.', 'allocationRule')];
};

/** An idea admitted to a ballot; its price is null where none was set. */
type Admitted = Pick<BallotOption, 'ideaId' | 'envelopeAreaId'> & { amount: Minor | null };

const envelopeOf = (rules: VotingRules, areaId: Id | null) =>
  rules.envelopes.find((e) => e.areaId === areaId);

/** Every reason why these ideas cannot stand on a ballot: none at all, one without a price, one without an envelope. */
export const optionTroubles = (admitted: Admitted[], rules: VotingRules): Refusal[] => [
  ...(admitted.length ? [] : [because('NO_OPTIONS', 'No idea is admitted to this ballot.')]),
  ...admitted.flatMap(({ ideaId, amount, envelopeAreaId: areaId }) => {
    if (amount === null) return because('COST_MISSING', `Idea ${ideaId} has no price.`, { ideaId });
    return envelopeOf(rules, areaId)
      ? []
      : because('WRONG_ENVELOPE', `No envelope for the area of idea ${ideaId}.`, {
          ideaId,
          areaId,
        });
  }),
];

/** Ideas that cost more than the envelope they would be paid from. */
export const overEnvelope = (admitted: Admitted[], rules: VotingRules) =>
  admitted.flatMap(({ ideaId, amount, envelopeAreaId }) => {
    const envelope = envelopeOf(rules, envelopeAreaId)?.amount;
    return envelope !== undefined && amount !== null && amount > envelope
      ? [{ ideaId, amount, envelope }]
      : [];
  });

/** The reason why an idea dearer than its envelope is not on a ballot unless that is meant. */
export const tooDear = (over: ReturnType<typeof overEnvelope>[number]): Refusal =>
  because('COST_OVER_ENVELOPE', `Idea ${over.ideaId} costs more than its envelope.`, over);
