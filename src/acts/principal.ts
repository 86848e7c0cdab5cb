import type { CommandType } from '../domain/commands.js';
import type { Actor } from '../log/port.js';

export const roles = ['citizen', 'moderator', 'staff', 'registrar', 'auditor', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Who is at the door, as their token says. */
export interface Principal {
  /** The account's own name; never stored in an event of a citizen. */
  sub: string;
  roles: Role[];
  /** Organisations in which staff may act; `*` stands for all. */
  organisations: string[];
  /** The area where a citizen is known to live. */
  areaId?: string;
}

const staff: Role[] = ['staff'];
const configure: Role[] = ['staff', 'admin'];

/** Which roles may wish for what. */
export const mayWish: Record<CommandType, Role[]> = {
  RegisterOrganisation: ['admin'],
  DefineArea: configure,
  RetireArea: configure,
  DefineTopic: configure,
  DefineBody: configure,
  DefineStatus: configure,
  CreateConsultation: staff,
  PublishRules: staff,
  PublishConsultation: staff,
  AddPhase: staff,
  ConfigureVoting: staff,
  PublishCosts: staff,
  OpenPhase: staff,
  ClosePhase: staff,
  PublishDecision: staff,
  ArchiveConsultation: staff,
  SubmitIdea: ['citizen', 'staff', 'registrar'],
  ReviseIdea: ['citizen', 'staff', 'moderator'],
  ChangeIdeaStatus: staff,
  GiveOfficialFeedback: staff,
  SetCost: staff,
  AdmitToBallot: staff,
  SubmitBasket: ['citizen', 'registrar'],
  WithdrawBasket: ['citizen'],
  CloseTally: staff,
  ComputeAllocation: staff,
  CertifyResults: staff,
  PublishResults: staff,
};

/** The role in which a principal may make this wish; undefined if none allows it. A citizen's role goes first: one votes as oneself. */
export const roleFor = (principal: Principal, type: CommandType): Role | undefined =>
  mayWish[type].find((role) => principal.roles.includes(role));

/** Whether somebody other than a citizen may act in this organisation. */
export const within = (principal: Principal, organisationId: string): boolean =>
  principal.organisations.includes('*') || principal.organisations.includes(organisationId);

/** How the log names who acts: a citizen by pseudonym, everybody else by account. */
export const actorOf = (principal: Principal, role: Role, pseudonym?: string): Actor =>
  role === 'citizen'
    ? { kind: 'citizen', ref: pseudonym ?? 'citizen', role }
    : { kind: role === 'registrar' ? 'officer' : 'agent', ref: principal.sub, role };
