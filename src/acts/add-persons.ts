import { consultationStream, type Consultation } from '../domain/consultation/state.js';
import { because } from '../domain/fact.js';
import { ideaStream } from '../domain/idea/state.js';
import { organisationStream, type Organisation } from '../domain/organisation/state.js';
import { eligibleWithin } from '../domain/organisation/within.js';
import { held } from '../domain/plain.js';
import type { Person } from '../keys/person.js';
import { accountOf, type Account } from './account.js';
import {
  stateOf,
  type Addition,
  type Completed,
  type Fields,
  type Of,
  type Sources,
  type Who,
} from './addition.js';
import { residenceOf, segmentsOf } from './residence.js';

/** Who takes part: a citizen for themself, anybody else on behalf of another or of nobody. */
const participantOf = ({ role, parties: { self, other } }: Who): Person | null =>
  role === 'citizen' ? self : other;

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

export const author: Addition = writer;

/** Whoever flags one thing is not to be found among those who flag another, or who write. */
export const flagger: Addition = async (fields, who, from) => {
  const thing = (fields['commentId'] ?? fields['ideaId']) as string;
  const person = participantOf(who);
  const pseudonym = person?.flaggerRef(thing);
  fields['flaggerRef'] = pseudonym ?? null;
  return person ? { pseudonym, ...(await takingPart(person, who, from)) } : {};
};

/** What an agent changes in an idea stays the words of its author, as long as these are not erased. */
export const editor: Addition = async (fields, who, from) => {
  const added = await writer(fields, who, from);
  if (added.author) return added;
  const [submitted] = await from.log.readStream(ideaStream(fields['ideaId'] as string));
  const title = submitted?.sealed?.['title'];
  const first = title && (await from.vault.ownerOf(title));
  return first ? { author: first } : {};
};

export const voter: Addition = async (fields, who, from, fresh) => {
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
  if (begins) fields['segments'] ??= await segmentsOf(account, open);
};

export const blocked: Addition = async (fields, { c, parties: { other } }) => {
  const path = [c.onBehalfOf ? 'account' : c.authorOf?.commentId ? 'commentId' : 'ideaId'];
  fields['personId'] = other?.id;
  return other
    ? {}
    : { refused: because('PARTICIPANT_UNKNOWN', 'Nobody is known by this.', {}, path) };
};

export const accounts: Addition = async (fields, { parties: { other, merged } }) => {
  fields['fromId'] = merged?.id;
  fields['toId'] = other?.id;
  if (other && merged) return {};
  const path = [merged ? 'account' : 'fromAccount'];
  return { refused: because('PARTICIPANT_UNKNOWN', 'Nobody is known by this.', {}, path) };
};

export const leaver: Addition = async (fields, { parties: { self, other } }) => {
  fields['personId'] = other!.id;
  fields['asked'] = other === self ? 'self' : 'office';
  return { pseudonym: other!.id };
};

/** Whoever is given a role is named as the organisation knows them, and keeps the key of their account's name. */
export const grantee: Addition = async (fields, { parties: { other } }) => {
  fields['subjectRef'] = other!.agentRef(fields['organisationId'] as string);
  fields['account'] = other!.account;
  return { author: other! };
};

export const oneself: Addition = async (fields, { parties: { self } }) => {
  fields['personId'] = self!.id;
  return { pseudonym: self!.id };
};

/** The person concerned keeps the key of what is said of them, whoever says it. */
export const resident: Addition = async (fields, { parties: { other } }) => {
  fields['personId'] = other!.id;
  return { author: other! };
};
