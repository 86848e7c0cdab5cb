import type { DataSource } from 'typeorm';
import {
  countsOf,
  unionOf,
  votesOf,
  type Said,
  type VotedIdea,
} from '../../projections/counted.js';
import type { StandingVoteRow } from '../../projections/standing-vote.js';
import type { VoteTallyRow } from '../../projections/vote-tally.js';
import type { CloseTally } from '../domain/tally/decide.js';

/** What voters say of ideas that were merged into others, and not of these, by the latter. */
const unionsIn = async (
  db: DataSource,
  phaseId: string,
  ideaId: string | null,
): Promise<Map<string, Said>> => {
  const votes: (StandingVoteRow & { target: string })[] = await db.query(
    `with merged as (select "ideaId", "mergedInto" as target from views.idea_card
       where "mergedInto" in (select "ideaId" from views.vote_tally where "phaseId" = $1
           and ($2::text is null or "ideaId" = $2))
         and "mergePolicy" = 'union_distinct_voters' and "hiddenAt" is null and "withdrawnAt" is null),
     united as (select * from merged union select target, target from merged)
     select s.*, u.target from views.standing_vote s join united u using ("ideaId")
     where s."phaseId" = $1 and s.counted`,
    [phaseId, ideaId],
  );
  const targets = [...new Set(votes.map(({ target }) => target))];
  return new Map(
    targets.map((id) => [
      id,
      unionOf(
        id,
        votes.filter((v) => v.target === id),
      ),
    ]),
  );
};

/** People whose papers are in batches, as the views have it. */
export const offlineVotersIn = async (db: DataSource, phaseId: string): Promise<number> => {
  const [row]: { n: number }[] = await db.query(
    'select "offlineVoters" as n from views.phase_participation where "phaseId" = $1',
    [phaseId],
  );
  return row?.n ?? 0;
};

/** The votes on ideas of a phase, or on one of them, and what counts of them. */
const countedIn = async (db: DataSource, phaseId: string, ideaId: string | null = null) => {
  const rows: (VoteTallyRow & VotedIdea)[] = await db.query(
    `select t.*, i."hiddenAt", i."withdrawnAt", i."mergedInto"
     from views.vote_tally t join views.idea_card i using ("ideaId")
     where t."phaseId" = $1 and ($2::text is null or t."ideaId" = $2)`,
    [phaseId, ideaId],
  );
  const merged = await unionsIn(db, phaseId, ideaId);
  return rows.map((row) => ({ ...row, ...votesOf(row, row, merged.get(row.ideaId)) }));
};

/** How many support an idea in a phase, online, on paper, and through ideas merged into it. */
export const countSupports = async (
  db: DataSource,
  phaseId: string,
  ideaId: string,
): Promise<number> => {
  const { counts } = countsOf(await countedIn(db, phaseId, ideaId));
  return counts[0]?.up ?? 0;
};

/** What the votes of a support ballot come to, as the views have it. */
export const countVotes = async (
  db: DataSource,
  phaseId: string,
): Promise<Pick<CloseTally, 'upToPosition' | 'baskets' | 'counts' | 'votes' | 'offlineVoters'>> => {
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
      ...countsOf(await countedIn(db, phaseId)),
    },
  };
};
