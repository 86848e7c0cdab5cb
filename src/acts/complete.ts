import type { Command, CommandType } from '../domain/commands.js';
import { consultationStream, type Consultation } from '../domain/consultation/state.js';
import { because, type Refusal } from '../domain/fact.js';
import { ideaStream, type Idea } from '../domain/idea/state.js';
import type { Wish } from './act.js';
import { admitted, contributed, counted, grouped, options, supports } from './add-counts.js';
import {
  accounts,
  author,
  blocked,
  editor,
  flagger,
  grantee,
  leaver,
  oneself,
  resident,
  voter,
} from './add-persons.js';
import {
  stateOf,
  type Addition,
  type Completed,
  type Fields,
  type Sources,
  type Who,
} from './addition.js';
import { within, type ActingRole, type Principal } from './principal.js';

const onIdeas = new Set<CommandType>([
  'ReviseIdea',
  'ChangeIdeaStatus',
  'GiveOfficialFeedback',
  'AssignIdea',
  'SetCost',
  'CorrectCost',
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

/** Other wishes that are decided with what their organisation has declared. */
const inOrganisation = new Set<CommandType>([
  'PublishDecision',
  'PublishResults',
  'PublishRules',
  'PublishConsultation',
  'ConfigureVoting',
  'AddMeetingReport',
  'AddAdvisoryOpinion',
  'PublishStatement',
  'OpenReviewSession',
  'ReviewIdea',
  'CloseReviewSession',
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
  if (wish.type in additions || onIdeas.has(wish.type) || inOrganisation.has(wish.type))
    fields['organisationId'] = organisationId;
  const added = await additions[wish.type]?.(fields, { c, role, parties }, from, fresh);
  return {
    command: fields as unknown as Command,
    organisationId: organisationId ?? null,
    consultationId: (fields['consultationId'] as string | null | undefined) ?? null,
    ...added,
  };
};

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

/** What is added to which wish; each gives back what is to be known of the person concerned, if there is one. */
const additions: Partial<Record<CommandType, Addition>> = {
  UnpublishConsultation: contributed,
  SubmitIdea: author,
  ReviseIdea: editor,
  CheckThreshold: supports,
  WithdrawIdea: author,
  FlagContent: flagger,
  PostComment: author,
  ReviseComment: author,
  FlagComment: flagger,
  MergeIdeas: merging,
  UnmergeIdea: unmerging,
  SubmitBasket: voter,
  WithdrawBasket: voter,
  RecordPaperBallot: voter,
  CastVote: voter,
  ChangeVote: voter,
  WithdrawVote: voter,
  PublishCosts: admitted,
  OpenPhase: admitted,
  ReopenPhase: options,
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
  GrantRole: grantee,
};
