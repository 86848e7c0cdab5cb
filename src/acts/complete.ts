import type { DataSource } from 'typeorm';
import type { BallotOptionRow } from '../../projections/ballot-option.js';
import type { BasketTallyRow } from '../../projections/basket-tally.js';
import type { IdeaCardRow } from '../../projections/idea-card.js';
import type { Command, CommandType } from '../domain/commands.js';
import type { PublishCosts } from '../domain/consultation/commands.js';
import { consultationStream, type Consultation } from '../domain/consultation/state.js';
import { because, type Refusal } from '../domain/fact.js';
import { ideaStream, type Idea } from '../domain/idea/state.js';
import type { BasketGroup, CloseTally } from '../domain/tally/decide.js';
import type { ParticipantKeys } from '../keys/participant-keys.js';
import type { Log } from '../log/port.js';
import type { Freshness } from '../views/freshness.js';
import type { Circumstance, Wish } from './act.js';
import { within, type Principal, type Role } from './principal.js';
import type { StreamStates } from './stream-states.js';

export interface Sources {
  log: Log;
  states: StreamStates;
  keys: ParticipantKeys;
  db: DataSource;
  freshness: Freshness;
}

/** A wish with everything the server adds, the organisation it concerns, and the pseudonym of the citizen who makes it. */
export interface Completed {
  command: Command;
  organisationId: string | null;
  consultationId: string | null;
  pseudonym?: string;
}

type Fields = Record<string, unknown> & { type: CommandType };

const onIdeas = new Set<CommandType>([
  'ReviseIdea',
  'ChangeIdeaStatus',
  'GiveOfficialFeedback',
  'SetCost',
  'AdmitToBallot',
]);

/** Adds to a wish what only the server may say; or tells why it concerns nothing that exists. */
export const complete = async (
  wish: Wish,
  c: Circumstance,
  role: Role,
  from: Sources,
  fresh: boolean,
): Promise<Completed | Refusal> => {
  const fields: Fields = { ...wish } as Fields;
  if (onIdeas.has(wish.type)) {
    const idea = await stateOf<Idea>(from, ideaStream(fields['ideaId'] as string), fresh);
    if (!idea.submitted) return unknown('idea', fields);
    fields['consultationId'] = idea.submitted.consultationId;
  }
  const organisationId = await organisationOf(fields, c.principal, role, from, fresh);
  if (organisationId === undefined)
    return unknown(onIdeas.has(wish.type) ? 'idea' : 'consultation', fields);
  if (wish.type in additions) fields['organisationId'] = organisationId;
  const pseudonym = await (additions[wish.type] ?? (async () => undefined))(fields, c, role, from);
  return {
    command: fields as unknown as Command,
    organisationId,
    consultationId: (fields['consultationId'] as string | undefined) ?? null,
    ...(pseudonym && { pseudonym }),
  };
};

const stateOf = async <S>(from: Sources, stream: string, fresh: boolean): Promise<S> =>
  (await from.states.load(stream, fresh)).state as S;

const unknown = (kind: 'idea' | 'consultation', fields: Fields): Refusal => {
  const name = `${kind}Id`;
  const code = kind === 'idea' ? 'IDEA_UNKNOWN' : 'CONSULTATION_UNKNOWN';
  return because(code, `No ${kind} ${fields[name]}.`, { [name]: fields[name] }, [name]);
};

/** The organisation a wish concerns: the one it names, or that of its consultation; undefined if that is unknown. */
const organisationOf = async (
  fields: Fields,
  principal: Principal,
  role: Role,
  from: Sources,
  fresh: boolean,
): Promise<string | undefined> => {
  if (typeof fields['organisationId'] === 'string') return fields['organisationId'];
  const stream = consultationStream(fields['consultationId'] as string);
  const known = async (asOfNow: boolean): Promise<string | undefined> => {
    const { created, published } = await stateOf<Consultation>(from, stream, asOfNow);
    const own = role !== 'citizen' && created && within(principal, created.organisationId);
    return published || own ? created?.organisationId : undefined;
  };
  return (await known(fresh)) ?? (fresh ? undefined : known(true));
};

