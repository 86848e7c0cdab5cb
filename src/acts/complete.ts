import type { DataSource } from 'typeorm';
import type { BallotOptionRow } from '../../projections/ballot-option.js';
import { chosen, onPaper } from '../../projections/counted.js';
import type { BasketTallyRow } from '../../projections/basket-tally.js';
import type { IdeaCardRow } from '../../projections/idea-card.js';
import type { Command, CommandType } from '../domain/commands.js';
import type { PublishCosts } from '../domain/consultation/commands.js';
import { consultationStream, type Consultation } from '../domain/consultation/state.js';
import { because, type Refusal } from '../domain/fact.js';
import { ideaStream, type Idea } from '../domain/idea/state.js';
import { organisationStream, type Organisation } from '../domain/organisation/state.js';
import { eligibleWithin } from '../domain/organisation/within.js';
import { held } from '../domain/plain.js';
import type { BasketGroup } from '../domain/tally/allocating.js';
import type { CloseTally } from '../domain/tally/decide.js';
import type { Person } from '../keys/person.js';
import type { SpentCredentials } from '../keys/spent.js';
import type { Vault } from '../keys/vault.js';
import type { Log } from '../log/port.js';
import type { Freshness } from '../views/freshness.js';
import { accountOf, type Account } from './account.js';
import type { Circumstance, Wish } from './act.js';
import { countSupports, countVotes, offlineVotersIn } from './count-votes.js';
import type { Erasures } from './erasures.js';
import type { Parties } from './parties.js';
import { within, type ActingRole, type Principal } from './principal.js';
import { residenceOf, segmentsOf } from './residence.js';
import type { StreamStates } from './stream-states.js';

export interface Sources {
  log: Log;
  states: StreamStates;
  vault: Vault;
  spent: SpentCredentials;
  db: DataSource;
  freshness: Freshness;
  erasures: Erasures;
}

/**
 * A wish with everything the server adds, the organisation it concerns, the pseudonym of the citizen
 * who makes it, and whose words it holds where these are not of who acts.
 */
export interface Completed {
  command: Command;
  organisationId: string | null;
  consultationId: string | null;
  pseudonym?: string;
  author?: Person;
  /** The account of whoever takes part by it; absent where nobody does, and in imports. */
  account?: Account;
  /** The reason why it concerns nobody, if that is so. */
  refused?: Refusal;
}

type Fields = Record<string, unknown> & { type: CommandType };

const onIdeas = new Set<CommandType>([
  'ReviseIdea',
  'ChangeIdeaStatus',
  'GiveOfficialFeedback',
  'AssignIdea',
  'SetCost',
  'AdmitToBallot',
  'DisqualifyFromBallot',
  'WithdrawIdea',
  'FlagContent',
  'HideIdea',
  'RestoreIdea',
  'SuggestDuplicate',
  'DismissDuplicate',
  'PostComment',
  'ReviseComment',
  'FlagComment',
  'HideComment',
  'RestoreComment',
  'MergeIdeas',
  'UnmergeIdea',
  'ReviseOfficialFeedback',
  'RetractOfficialFeedback',
  'PrescreenIdea',
  'ClassifyIdea',
  'SuggestLocation',
  'ConfirmLocation',
  'AssessIdea',
  'PublishAssessment',
  'PutOnAgenda',
  'ScheduleHearing',
  'ReportProgress',
]);

/** Adds to a wish what only the server may say; or tells why it concerns nothing that exists. */
export const complete = async (
  wish: Wish,
  { c, role, parties }: Who,
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
  if (organisationId === undefined && role !== 'system')
    return unknown(onIdeas.has(wish.type) ? 'idea' : 'consultation', fields);
  if (wish.type in additions) fields['organisationId'] = organisationId;
  const added = await additions[wish.type]?.(fields, { c, role, parties }, from, fresh);
  return {
    command: fields as unknown as Command,
    organisationId: organisationId ?? null,
    consultationId: (fields['consultationId'] as string | null | undefined) ?? null,
    ...added,
  };
};

