import type { CommandType } from '../domain/commands.js';
import type { Person } from '../keys/person.js';
import type { Actor } from '../log/port.js';

export const roles = ['citizen', 'moderator', 'staff', 'registrar', 'auditor', 'admin'] as const;
export type Role = (typeof roles)[number];

/** A role in which an act is recorded; no token can claim that of the system itself. */
export type ActingRole = Role | 'system';

/** Who is at the door, as their token says. */
export interface Principal {
  /** The account's own name; it stands in no event. */
  sub: string;
  roles: ActingRole[];
  /** Organisations in which staff may act; `*` stands for all. */
  organisations: string[];
  /** The area where a citizen is known to live. */
  areaId?: string;
  /** By which the identity provider knows a person again whatever their account. */
  identity?: string;
}

const staff: Role[] = ['staff'];
const configure: Role[] = ['staff', 'admin'];
const moderate: Role[] = ['moderator', 'staff'];

/** Which roles may wish for what. */
export const mayWish: Record<CommandType, ActingRole[]> = {
  RegisterOrganisation: ['admin'],
  DefineArea: configure,
  RetireArea: configure,
  RenameArea: configure,
  StatePopulation: configure,
  DefineTopic: configure,
  RetireTopic: configure,
  DefineDepartment: configure,
  RetireDepartment: configure,
  DefineBody: configure,
  RetireBody: configure,
  DeclareReservePeriod: configure,
  DefineStatus: configure,
  GrantRole: ['admin'],
  RevokeRole: ['admin'],
  CreateConsultation: staff,
  PublishRules: staff,
  PublishConsultation: staff,
  AddPhase: staff,
  ConfigureVoting: staff,
  PublishCosts: staff,
  OpenPhase: ['staff', 'system'],
  ClosePhase: ['staff', 'system'],
  ReschedulePhase: staff,
  ReopenPhase: staff,
  CancelPhase: staff,
  UnpublishConsultation: staff,
  AddMeetingReport: staff,
  AddAdvisoryOpinion: staff,
  PublishStatement: staff,
  PublishDecision: staff,
  ArchiveConsultation: staff,
  SubmitIdea: ['citizen', 'staff', 'registrar'],
  ReviseIdea: ['citizen', 'staff', 'moderator'],
  ChangeIdeaStatus: staff,
  GiveOfficialFeedback: staff,
  CheckThreshold: ['system'],
  NoteOverdueFeedback: ['system'],
  AssignIdea: staff,
  SetCost: staff,
  CorrectCost: staff,
  AdmitToBallot: staff,
  DisqualifyFromBallot: staff,
  WithdrawIdea: ['citizen', 'staff'],
  FlagContent: ['citizen', 'moderator', 'staff', 'registrar'],
  HideIdea: moderate,
  RestoreIdea: moderate,
  SuggestDuplicate: moderate,
  DismissDuplicate: moderate,
  PostComment: ['citizen', 'staff', 'registrar'],
  ReviseComment: ['citizen', 'staff'],
  FlagComment: ['citizen', 'moderator', 'staff'],
  HideComment: moderate,
  RestoreComment: moderate,
  MergeIdeas: staff,
  UnmergeIdea: staff,
  ReviseOfficialFeedback: staff,
  RetractOfficialFeedback: staff,
  PrescreenIdea: staff,
  ClassifyIdea: staff,
  SuggestLocation: staff,
  ConfirmLocation: staff,
  AssessIdea: staff,
  PublishAssessment: staff,
  PutOnAgenda: staff,
  ScheduleHearing: staff,
  ReportProgress: staff,
  OpenReviewSession: staff,
  ReviewIdea: staff,
  CloseReviewSession: staff,
  SubmitBasket: ['citizen', 'registrar'],
  WithdrawBasket: ['citizen', 'system'],
  CastVote: ['citizen', 'registrar'],
  ChangeVote: ['citizen', 'registrar'],
  WithdrawVote: ['citizen', 'system'],
  InvalidateBallot: staff,
  ReinstateBallot: staff,
  RecordPaperBallot: ['registrar'],
  RecordOfflineVotes: ['registrar', 'staff'],
  CorrectOfflineVotes: ['registrar', 'staff'],
  VoidOfflineVotes: ['registrar', 'staff'],
  CloseTally: staff,
  ComputeAllocation: staff,
  OverrideAllocation: staff,
  CertifyResults: staff,
  PublishResults: staff,
  ReopenResults: staff,
  RegisterParticipant: ['citizen'],
  ChangeContact: ['citizen'],
  DeclareResidence: ['citizen'],
  VerifyResidence: ['registrar', 'staff'],
  DeclareProfileSegments: ['citizen'],
  BlockParticipant: moderate,
  UnblockParticipant: moderate,
  MergeAccounts: staff,
  CompleteMerge: ['system'],
  EraseParticipant: ['admin', 'registrar', 'citizen'],
  RecordErasure: ['system'],
  CompleteErasure: ['system'],
};

/** The role in which a principal may make this wish; undefined if none allows it. A citizen's role goes first: one votes as oneself. */
export const roleFor = (principal: Principal, type: CommandType): ActingRole | undefined =>
  mayWish[type].find((role) => principal.roles.includes(role));

/** Whether somebody other than a citizen may act in this organisation. */
export const within = (principal: Principal, organisationId: string): boolean =>
  principal.organisations.includes('*') || principal.organisations.includes(organisationId);

/** Cahier itself, where it acts by itself. */
export const system: Principal = { sub: 'cahier', roles: ['system'], organisations: ['*'] };

/**
 * How the log names who acts: by a pseudonym. A citizen's is that of the act; everybody else has one
 * for each organisation.
 */
export const actorOf = (
  self: Person | null,
  role: ActingRole,
  { pseudonym, organisationId }: { pseudonym?: string; organisationId: string | null },
): Actor => {
  if (!self || role === 'system') return { kind: 'system', ref: 'cahier', role: 'system' };
  if (role === 'citizen') return { kind: 'citizen', ref: pseudonym ?? 'citizen', role };
  const kind = role === 'registrar' ? 'officer' : 'agent';
  return { kind, ref: self.agentRef(organisationId), role };
};
