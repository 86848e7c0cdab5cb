import type { Id, Minor } from '../fact.js';
import type {
  ThresholdCause,
  Assessment,
  Attachment,
  IdeaOrigin,
  IdeaText,
  MergePolicy,
  Moderation,
  ModerationReason,
  Place,
} from './events.js';

/** A wish that concerns one idea. */
export interface IdeaWish<T extends string> {
  type: T;
  organisationId: Id;
  consultationId: Id;
  ideaId: Id;
}

export type SubmitIdea = IdeaWish<'SubmitIdea'> & {
  phaseId?: Id | null;
  /** The author's pseudonym; null when the city itself brings the idea. */
  authorRef: string | null;
  origin: IdeaOrigin;
  externalId?: string | null;
  text: IdeaText;
  topicIds: Id[];
  areaId?: Id | null;
  location?: { latitude: number; longitude: number } | null;
  proposedCost?: Minor | null;
  attachments?: Attachment[];
};
export type ReviseIdea = IdeaWish<'ReviseIdea'> & {
  text: IdeaText;
  /** The author's pseudonym when the author revises; null when an agent does. */
  authorRef: string | null;
  kind: 'editorial' | 'material';
  reason?: string | null;
};
export type ChangeIdeaStatus = IdeaWish<'ChangeIdeaStatus'> & {
  to: Id;
  publicReason?: string | null;
  nextSteps: string;
  /** Feedback given before, which explains the change; or the name of the feedback that a new reason for the same status becomes. */
  feedbackId: Id;
  notify: boolean;
};
export type GiveOfficialFeedback = IdeaWish<'GiveOfficialFeedback'> & {
  feedbackId: Id;
  text: string;
  authorLabel: string;
  docRefs?: string[];
  /** Calendar date `yyyy-mm-dd` by which there will be another answer, where this one is not the last. */
  nextFeedbackOn?: string | null;
};
/** Looks whether a promised answer is overdue. */
export interface NoteOverdueFeedback {
  type: 'NoteOverdueFeedback';
  consultationId: Id;
  ideaId: Id;
}
/** `counted` is how many supports there are now; `atPosition` where what may have made them enough stands. */
export interface CheckThreshold {
  type: 'CheckThreshold';
  consultationId: Id;
  phaseId: Id;
  ideaId: Id;
  counted: number;
  atPosition: string;
  cause: ThresholdCause;
}
export type AssignIdea = IdeaWish<'AssignIdea'> & { departmentId: Id; agentRef?: string | null };
export type SetCost = IdeaWish<'SetCost'> & {
  amount: Minor;
  currency: string;
  explanation?: string | null;
};
/** `amount` is the price from now on, in the money of the consultation. */
export type CorrectCost = IdeaWish<'CorrectCost'> & {
  phaseId: Id;
  amount: Minor;
  reason: string;
  decisionRef: string;
  notify: boolean;
};
export type AdmitToBallot = IdeaWish<'AdmitToBallot'> & {
  phaseId: Id;
  envelopeAreaId?: Id | null;
  reason?: string | null;
};
export type DisqualifyFromBallot = IdeaWish<'DisqualifyFromBallot'> & {
  phaseId: Id;
  reason: string;
};
export type WithdrawIdea = IdeaWish<'WithdrawIdea'> & {
  /** The author's pseudonym; null when an agent takes back what the city itself brought. */
  authorRef: string | null;
  reason?: string | null;
};
export type FlagContent = IdeaWish<'FlagContent'> & {
  /** The citizen's pseudonym for this idea; null when an agent or a machine flags it. */
  flaggerRef: string | null;
  reasonCode: ModerationReason;
  /** The machine that flags it. */
  model?: string | null;
  /** How sure the machine is, from 0 to 100. */
  score?: number | null;
};
export type HideIdea = IdeaWish<'HideIdea'> & Moderation;
export type RestoreIdea = IdeaWish<'RestoreIdea'> & Omit<Moderation, 'reasonCode'>;
export type SuggestDuplicate = IdeaWish<'SuggestDuplicate'> & {
  otherIdeaId: Id;
  /** The machine that suggests it; null for a person. */
  model?: string | null;
  /** How sure the machine is, from 0 to 100. */
  score?: number | null;
};
export type DismissDuplicate = IdeaWish<'DismissDuplicate'> & { otherIdeaId: Id; reason: string };
/** `ideaId` is the idea that goes on. */
export type MergeIdeas = IdeaWish<'MergeIdeas'> & {
  sourceIdeaIds: Id[];
  votePolicy: MergePolicy;
  reason: string;
  /** Ideas that the sources have taken in before, and bring along. */
  movingIds: Id[];
};
/** `ideaId` is the idea that stands by itself again. */
export type UnmergeIdea = IdeaWish<'UnmergeIdea'> & {
  reason: string;
  targetIdeaId: Id;
  /** Ideas that had come with it, and go with it. */
  movingIds: Id[];
};
export type ReviseOfficialFeedback = IdeaWish<'ReviseOfficialFeedback'> & {
  feedbackId: Id;
  text: string;
  authorLabel: string;
  docRefs?: string[];
  reason: string;
};
export type RetractOfficialFeedback = IdeaWish<'RetractOfficialFeedback'> & {
  feedbackId: Id;
  reason: string;
};
export type PrescreenIdea = IdeaWish<'PrescreenIdea'> & {
  verdict: 'admissible' | 'incomplete' | 'inadmissible';
  publicReason?: string | null;
};
/** The machine that says so, and how sure it is, from 0 to 100; neither for an agent. */
interface Found {
  model?: string | null;
  confidence?: number | null;
}
export type ClassifyIdea = IdeaWish<'ClassifyIdea'> & { topicIds: Id[]; areaId: Id | null } & Found;
export type SuggestLocation = IdeaWish<'SuggestLocation'> & { location: Place } & Found;
export type ConfirmLocation = IdeaWish<'ConfirmLocation'> & { location: Place };
export type AssessIdea = IdeaWish<'AssessIdea'> &
  Assessment & {
    /** Whether the public reads it at once. */
    published: boolean;
  };
export type PublishAssessment = IdeaWish<'PublishAssessment'> & { assessmentIds: Id[] };
interface Session {
  bodyId: Id;
  /** Calendar date `yyyy-mm-dd` in the organisation's zone. */
  sessionDate: string;
}
export type PutOnAgenda = IdeaWish<'PutOnAgenda'> & Session;
export type ScheduleHearing = IdeaWish<'ScheduleHearing'> & Session;
export type ReportProgress = IdeaWish<'ReportProgress'> & {
  milestone: string;
  date: string;
  percent?: number | null;
  docRefs?: string[];
};
export type IdeaCommand =
  | SubmitIdea
  | ReviseIdea
  | ChangeIdeaStatus
  | GiveOfficialFeedback
  | CheckThreshold
  | NoteOverdueFeedback
  | AssignIdea
  | SetCost
  | CorrectCost
  | AdmitToBallot
  | DisqualifyFromBallot
  | WithdrawIdea
  | FlagContent
  | HideIdea
  | RestoreIdea
  | SuggestDuplicate
  | DismissDuplicate
  | MergeIdeas
  | UnmergeIdea
  | ReviseOfficialFeedback
  | RetractOfficialFeedback
  | PrescreenIdea
  | ClassifyIdea
  | SuggestLocation
  | ConfirmLocation
  | AssessIdea
  | PublishAssessment
  | PutOnAgenda
  | ScheduleHearing
  | ReportProgress;
