import { basketTally, type BasketTallyRow } from '../../projections/basket-tally.js';
import { isUnited, unionOf, votesOf } from '../../projections/counted.js';
import type { IdeaCardRow } from '../../projections/idea-card.js';
import { standingVote, type StandingVoteRow } from '../../projections/standing-vote.js';
import { voteTally, type VoteTallyRow } from '../../projections/vote-tally.js';
import { shownIdeas } from './ideas.js';
import type { PublicReader } from './reader.js';
import type { Table } from './table.js';

const columns = [
  ...(['phase_id', 'idea_id', 'up', 'down', 'neutral', 'offline_up', 'offline_down'] as const),
  ...(['offline_neutral', 'merged_up', 'merged_down', 'merged_neutral', 'picks', 'votes'] as const),
  ...(['offline_picks', 'offline_votes', 'counted', 'suspended'] as const),
] as const;

/** What the votes on one idea of one phase come to; votes have other columns than picks in baskets. */
export type Tally = { phase_id: string; idea_id: string; counted: number; suspended: string } & {
  [column in (typeof columns)[number]]?: string | number;
};

/** What votes and baskets come to, idea by idea, in each phase whose counts may be told. */
export const talliesTable = async (reader: PublicReader): Promise<Table> => ({
  columns,
  rows: rowsOf(reader),
});

async function* rowsOf(reader: PublicReader) {
  for await (const tally of talliesOf(reader)) yield columns.map((column) => tally[column] ?? '');
}

/** The same as they are counted. */
export async function* talliesOf(reader: PublicReader): AsyncGenerator<Tally> {
  const ideas = new Map((await shownIdeas(reader)).map((idea) => [idea.ideaId, idea]));
  for (const { phaseId } of await reader.phases()) {
    const asked = { where: { phaseId }, order: ['ideaId'] as const };
    for (const row of await reader.ask<VoteTallyRow>({ view: voteTally, ...asked }))
      if (ideas.has(row.ideaId)) yield await ofVotes(reader, row, ideas);
    for (const row of await reader.ask<BasketTallyRow>({ view: basketTally, ...asked }))
      if (ideas.has(row.ideaId)) yield ofBaskets(row);
  }
}

const ofVotes = async (
  reader: PublicReader,
  row: VoteTallyRow,
  ideas: ReadonlyMap<string, IdeaCardRow>,
): Promise<Tally> => {
  const { phaseId, ideaId } = row;
  const sources = [...ideas.values()].filter((i) => i.mergedInto === ideaId && isUnited(i));
  const united = [ideaId, ...sources.map((source) => source.ideaId)];
  const where = { phaseId, ideaId: united, counted: true };
  const votes = sources.length
    ? await reader.count<StandingVoteRow>({ view: standingVote, where })
    : [];
  const told = votesOf(row, ideas.get(ideaId)!, unionOf(ideaId, votes));
  return {
    ...{ phase_id: phaseId, idea_id: ideaId, up: row.up, down: row.down, neutral: row.neutral },
    ...{ offline_up: row.offlineUp, offline_down: row.offlineDown },
    ...{ offline_neutral: row.offlineNeutral, merged_up: told.mergedUp },
    ...{ merged_down: told.mergedDown, merged_neutral: told.mergedNeutral },
    ...{ counted: told.counted, suspended: told.suspended ?? '' },
  };
};

const ofBaskets = (row: BasketTallyRow): Tally => ({
  ...{ phase_id: row.phaseId, idea_id: row.ideaId, picks: row.picks, votes: row.votes },
  ...{ offline_picks: row.offlinePicks, offline_votes: row.offlineVotes },
  ...{ counted: row.counted, suspended: row.suspended ?? '' },
});
