import type { BallotOption, VotingRules } from '../consultation/events.js';
import { because, reasons, type Id, type Minor, type Refusal } from '../fact.js';
import type { BasketLine } from './events.js';

/** A line as the voter wishes it. A price is optional: it can only be wrong, never decide. */
export interface WishedLine {
  ideaId: Id;
  votes?: number | null;
  unitCost?: Minor | null;
}

export interface WishedBasket {
  envelopeAreaId: Id | null;
  lines: WishedLine[];
}

/** A basket at the published prices. On an ordinal ballot the order of lines is the order of preference. */
export interface PricedBasket {
  lines: BasketLine[];
  totalCost: Minor;
  totalVotes: number;
}

type Options = Map<Id, BallotOption>;

/** Prices a basket from the published options; lines that name none of them are left out. */
export const price = (basket: WishedBasket, rules: VotingRules, options: Options): PricedBasket => {
  const lines: BasketLine[] = [];
  for (const [i, line] of basket.lines.entries()) {
    const option = options.get(line.ideaId);
    if (!option) continue;
    const { ideaId, ideaVersion, amount: unitCost, costVersion } = option;
    lines.push({ ideaId, ideaVersion, unitCost, costVersion, votes: votesOf(line, i, rules) });
  }
  return {
    lines,
    totalCost: lines.reduce((sum, l) => sum + l.unitCost, 0),
    totalVotes: lines.reduce((sum, l) => sum + l.votes, 0),
  };
};

const votesOf = (line: WishedLine, place: number, rules: VotingRules): number => {
  if (rules.ballotType === 'ordinal') return Math.max(0, rules.maxItems! - place);
  return rules.ballotType === 'cumulative' ? (line.votes ?? 1) : 1;
};

/** Every rule that a basket breaks at its prices, all of them together; empty when it may be counted. */
export const basketTroubles = (
  wished: WishedBasket,
  priced: PricedBasket,
  rules: VotingRules,
  options: Options,
): Refusal[] => [
  ...wished.lines.flatMap((line, i) => lineTroubles(line, i, wished, rules, options)),
  ...sizeTroubles(wished.lines.length, rules),
  ...spendTroubles(priced, wished.envelopeAreaId, rules),
  ...voteTroubles(priced, rules),
  ...topicTroubles(priced, rules, options),
];

const lineTroubles = (
  line: WishedLine,
  i: number,
  { lines, envelopeAreaId }: WishedBasket,
  rules: VotingRules,
  options: Options,
): Refusal[] => {
  const at = (field: string) => ['lines', String(i), field];
  const { ideaId } = line;
  const option = options.get(ideaId);
  const max = rules.maxVotesPerIdea;
  const votes = line.votes ?? 1;
  const badVotes =
    !Number.isSafeInteger(votes) ||
    votes < 1 ||
    (rules.ballotType === 'cumulative' ? max !== null && votes > max : votes !== 1);
  return reasons(
    !option &&
      because(
        'IDEA_NOT_ON_BALLOT',
        `Idea ${ideaId} is not on this ballot.`,
        { ideaId },
        at('ideaId'),
      ),
    lines.findIndex((l) => l.ideaId === ideaId) < i &&
      because('DUPLICATE_LINE', `Idea ${ideaId} is in the basket twice.`, { ideaId }, at('ideaId')),
    badVotes &&
      because(
        'INVALID_VOTES',
        'That number of votes cannot be given to one idea.',
        { ideaId, votes, max: rules.ballotType === 'cumulative' ? max : 1 },
        at('votes'),
      ),
    option && option.envelopeAreaId !== envelopeAreaId
      ? because(
          'WRONG_ENVELOPE',
          `Idea ${ideaId} is paid from another envelope.`,
          { ideaId, areaId: option.envelopeAreaId },
          at('ideaId'),
        )
      : undefined,
    option && line.unitCost != null && line.unitCost !== option.amount
      ? because(
          'STALE_COST',
          `Idea ${ideaId} costs ${option.amount}.`,
          { ideaId, expected: option.amount },
          at('unitCost'),
        )
      : undefined,
  );
};

const sizeTroubles = (items: number, { minItems, maxItems }: VotingRules): Refusal[] => {
  const min = minItems ?? 1;
  return reasons(
    items < min &&
      because(
        'BASKET_TOO_FEW_ITEMS',
        `Choose at least ${min}; there are ${items}.`,
        { min, items },
        ['lines'],
      ),
    maxItems !== null && items > maxItems
      ? because(
          'BASKET_TOO_MANY_ITEMS',
          `Choose at most ${maxItems}; there are ${items}.`,
          { max: maxItems, items },
          ['lines'],
        )
      : undefined,
  );
};

const spendTroubles = (
  { totalCost: total }: PricedBasket,
  areaId: Id | null,
  { envelopes, minSpend, maxSpend }: VotingRules,
): Refusal[] => {
  const known = envelopes.find((e) => e.areaId === areaId);
  const envelope = maxSpend === null ? null : Math.min(maxSpend, known?.amount ?? maxSpend);
  return reasons(
    !known &&
      because('WRONG_ENVELOPE', 'There is no envelope for that area.', { areaId }, [
        'envelopeAreaId',
      ]),
    envelope !== null && total > envelope
      ? because(
          'BASKET_OVER_BUDGET',
          `The basket is ${total - envelope} over the envelope.`,
          { envelope, total, excess: total - envelope },
          ['lines'],
        )
      : undefined,
    minSpend !== null && total < minSpend
      ? because(
          'BASKET_BELOW_MIN_SPEND',
          `Spend at least ${minSpend}; the basket comes to ${total}.`,
          { minSpend, total },
          ['lines'],
        )
      : undefined,
  );
};

/** Limits of votes in all; on an ordinal ballot one ranks and gives no votes. */
const voteTroubles = (
  { totalVotes: votes }: PricedBasket,
  { ballotType, minVotesPerVoter: min, maxVotesPerVoter: max }: VotingRules,
): Refusal[] => {
  if (ballotType === 'ordinal') return [];
  return reasons(
    min !== null &&
      votes < min &&
      because('TOO_FEW_VOTES', `Give at least ${min} votes; there are ${votes}.`, { min, votes }, [
        'lines',
      ]),
    max !== null &&
      votes > max &&
      because('TOO_MANY_VOTES', `Give at most ${max} votes; there are ${votes}.`, { max, votes }, [
        'lines',
      ]),
  );
};

const topicTroubles = ({ lines }: PricedBasket, rules: VotingRules, options: Options): Refusal[] =>
  rules.maxPerTopic.flatMap(({ topicId, items, spend }) => {
    const about = lines.filter((l) => options.get(l.ideaId)!.topicIds.includes(topicId));
    const spent = about.reduce((sum, l) => sum + l.unitCost, 0);
    return reasons(
      items !== null && about.length > items
        ? because(
            'BASKET_TOPIC_LIMIT',
            `At most ${items} on that topic.`,
            { topicId, max: items, items: about.length },
            ['lines'],
          )
        : undefined,
      spend !== null && spent > spend
        ? because(
            'BASKET_TOPIC_OVER_BUDGET',
            `At most ${spend} on that topic.`,
            { topicId, max: spend, total: spent, excess: spent - spend },
            ['lines'],
          )
        : undefined,
    );
  });
