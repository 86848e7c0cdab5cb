import type { DataSource } from 'typeorm';
import { votesOf } from '../../projections/counted.js';
import type { VoteTallyRow } from '../../projections/vote-tally.js';
import type { CloseTally } from '../domain/tally/decide.js';

/** What the votes of a support ballot come to, as the views have it; ideas that are hidden are left out. */
export const countVotes = async (
  db: DataSource,
  phaseId: string,
): Promise<Pick<CloseTally, 'upToPosition' | 'baskets' | 'counts' | 'votes'>> => {
  const rows: VoteTallyRow[] = await db.query(
    `select t.* from views.vote_tally t join views.idea_card using ("ideaId") where t."phaseId" = $1`,
    [phaseId],
  );
  const [phase]: { voters: number; last: string }[] = await db.query(
    `select participants as voters, "asOfPosition"::text as last from views.phase_participation
     where "phaseId" = $1`,
    [phaseId],
  );
  const counts = rows.map((row) => {
    const { up, down, neutral, counted } = votesOf(row, { hidden: false });
    return { ideaId: row.ideaId, up, down, neutral, counted };
  });
  return {
    upToPosition: phase?.last ?? '0',
    baskets: 0,
    counts: [],
    votes: { voters: phase?.voters ?? 0, counts },
  };
};
