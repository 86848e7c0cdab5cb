import type { DataSource } from 'typeorm';
import { countsOf, votesOf, type VotedIdea } from '../../projections/counted.js';
import type { VoteTallyRow } from '../../projections/vote-tally.js';
import type { CloseTally } from '../domain/tally/decide.js';

/** People whose papers are in batches, as the views have it. */
export const offlineVotersIn = async (db: DataSource, phaseId: string): Promise<number> => {
  const [row]: { n: number }[] = await db.query(
    'select "offlineVoters" as n from views.phase_participation where "phaseId" = $1',
    [phaseId],
  );
  return row?.n ?? 0;
};

/** What the votes of a support ballot come to, as the views have it. */
export const countVotes = async (
  db: DataSource,
  phaseId: string,
): Promise<Pick<CloseTally, 'upToPosition' | 'baskets' | 'counts' | 'votes' | 'offlineVoters'>> => {
  const rows: (VoteTallyRow & VotedIdea)[] = await db.query(
    `select t.*, i."hiddenAt", i."withdrawnAt", i."mergedInto"
     from views.vote_tally t join views.idea_card i using ("ideaId")
     where t."phaseId" = $1`,
    [phaseId],
  );
  const [phase]: { voters: number; last: string }[] = await db.query(
    `select participants as voters, "asOfPosition"::text as last
     from views.phase_participation where "phaseId" = $1`,
    [phaseId],
  );
  return {
    upToPosition: phase?.last ?? '0',
    baskets: 0,
    counts: [],
    offlineVoters: await offlineVotersIn(db, phaseId),
    votes: {
      voters: phase?.voters ?? 0,
      ...countsOf(rows.map((row) => ({ ...row, ...votesOf(row, row) }))),
    },
  };
};
