import type { VotingRules } from '../consultation/events.js';
import { lowestPrice } from '../consultation/prices.js';
import type { PhaseState } from '../consultation/state.js';
import { because, reasons, type Id, type Refusal } from '../fact.js';
import type { OfflineCount, OfflineLine } from './events.js';

const isCount = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;

/** Every reason why papers of so many people cannot say that, all of them together. */
export const countTroubles = (
  count: OfflineCount,
  phase: PhaseState,
  isIdea: (ideaId: Id) => boolean,
): Refusal[] => [
  ...reasons(
    !isCount(count.voterCount) &&
      because('INVALID_VOTER_COUNT', 'So many people cannot have voted.', {}, ['voterCount']),
  ),
  ...count.lines.flatMap((line, i) => lineTroubles(line, i, count, phase, isIdea)),
  ...totalTroubles(count, phase),
];

const lineTroubles = (
  line: OfflineLine,
  i: number,
  { lines, voterCount }: OfflineCount,
  { voting, options }: PhaseState,
  isIdea: (ideaId: Id) => boolean,
): Refusal[] => {
  const { ideaId, value, votes } = line;
  const at = (field: string) => ['lines', String(i), field];
  const { values = [], ballotType } = voting!;
  const isOfBaskets = ballotType !== 'support';
  const first = lines.findIndex((l) => l.ideaId === ideaId && l.value === value);
  return reasons(
    isOfBaskets &&
      !options?.has(ideaId) &&
      because('IDEA_NOT_ON_BALLOT', `${ideaId} is not on this ballot.`, { ideaId }, at('ideaId')),
    !isOfBaskets &&
      !isIdea(ideaId) &&
      because('IDEA_UNKNOWN', `No idea ${ideaId}.`, { ideaId }, at('ideaId')),
    first < i &&
      because('DUPLICATE_LINE', `Idea ${ideaId} is listed twice.`, { ideaId }, at('ideaId')),
    (isOfBaskets ? value !== null : value === null || !values.includes(value)) &&
      because('INVALID_VALUE', 'That cannot be said of an idea here.', { values }, at('value')),
    !fits(line, voterCount, voting!) &&
      because(
        'INVALID_VOTES',
        `${voterCount} people cannot give ${votes} votes to one idea.`,
        { ideaId, votes, max: finite(voterCount * mostFor(voting!)) },
        at('votes'),
      ),
  );
};

/** The most votes that one person gives to one idea. */
const mostFor = ({ ballotType, maxVotesPerIdea, maxVotesPerVoter }: VotingRules): number =>
  ballotType === 'cumulative' ? (maxVotesPerIdea ?? maxVotesPerVoter ?? Infinity) : 1;

const finite = (n: number): number | null => (Number.isFinite(n) ? n : null);

const fits = ({ picks, votes }: OfflineLine, voterCount: number, rules: VotingRules): boolean =>
  isCount(picks) &&
  isCount(votes) &&
  picks <= voterCount &&
  picks <= votes &&
  (picks === 0 ? votes === 0 : votes <= picks * mostFor(rules));

const sum = (lines: OfflineLine[], of: (line: OfflineLine) => number): number =>
  lines.reduce((all, line) => all + of(line), 0);

const totalTroubles = ({ voterCount, lines }: OfflineCount, phase: PhaseState): Refusal[] => {
  const { ballotType, maxItems, maxSpend, maxVotesPerVoter } = phase.voting!;
  const [items, votes] = [sum(lines, (l) => l.picks), sum(lines, (l) => l.votes)];
  const total = sum(lines, (l) => l.picks * lowestPrice(phase, l.ideaId));
  const most = (each: number | null): number => (each === null ? Infinity : each * voterCount);
  const [maxOfItems, maxOfVotes, envelope] = [maxItems, maxVotesPerVoter, maxSpend].map(most);
  return reasons(
    ballotType !== 'support' &&
      items > maxOfItems! &&
      because(
        'BASKET_TOO_MANY_ITEMS',
        `${voterCount} people choose at most ${maxOfItems}; there are ${items}.`,
        { max: maxOfItems, items },
        ['lines'],
      ),
    votes > maxOfVotes! &&
      because(
        'TOO_MANY_VOTES',
        `${voterCount} people give at most ${maxOfVotes} votes; there are ${votes}.`,
        { max: maxOfVotes, votes },
        ['lines'],
      ),
    total > envelope! &&
      because(
        'BASKET_OVER_BUDGET',
        `${voterCount} people spend at most ${envelope}; that comes to ${total}.`,
        { envelope, total, excess: total - envelope! },
        ['lines'],
      ),
    ...perIdea(voterCount, lines),
  );
};

/** On a support ballot everybody says one thing of an idea, whatever it is. */
const perIdea = (voterCount: number, lines: OfflineLine[]): Refusal[] => {
  const said = new Map<Id, number>();
  for (const { ideaId, value, votes } of lines)
    if (value !== null) said.set(ideaId, (said.get(ideaId) ?? 0) + votes);
  return [...said]
    .filter(
      ([ideaId, votes]) =>
        votes > voterCount && lines.every((l) => l.ideaId !== ideaId || l.votes <= voterCount),
    )
    .map(([ideaId, votes]) =>
      because(
        'INVALID_VOTES',
        `${voterCount} people cannot say ${votes} things of one idea.`,
        { ideaId, votes, max: voterCount },
        ['lines'],
      ),
    );
};