/** Who makes a wish, in which role, and the persons concerned. */
interface Who {
  c: Circumstance;
  role: ActingRole;
  parties: Parties;
}

const stateOf = async <S>(from: Sources, stream: string, fresh: boolean): Promise<S> =>
  (await from.states.load(stream, fresh)).state as S;

const unknown = (kind: 'idea' | 'consultation', fields: Fields): Refusal => {
  const name = `${kind}Id`;
  const code = kind === 'idea' ? 'IDEA_UNKNOWN' : 'CONSULTATION_UNKNOWN';
  return because(code, `No ${kind} ${fields[name]}.`, { [name]: fields[name] }, [name]);
};

/** The organisation a wish concerns: the one it names, or that of its consultation; null if it names neither, undefined if that is unknown. */
const organisationOf = async (
  fields: Fields,
  principal: Principal,
  role: ActingRole,
  from: Sources,
  fresh: boolean,
): Promise<string | null | undefined> => {
  if (typeof fields['organisationId'] === 'string') return fields['organisationId'];
  if (fields['consultationId'] == null) return null;
  const stream = consultationStream(fields['consultationId'] as string);
  const known = async (asOfNow: boolean): Promise<string | undefined> => {
    const { created, published } = await stateOf<Consultation>(from, stream, asOfNow);
    const own = role !== 'citizen' && created && within(principal, created.organisationId);
    return published || own ? created?.organisationId : undefined;
  };
  return (await known(fresh)) ?? (fresh ? undefined : known(true));
};

/** Who takes part: a citizen for themself, anybody else on behalf of another or of nobody. */
const participantOf = ({ role, parties: { self, other } }: Who): Person | null =>
  role === 'citizen' ? self : other;

type Addition = (fields: Fields, who: Who, from: Sources, fresh: boolean) => Promise<Of | void>;

/** What is to be known of the persons whom a wish concerns. */
type Of = Omit<Completed, 'command' | 'organisationId' | 'consultationId'>;

/** The account that takes part; of an import nobody's does, for its acts are past, nor of what Cahier does by itself. */
const takingPart = async (
  person: Person,
  { c, role }: Who,
  { log }: Sources,
): Promise<Pick<Completed, 'account'>> =>
  c.channel === 'import' || role === 'system' ? {} : { account: await accountOf(person, log) };

const writer = async (fields: Fields, who: Who, from: Sources): Promise<Of> => {
  const person = participantOf(who);
  const pseudonym = person?.authorRef(fields['consultationId'] as string);
  fields['authorRef'] = pseudonym ?? null;
  return person ? { pseudonym, author: person, ...(await takingPart(person, who, from)) } : {};
};

const author: Addition = writer;

/** Whoever flags one thing is not to be found among those who flag another, or who write. */
const flagger: Addition = async (fields, who, from) => {
  const thing = (fields['commentId'] ?? fields['ideaId']) as string;
  const person = participantOf(who);
  const pseudonym = person?.flaggerRef(thing);
  fields['flaggerRef'] = pseudonym ?? null;
  return person ? { pseudonym, ...(await takingPart(person, who, from)) } : {};
};

/** What an agent changes in an idea stays the words of its author, as long as these are not erased. */
const editor: Addition = async (fields, who, from) => {
  const added = await writer(fields, who, from);
  if (added.author) return added;
  const [submitted] = await from.log.readStream(ideaStream(fields['ideaId'] as string));
  const title = submitted?.sealed?.['title'];
  const first = title && (await from.vault.ownerOf(title));
  return first ? { author: first } : {};
};

/** Ideas that others have taken in before, and that move with them. */
const movingWith = async (from: Sources, ids: string[], fresh: boolean): Promise<string[]> => {
  const ideas = await Promise.all(ids.map((id) => stateOf<Idea>(from, ideaStream(id), fresh)));
  return ideas.flatMap(({ merged }) => merged.map(({ ideaId }) => ideaId));
};

const merging: Addition = async (fields, _who, from, fresh) => {
  fields['movingIds'] = await movingWith(from, fields['sourceIdeaIds'] as string[], fresh);
};

