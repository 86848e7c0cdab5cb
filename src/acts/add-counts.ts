import type { BallotOptionRow } from '../../projections/ballot-option.js';
import type { BasketTallyRow } from '../../projections/basket-tally.js';
import { chosen, onPaper } from '../../projections/counted.js';
import type { IdeaCardRow } from '../../projections/idea-card.js';
import type { PublishCosts } from '../domain/consultation/commands.js';
import { consultationStream, type Consultation } from '../domain/consultation/state.js';
import { held } from '../domain/plain.js';
import type { BasketGroup } from '../domain/tally/allocating.js';
import type { CloseTally } from '../domain/tally/decide.js';
import { stateOf, type Addition, type Fields, type Sources } from './addition.js';
import { countSupports, countVotes, offlineVotersIn } from './count-votes.js';

/** How long a count is waited for, in milliseconds: longer than a projector that was killed keeps its place. */
const countPatienceMs = 20_000;

const upToNow = async ({ log, freshness }: Sources, ...views: string[]): Promise<void> => {
  const head = await log.head();
  for (const view of views) await freshness.reach(view, head, countPatienceMs);
};

export const admitted: Addition = async (fields, _who, from) => {
  await upToNow(from, 'ballot_option', 'idea_card');
  const phaseId = fields['phaseId'] as string;
  const options: (BallotOptionRow &
    Pick<IdeaCardRow, 'costAmount' | 'topicIds' | 'ideaVersion'>)[] = await from.db.query(
    `select o."ideaId", o."envelopeAreaId", i."costAmount"::float8 as "costAmount", i."costVersion",
              i."ideaVersion", i."topicIds"
       from views.ballot_option o join views.idea_card i using ("ideaId") where o."phaseId" = $1
         and o.suspended is distinct from 'disqualified' and i."hiddenAt" is null and i."withdrawnAt" is null
         and i."mergedInto" is null
       order by i."submittedAt", i."ideaId" collate "C"`,
    [phaseId],
  );
  fields['admitted'] = options.map((o): PublishCosts['admitted'][number] => ({
    ideaId: o.ideaId,
    ideaVersion: o.ideaVersion,
    amount: o.costAmount,
    costVersion: o.costVersion ?? 0,
    envelopeAreaId: o.envelopeAreaId,
    topicIds: o.topicIds,
  }));
};

/** The ideas on the published ballot of a phase. */
export const options: Addition = async (fields, _who, from, fresh) => {
  const stream = consultationStream(fields['consultationId'] as string);
  const { phases } = await stateOf<Consultation>(from, stream, fresh);
  fields['optionIds'] = [...(held(phases, fields['phaseId'] as string)?.options?.keys() ?? [])];
};

/** Whether ideas are supported one by one in a phase, as far as it is known. */
const isSupport = async (fields: Fields, from: Sources): Promise<boolean> => {
  const stream = consultationStream(fields['consultationId'] as string);
  const { phases } = await stateOf<Consultation>(from, stream, false);
  return held(phases, fields['phaseId'] as string)?.voting?.ballotType === 'support';
};

export const counted: Addition = async (fields, _who, from) => {
  const phaseId = fields['phaseId'] as string;
  if (await isSupport(fields, from)) {
    await upToNow(from, 'vote_tally', 'standing_vote', 'idea_card', 'phase_participation');
    Object.assign(fields, await countVotes(from.db, phaseId));
    return;
  }
  await upToNow(from, 'basket_tally', 'my_ballot', 'phase_participation', 'offline_batch');
  const counts: BasketTallyRow[] = await from.db.query(
    'select * from views.basket_tally where "phaseId" = $1',
    [phaseId],
  );
  const [ballots]: { n: number; last: string }[] = await from.db.query(
    `select count(*) filter (where status = 'submitted')::int as n,
       greatest(max("asOfPosition"), 0, (select max("asOfPosition") from views.offline_batch
         where "phaseId" = $1))::text as last
     from views.my_ballot where "phaseId" = $1`,
    [phaseId],
  );
  const added: Pick<CloseTally, 'counts' | 'baskets' | 'upToPosition' | 'offlineVoters'> = {
    counts: counts.map(chosen),
    offlineVoters: await offlineVotersIn(from.db, phaseId),
    baskets: ballots!.n,
    upToPosition: ballots!.last,
  };
  Object.assign(fields, added);
};

/** How many supports an idea has, where anything depends on it. */
export const supports: Addition = async (fields, _who, from, fresh) => {
  const stream = consultationStream(fields['consultationId'] as string);
  const { phases } = await stateOf<Consultation>(from, stream, fresh);
  const phaseId = fields['phaseId'] as string;
  fields['counted'] = 0;
  if (!held(phases, phaseId)?.threshold) return;
  await upToNow(from, 'vote_tally', 'standing_vote', 'idea_card');
  fields['counted'] = await countSupports(from.db, phaseId, fields['ideaId'] as string);
};

export const contributed: Addition = async (fields, _who, from) => {
  await upToNow(from, 'idea_card', 'phase', 'phase_participation');
  const [counted]: { n: number }[] = await from.db.query(
    `select (select count(*) from views.idea_card where "consultationId" = $1)::int
       + coalesce((select sum(p.acts + p."offlineVoters") from views.phase_participation p join views.phase using ("phaseId")
          where "consultationId" = $1), 0)::int as n`,
    [fields['consultationId']],
  );
  fields['contributions'] = counted!.n;
};

export const grouped: Addition = async (fields, _who, from) => {
  await upToNow(from, 'my_ballot', 'basket_tally');
  const tally: BasketTallyRow[] = await from.db.query(
    'select * from views.basket_tally where "phaseId" = $1',
    [fields['phaseId']],
  );
  fields['offline'] = onPaper(tally);
  const groups: { envelopeAreaId: string | null; lines: string; n: number }[] = await from.db.query(
    `select "envelopeAreaId", lines::text as lines, count(*)::int as n from views.my_ballot
     where "phaseId" = $1 and status = 'submitted' group by 1, 2`,
    [fields['phaseId']],
  );
  fields['groups'] = groups.map(({ envelopeAreaId, lines, n }): BasketGroup => ({
    envelopeAreaId,
    count: n,
    lines: (JSON.parse(lines) as { ideaId: string; votes: number }[]).map(({ ideaId, votes }) => ({
      ideaId,
      votes,
    })),
  }));
};
