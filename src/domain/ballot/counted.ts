import type { SupportValue } from '../consultation/events.js';
import type { Id } from '../fact.js';
import { held } from '../plain.js';
import type { CountedVote, VoteAct } from './events.js';
import type { Ballot } from './state.js';

/** What a vote on one idea becomes; null where it is taken back. */
interface Change {
  ideaId: Id;
  to: SupportValue | null;
}

/**
 * What counts of a voter's votes after one of them changes. None counts until there are as many as the
 * rules ask for at least.
 */
export const countedBy = (
  votes: Ballot['votes'],
  { ideaId, to }: Change,
  least: number | null,
): Pick<VoteAct, 'standing' | 'counted' | 'uncounted'> => {
  const from = held(votes, ideaId) ?? null;
  const others = Object.entries(votes).flatMap(([id, value]): CountedVote[] =>
    id !== ideaId && value !== null ? [{ ideaId: id, value }] : [],
  );
  const own = (value: SupportValue | null): CountedVote[] =>
    value === null ? [] : [{ ideaId, value }];
  const [before, after] = [own(from), own(to)].map((one) => [...others, ...one]);
  const enough = (all: CountedVote[]): boolean => all.length >= (least ?? 0);
  const [was, is] = [enough(before!), enough(after!)];
  return {
    standing: after!.length,
    counted: is ? (was ? own(to) : sorted(after!)) : [],
    uncounted: was ? (is ? own(from) : sorted(before!)) : [],
  };
};

const sorted = (votes: CountedVote[]): CountedVote[] =>
  [...votes].sort((a, b) => (a.ideaId < b.ideaId ? -1 : 1));