const unmerging: Addition = async (fields, _who, from, fresh) => {
  const ideaId = fields['ideaId'] as string;
  const { mergedInto } = await stateOf<Idea>(from, ideaStream(ideaId), fresh);
  fields['targetIdeaId'] = mergedInto?.targetIdeaId ?? ideaId;
  fields['movingIds'] = await movingWith(from, [ideaId], fresh);
};

const voter: Addition = async (fields, who, from, fresh) => {
  const person = participantOf(who);
  if (!person) throw new Error('A registrar submits a ballot on behalf of somebody.');
  const pseudonym = person.voterRef(fields['phaseId'] as string);
  fields['voterRef'] = pseudonym;
  const taking = await takingPart(person, who, from);
  await describe(fields, { who, person, account: taking.account }, from, fresh);
  return { pseudonym, author: person, ...taking };
};

/** Says of a voter what their ballot is judged by, and what goes into it beside their choice. */
const describe = async (
  fields: Fields,
  { who: { role, c }, person, account }: { who: Who; person: Person; account?: Account },
  from: Sources,
  fresh: boolean,
): Promise<void> => {
  const open = async (digest: string) => (await from.vault.open([digest]))[0];
  const vote = fields as Fields & { consultationId: string; phaseId: string };
  const stream = consultationStream(vote.consultationId);
  const { created, phases } = await stateOf<Consultation>(from, stream, fresh);
  const voting = held(phases, vote.phaseId)?.voting;
  const tokenAreaId = role === 'citizen' ? (c.principal.areaId ?? null) : null;
  fields['residenceAreaId'] = tokenAreaId;
  if (created && voting?.eligibleAreaIds.length) {
    const { organisationId } = created;
    const areas = await stateOf<Organisation>(from, organisationStream(organisationId), fresh);
    const areaId = await residenceOf({ organisationId, account, tokenAreaId }, voting, open);
    fields['residenceAreaId'] = eligibleWithin(areas, areaId, voting.eligibleAreaIds);
  }
  const begins = fields.type === 'SubmitBasket' || fields.type === 'CastVote';
  if (begins && account && created) fields['alreadyVoted'] = await from.spent.isSpent(vote, person);
  if (fields.type === 'SubmitBasket') fields['segments'] ??= await segmentsOf(account, open);
};

const blocked: Addition = async (fields, { c, parties: { other } }) => {
  const path = [c.onBehalfOf ? 'account' : c.authorOf?.commentId ? 'commentId' : 'ideaId'];
  fields['personId'] = other?.id;
  return other
    ? {}
    : { refused: because('PARTICIPANT_UNKNOWN', 'Nobody is known by this.', {}, path) };
};

const accounts: Addition = async (fields, { parties: { other, merged } }) => {
  fields['fromId'] = merged?.id;
  fields['toId'] = other?.id;
  if (other && merged) return {};
  const path = [merged ? 'account' : 'fromAccount'];
  return { refused: because('PARTICIPANT_UNKNOWN', 'Nobody is known by this.', {}, path) };
};

const leaver: Addition = async (fields, { parties: { self, other } }) => {
  fields['personId'] = other!.id;
  fields['asked'] = other === self ? 'self' : 'office';
  return { pseudonym: other!.id };
};

const oneself: Addition = async (fields, { parties: { self } }) => {
  fields['personId'] = self!.id;
  return { pseudonym: self!.id };
};

/** The person concerned keeps the key of what is said of them, whoever says it. */
const resident: Addition = async (fields, { parties: { other } }) => {
  fields['personId'] = other!.id;
  return { author: other! };
};

const organisationOnly: Addition = async () => {};

/** How long a count is waited for, in milliseconds: longer than a projector that was killed keeps its place. */
const countPatienceMs = 20_000;

const upToNow = async ({ log, freshness }: Sources, ...views: string[]): Promise<void> => {
  const head = await log.head();
  for (const view of views) await freshness.reach(view, head, countPatienceMs);
};

