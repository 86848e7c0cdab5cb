import type { SupportValue } from '../../domain/consultation/events.js';
import type {
  DatedComment,
  DatedFlag,
  DatedHiding,
  DatedIdea,
  DatedSource,
  DatedVote,
} from './dated.js';

/** What somebody did, at a moment. */
export type DatedAct = { at: number } & (
  | { of: 'idea'; row: DatedIdea }
  | { of: 'comment'; row: DatedComment }
  | { of: 'vote'; row: DatedVote }
  | { of: 'flag'; row: DatedFlag }
  | { of: 'hiding'; row: DatedHiding }
);

/** What happened first among acts of one moment. */
const ranks = { idea: 0, comment: 1, vote: 2, flag: 3, hiding: 4 };

/**
 * Every act of a source in the order of time; those of one moment by what they are, then as the files have them. An idea is
 * there before the first act on it, and is hidden after the last; what has no date stands at the end.
 */
export const actsOf = (source: DatedSource): DatedAct[] => {
  const { ideas, comments, votes, flags, hidings } = source;
  const onIdeas = [...comments, ...votes, ...flags];
  const dated = [...ideas, ...onIdeas, ...hidings].flatMap(({ at }) => (at === null ? [] : [at]));
  const end = dated.reduce((a, b) => (a > b ? a : b), 0);
  const firsts = new Map<string, number>();
  const lasts = new Map<string, number>();
  for (const { ideaId, at: said } of onIdeas) {
    const at = said ?? end;
    firsts.set(ideaId, Math.min(firsts.get(ideaId) ?? at, at));
    lasts.set(ideaId, Math.max(lasts.get(ideaId) ?? at, at));
  }
  const acts: DatedAct[] = [];
  for (const row of ideas)
    acts.push({ of: 'idea', row, at: Math.min(row.at ?? end, firsts.get(row.id) ?? end) });
  for (const row of comments) acts.push({ of: 'comment', row, at: row.at ?? end });
  for (const row of votes) acts.push({ of: 'vote', row, at: row.at ?? end });
  for (const row of flags) acts.push({ of: 'flag', row, at: row.at ?? end });
  for (const row of hidings)
    acts.push({ of: 'hiding', row, at: Math.max(row.at ?? end, lasts.get(row.ideaId) ?? 0) });
  return acts.sort((a, b) => a.at - b.at || ranks[a.of] - ranks[b.of]);
};

/** What each person says of each idea by now. */
export class Sayings {
  readonly #of = new Map<string, Map<string, SupportValue>>();

  /** Takes in a vote; gives what the same person said of the same idea before. */
  say({ voterId, ideaId, value }: DatedVote): SupportValue | undefined {
    const own = this.#of.get(voterId) ?? new Map<string, SupportValue>();
    this.#of.set(voterId, own);
    const before = own.get(ideaId);
    own.set(ideaId, value);
    return before;
  }

  /** How many people have said something. */
  get voters(): number {
    return this.#of.size;
  }
}
