import type { DataSource } from 'typeorm';
import type { BasketLine, Segments } from '../domain/ballot/events.js';
import type { IdeaCardRow } from '../../projections/idea-card.js';
import { isUnited } from '../../projections/counted.js';
import type { DescribedVoter, Mark } from '../../projections/segments.js';
import type { StandingVoteRow } from '../../projections/standing-vote.js';
import type { Disclosures } from './disclosures.js';

/** So many voters are read and opened at a time. */
const PAGE = 2_000;

type Vote = Pick<StandingVoteRow, 'ideaId' | 'value'> & { position: string };

interface VoterRow {
  voterRef: string;
  digest: string | null;
  lines: BasketLine[] | null;
  votes: Vote[] | null;
}

/** Each voter of a phase whose basket stands, or of whom votes count, and their words' digest; in the order of pseudonyms. */
const VOTERS = `
  select r."voterRef", p.sealed ->> 'segments' as digest, b.lines, v.votes
  from (
    (select "voterRef" from views.my_ballot
      where "phaseId" = $1 and "voterRef" > $2 and status = 'submitted' order by "voterRef" limit $3)
    union
    (select distinct "voterRef" from views.standing_vote
      where "phaseId" = $1 and "voterRef" > $2 and counted order by "voterRef" limit $3)
  ) r
  left join views.voter_profile p on p."phaseId" = $1 and p."voterRef" = r."voterRef"
  left join views.my_ballot b
    on b."phaseId" = $1 and b."voterRef" = r."voterRef" and b.status = 'submitted'
  left join lateral (
    select json_agg(json_build_object('ideaId', s."ideaId", 'value', s.value, 'position', s.position::text)) as votes
    from views.standing_vote s where s."phaseId" = $1 and s."voterRef" = r."voterRef" and s.counted
  ) v on true
  order by r."voterRef" limit $3`;

/** What of the ideas of a phase decides where a vote on one counts. */
export type VotedIdeas = ReadonlyMap<
  string,
  Pick<IdeaCardRow, 'hiddenAt' | 'withdrawnAt' | 'mergedInto' | 'mergePolicy'> & {
    /** It counts nothing on the ballot. */
    suspended: boolean;
  }
>;

/** The idea that a vote counts for, if any. */
const countsFor = (ideas: VotedIdeas, ideaId: string): string | undefined => {
  const idea = ideas.get(ideaId);
  if (!idea) return undefined;
  const target = idea.mergedInto !== null && isUnited(idea) ? idea.mergedInto : ideaId;
  return isCounted(ideas, target) ? target : undefined;
};

/** Whether votes on an idea count. */
export const isCounted = (ideas: VotedIdeas, ideaId: string): boolean => {
  const idea = ideas.get(ideaId);
  return (
    idea !== undefined &&
    !idea.suspended &&
    idea.hiddenAt === null &&
    idea.withdrawnAt === null &&
    idea.mergedInto === null
  );
};

/** What of one voter's votes counts: on each idea what they say of it, else what they said last of one merged into it. */
const marksOf = (votes: Vote[], ideas: VotedIdeas): Mark[] => {
  const found = new Map<string, Vote>();
  const rank = (vote: Vote, target: string) =>
    vote.ideaId === target ? [1n, 0n] : [0n, BigInt(vote.position)];
  for (const vote of votes) {
    const target = countsFor(ideas, vote.ideaId);
    if (target === undefined) continue;
    const known = found.get(target);
    const [own, at] = rank(vote, target) as [bigint, bigint];
    const [ownBefore, atBefore] = known ? (rank(known, target) as [bigint, bigint]) : [-1n, 0n];
    if (own > ownBefore || (own === ownBefore && at > atBefore)) found.set(target, vote);
  }
  return [...found].map(([ideaId, { value }]) => ({ ideaId, value }));
};

const picksOf = (lines: BasketLine[], ideas: VotedIdeas): Mark[] =>
  lines
    .filter(({ ideaId }) => isCounted(ideas, ideaId))
    .map(({ ideaId }) => ({ ideaId, value: null }));

/** Every voter of a phase with what counts of what they chose; what they say of themselves is opened page by page. */
export async function* describedVoters(
  { db, disclosures }: { db: Pick<DataSource, 'query'>; disclosures: Disclosures },
  phaseId: string,
  ideas: VotedIdeas,
): AsyncGenerator<DescribedVoter> {
  for (let after = ''; ;) {
    const rows: VoterRow[] = await db.query(VOTERS, [phaseId, after, PAGE]);
    const digests = rows.flatMap(({ digest }) => digest ?? []);
    const opened = new Map(
      (digests.length ? await disclosures.open(digests) : []).map((v, i) => [digests[i], v]),
    );
    for (const { digest, lines, votes } of rows) {
      const segments = digest === null ? null : (opened.get(digest) as Segments | Error | null);
      if (segments instanceof Error) throw segments;
      yield { segments, marks: [...picksOf(lines ?? [], ideas), ...marksOf(votes ?? [], ideas)] };
    }
    if (rows.length < PAGE) return;
    after = rows.at(-1)!.voterRef;
  }
}