type Addition = (
  fields: Fields,
  c: Circumstance,
  role: Role,
  from: Sources,
) => Promise<string | undefined>;

const author: Addition = async (fields, c, role, { keys }) => {
  const person = role === 'citizen' ? c.principal.sub : c.onBehalfOf;
  const ref = person ? await keys.authorRef(person, fields['consultationId'] as string) : null;
  fields['authorRef'] = ref;
  return ref ?? undefined;
};

const voter: Addition = async (fields, c, role, { keys }) => {
  const person = role === 'citizen' ? c.principal.sub : c.onBehalfOf;
  if (!person) throw new Error('A registrar submits a ballot on behalf of somebody.');
  fields['voterRef'] = await keys.voterRef(person, fields['phaseId'] as string);
  fields['residenceAreaId'] = role === 'citizen' ? (c.principal.areaId ?? null) : null;
  return fields['voterRef'] as string;
};

const organisationOnly: Addition = async () => undefined;

/** How long a count is waited for, in milliseconds: longer than a projector that was killed keeps its place. */
const countPatienceMs = 20_000;

const upToNow = async ({ log, freshness }: Sources, ...views: string[]): Promise<void> => {
  const head = await log.head();
  for (const view of views) await freshness.reach(view, head, countPatienceMs);
};

const admitted: Addition = async (fields, _c, _role, from) => {
  await upToNow(from, 'ballot_option', 'idea_card');
  const phaseId = fields['phaseId'] as string;
  const options: (BallotOptionRow &
    Pick<IdeaCardRow, 'costAmount' | 'topicIds' | 'ideaVersion'>)[] = await from.db.query(
    `select o."ideaId", o."envelopeAreaId", i."costAmount"::float8 as "costAmount", i."costVersion",
              i."ideaVersion", i."topicIds"
       from views.ballot_option o join views.idea_card i using ("ideaId") where o."phaseId" = $1
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
  return undefined;
};

const counted: Addition = async (fields, _c, _role, from) => {
  await upToNow(from, 'basket_tally', 'my_ballot', 'phase_participation');
  const phaseId = fields['phaseId'] as string;
  const counts: BasketTallyRow[] = await from.db.query(
    'select "ideaId", picks, votes from views.basket_tally where "phaseId" = $1',
    [phaseId],
  );
  const [ballots]: { n: number; last: string }[] = await from.db.query(
    `select count(*) filter (where status = 'submitted')::int as n, coalesce(max("asOfPosition"), 0)::text as last
     from views.my_ballot where "phaseId" = $1`,
    [phaseId],
  );
  const added: Pick<CloseTally, 'counts' | 'baskets' | 'upToPosition'> = {
    counts: counts.map(({ ideaId, picks, votes }) => ({ ideaId, picks, votes })),
    baskets: ballots!.n,
    upToPosition: ballots!.last,
  };
  Object.assign(fields, added);
  return undefined;
};

const grouped: Addition = async (fields, _c, _role, from) => {
  await upToNow(from, 'my_ballot');
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
  return undefined;
};

/** What is added to which wish; each gives back the pseudonym of the person concerned, if there is one. */
const additions: Partial<Record<CommandType, Addition>> = {
  PublishDecision: organisationOnly,
  PublishRules: organisationOnly,
  ConfigureVoting: organisationOnly,
  SubmitIdea: author,
  ReviseIdea: author,
  ChangeIdeaStatus: organisationOnly,
  GiveOfficialFeedback: organisationOnly,
  SetCost: organisationOnly,
  AdmitToBallot: organisationOnly,
  SubmitBasket: voter,
  WithdrawBasket: voter,
  PublishCosts: admitted,
  OpenPhase: admitted,
  CloseTally: counted,
  ComputeAllocation: grouped,
};