const admitted: Addition = async (fields, _who, from) => {
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

/** Whether ideas are supported one by one in a phase, as far as it is known. */
const isSupport = async (fields: Fields, from: Sources): Promise<boolean> => {
  const stream = consultationStream(fields['consultationId'] as string);
  const { phases } = await stateOf<Consultation>(from, stream, false);
  return held(phases, fields['phaseId'] as string)?.voting?.ballotType === 'support';
};

const counted: Addition = async (fields, _who, from) => {
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
const supports: Addition = async (fields, _who, from, fresh) => {
  const stream = consultationStream(fields['consultationId'] as string);
  const { phases } = await stateOf<Consultation>(from, stream, fresh);
  const phaseId = fields['phaseId'] as string;
  fields['counted'] = 0;
  if (!held(phases, phaseId)?.threshold) return;
  await upToNow(from, 'vote_tally', 'standing_vote', 'idea_card');
  fields['counted'] = await countSupports(from.db, phaseId, fields['ideaId'] as string);
};

const contributed: Addition = async (fields, _who, from) => {
  await upToNow(from, 'idea_card', 'phase', 'phase_participation');
  const [counted]: { n: number }[] = await from.db.query(
    `select (select count(*) from views.idea_card where "consultationId" = $1)::int
       + coalesce((select sum(p.acts + p."offlineVoters") from views.phase_participation p join views.phase using ("phaseId")
          where "consultationId" = $1), 0)::int as n`,
    [fields['consultationId']],
  );
  fields['contributions'] = counted!.n;
};

const grouped: Addition = async (fields, _who, from) => {
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

/** What is added to which wish; each gives back what is to be known of the person concerned, if there is one. */
const additions: Partial<Record<CommandType, Addition>> = {
  PublishDecision: organisationOnly,
  PublishRules: organisationOnly,
  PublishConsultation: organisationOnly,
  ConfigureVoting: organisationOnly,
  AddMeetingReport: organisationOnly,
  AddAdvisoryOpinion: organisationOnly,
  PublishStatement: organisationOnly,
  UnpublishConsultation: contributed,
  SubmitIdea: author,
  ReviseIdea: editor,
  ChangeIdeaStatus: organisationOnly,
  GiveOfficialFeedback: organisationOnly,
  CheckThreshold: supports,
  AssignIdea: organisationOnly,
  SetCost: organisationOnly,
  AdmitToBallot: organisationOnly,
  DisqualifyFromBallot: organisationOnly,
  WithdrawIdea: author,
  FlagContent: flagger,
  HideIdea: organisationOnly,
  RestoreIdea: organisationOnly,
  SuggestDuplicate: organisationOnly,
  DismissDuplicate: organisationOnly,
  PostComment: author,
  ReviseComment: author,
  FlagComment: flagger,
  HideComment: organisationOnly,
  RestoreComment: organisationOnly,
  MergeIdeas: merging,
  UnmergeIdea: unmerging,
  ReviseOfficialFeedback: organisationOnly,
  RetractOfficialFeedback: organisationOnly,
  PrescreenIdea: organisationOnly,
  ClassifyIdea: organisationOnly,
  SuggestLocation: organisationOnly,
  ConfirmLocation: organisationOnly,
  AssessIdea: organisationOnly,
  PublishAssessment: organisationOnly,
  PutOnAgenda: organisationOnly,
  ScheduleHearing: organisationOnly,
  ReportProgress: organisationOnly,
  OpenReviewSession: organisationOnly,
  ReviewIdea: organisationOnly,
  CloseReviewSession: organisationOnly,
  SubmitBasket: voter,
  WithdrawBasket: voter,
  RecordPaperBallot: voter,
  CastVote: voter,
  ChangeVote: voter,
  WithdrawVote: voter,
  PublishCosts: admitted,
  OpenPhase: admitted,
  CloseTally: counted,
  ComputeAllocation: grouped,
  RegisterParticipant: oneself,
  ChangeContact: oneself,
  DeclareResidence: oneself,
  VerifyResidence: resident,
  DeclareProfileSegments: oneself,
  BlockParticipant: blocked,
  MergeAccounts: accounts,
  EraseParticipant: leaver,
};
