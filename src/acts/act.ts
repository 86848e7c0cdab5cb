import { Command } from '@nestjs/cqrs';
import type { CommandType, Command as DomainCommand } from '../domain/commands.js';
import type { Instant, Refusal } from '../domain/fact.js';
import type { Channel, Position } from '../log/port.js';
import type { Principal } from './principal.js';

/** What the server adds to a wish before it is decided, so that nobody can supply it. */
interface Added {
  CreateConsultation: never;
  PublishDecision: 'organisationId';
  PublishRules: 'organisationId';
  PublishConsultation: 'organisationId';
  ConfigureVoting: 'organisationId';
  AddMeetingReport: 'organisationId';
  AddAdvisoryOpinion: 'organisationId';
  PublishStatement: 'organisationId';
  UnpublishConsultation: 'contributions';
  PublishCosts: 'admitted';
  OpenPhase: 'admitted';
  ReopenPhase: 'optionIds';
  SubmitIdea: 'organisationId' | 'authorRef';
  ReviseIdea: 'organisationId' | 'authorRef' | 'consultationId';
  ChangeIdeaStatus: 'organisationId' | 'consultationId';
  GiveOfficialFeedback: 'organisationId' | 'consultationId';
  CheckThreshold: 'counted';
  AssignIdea: 'organisationId' | 'consultationId';
  SetCost: 'organisationId' | 'consultationId';
  CorrectCost: 'organisationId' | 'consultationId';
  AdmitToBallot: 'organisationId' | 'consultationId';
  DisqualifyFromBallot: 'organisationId' | 'consultationId';
  WithdrawIdea: 'organisationId' | 'consultationId' | 'authorRef';
  FlagContent: 'organisationId' | 'consultationId' | 'flaggerRef';
  HideIdea: 'organisationId' | 'consultationId';
  RestoreIdea: 'organisationId' | 'consultationId';
  SuggestDuplicate: 'organisationId' | 'consultationId';
  DismissDuplicate: 'organisationId' | 'consultationId';
  PostComment: 'organisationId' | 'consultationId' | 'authorRef';
  ReviseComment: 'organisationId' | 'consultationId' | 'authorRef';
  FlagComment: 'organisationId' | 'consultationId' | 'flaggerRef';
  HideComment: 'organisationId' | 'consultationId';
  RestoreComment: 'organisationId' | 'consultationId';
  MergeIdeas: 'organisationId' | 'consultationId' | 'movingIds';
  ReviseOfficialFeedback: 'organisationId' | 'consultationId';
  RetractOfficialFeedback: 'organisationId' | 'consultationId';
  PrescreenIdea: 'organisationId' | 'consultationId';
  ClassifyIdea: 'organisationId' | 'consultationId';
  SuggestLocation: 'organisationId' | 'consultationId';
  ConfirmLocation: 'organisationId' | 'consultationId';
  AssessIdea: 'organisationId' | 'consultationId';
  PublishAssessment: 'organisationId' | 'consultationId';
  PutOnAgenda: 'organisationId' | 'consultationId';
  ScheduleHearing: 'organisationId' | 'consultationId';
  ReportProgress: 'organisationId' | 'consultationId';
  OpenReviewSession: 'organisationId';
  ReviewIdea: 'organisationId';
  CloseReviewSession: 'organisationId';
  UnmergeIdea: 'organisationId' | 'consultationId' | 'targetIdeaId' | 'movingIds';
  SubmitBasket: 'voterRef' | 'residenceAreaId' | 'alreadyVoted';
  WithdrawBasket: 'voterRef';
  RecordPaperBallot: 'voterRef';
  CastVote: 'voterRef' | 'residenceAreaId' | 'alreadyVoted';
  ChangeVote: 'voterRef' | 'residenceAreaId' | 'alreadyVoted';
  WithdrawVote: 'voterRef';
  CloseTally: 'upToPosition' | 'baskets' | 'counts' | 'votes' | 'offlineVoters';
  PublishResults: 'organisationId';
  ComputeAllocation: 'groups' | 'offline';
  RegisterParticipant: 'personId';
  ChangeContact: 'personId';
  DeclareResidence: 'personId';
  VerifyResidence: 'personId';
  DeclareProfileSegments: 'personId';
  BlockParticipant: 'personId';
  MergeAccounts: 'fromId' | 'toId';
  EraseParticipant: 'personId' | 'asked';
  GrantRole: 'subjectRef' | 'account';
}

type Without<C, K> = C extends unknown ? Omit<C, K & keyof C> : never;

/** A command as somebody wishes for it, without what the server adds. */
export type WishOf<T extends CommandType> = Without<
  Extract<DomainCommand, { type: T }>,
  T extends keyof Added ? Added[T] : never
>;
export type Wish = { [T in CommandType]: WishOf<T> }[CommandType];

/** The place of an act in a line of acts that stand in the log in the order in which they were made. */
export interface Turn {
  /** Resolves once every act before it is on its way into the log. */
  come: Promise<void>;
  /** Says that this one is. */
  go: () => void;
}

export interface Circumstance {
  principal: Principal;
  /** Idempotency key, chosen by the client; counts within the principal's own acts. */
  commandId: string;
  channel: Channel;
  /** When the act took place, where it was not made through this server; rules then go by it. */
  occurredAt?: Instant;
  /** The voter for whom a registrar submits a ballot, the author of an idea on paper, or whose account is erased. */
  onBehalfOf?: string;
  /** The person whom the wish concerns, where they are known by what they wrote and not by their account. */
  authorOf?: { ideaId: string; commentId?: string | null };
  /** Refuse if the stream that would be written is not at this revision. */
  expectedRevision?: number | null;
  /** The account that is merged into the one on whose behalf the wish is made. */
  mergedAccount?: string;
  correlationId?: string;
  /** The event that made Cahier act by itself. */
  causationId?: string;
  /** Where acts are made side by side and their order matters. */
  turn?: Turn;
}

/** What came of a wish. */
export type ActResult =
  | {
      status: 'granted';
      /** Nothing was new: no event was written. */
      alreadyApplied: boolean;
      /** Where the log stood when the wish was granted; a read that names it sees the act. */
      position: Position;
      /** Revision of the stream written; -1 for one that does not exist. */
      revision: number;
      /** Ids that the wish carried or was given. */
      ids: Record<string, string>;
    }
  | { status: 'refused'; refusals: Refusal[] };

/** One wish in its circumstances: the only envelope in which commands travel. */
export class Act extends Command<ActResult> {
  constructor(
    readonly wish: Wish,
    readonly circumstance: Circumstance,
  ) {
    super();
  }
}

/** The principal may not make this wish, here or at all. */
export class Forbidden extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Forbidden';
  }
}

/** Too many acts on the same stream at once; the same wish may be sent again. */
export class Contended extends Error {
  constructor(stream: string) {
    super(`Too many acts on ${stream} at once; try again.`);
    this.name = 'Contended';
  }
}
