import type { VoteTallyRow } from './vote-tally.js';

/** What the votes on one idea come to in one phase. */
export interface VotesOfIdea {
  up: number;
  down: number;
  neutral: number;
  /** Votes of all kinds that were given online. */
  online: number;
  /** Votes that do not count for as long as the idea is hidden. */
  suspended: number;
  /** What is left: `online - suspended`. */
  counted: number;
}

/** What of an idea decides whether votes on it count. */
export interface VotedIdea {
  hidden: boolean;
}

/** What counts of the votes on an idea: the one rule behind queries, tallies and recounts. */
export const votesOf = (row: VoteTallyRow, { hidden }: VotedIdea): VotesOfIdea => {
  const { up, down, neutral } = row;
  const online = up + down + neutral;
  const suspended = hidden ? online : 0;
  return { up, down, neutral, online, suspended, counted: online - suspended };
};
