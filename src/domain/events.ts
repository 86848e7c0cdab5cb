import type { BallotFact, PaperFact } from './ballot/events.js';
import type { ConsultationFact } from './consultation/events.js';
import type { DiscussionFact } from './discussion/events.js';
import type { IdeaFact } from './idea/events.js';
import type { OfflineFact } from './offline/events.js';
import type { OrganisationFact } from './organisation/events.js';
import type { ErasureFact, ParticipantFact } from './participant/events.js';
import type { ReviewFact } from './review/events.js';
import type { RoleFact } from './roles/events.js';
import type { TallyFact } from './tally/events.js';

/** Everything that can have happened, by stream. */
export type CahierFact =
  | OrganisationFact
  | RoleFact
  | ConsultationFact
  | IdeaFact
  | DiscussionFact
  | BallotFact
  | PaperFact
  | OfflineFact
  | TallyFact
  | ReviewFact
  | ParticipantFact
  | ErasureFact;
export type EventType = CahierFact['type'];
export type FactOf<T extends EventType> = Extract<CahierFact, { type: T }>;

/** The present version of each event's shape. */
export const schemaVersions: Record<EventType, number> = {
  OrganisationRegistered: 1,
  AreaDefined: 1,
  AreaRetired: 1,
  AreaRenamed: 1,
  AreaPopulationStated: 1,
  TopicDefined: 1,
  TopicRetired: 1,
  DepartmentDefined: 1,
  DepartmentRetired: 1,
  BodyDefined: 1,
  BodyRetired: 1,
  ReservePeriodDeclared: 1,
  StatusDefined: 1,
  RoleGranted: 1,
  RoleRevoked: 1,
  ConsultationCreated: 1,
  RulesPublished: 1,
  ConsultationPublished: 1,
  ConsultationUnpublished: 1,
  PhaseAdded: 1,
  VotingConfigured: 1,
  CostsPublished: 1,
  BallotOptionSuspended: 1,
  BallotOptionRestored: 1,
  BallotOptionRepriced: 1,
  PhaseOpened: 1,
  PhaseClosed: 1,
  PhaseRescheduled: 1,
  PhaseReopened: 1,
  PhaseCancelled: 1,
  MeetingReportAdded: 1,
  AdvisoryOpinionAdded: 1,
  StatementPublished: 1,
  DecisionPublished: 1,
  ConsultationArchived: 1,
  IdeaSubmitted: 1,
  IdeaRevised: 1,
  IdeaStatusChanged: 1,
  OfficialFeedbackGiven: 1,
  IdeaAssigned: 1,
  OfficialFeedbackRevised: 1,
  OfficialFeedbackRetracted: 1,
  OfficialFeedbackOverdue: 1,
  IdeaPrescreened: 1,
  IdeaClassified: 1,
  LocationSuggested: 1,
  LocationConfirmed: 1,
  IdeaAssessed: 1,
  AssessmentPublished: 1,
  IdeaPutOnAgenda: 1,
  HearingScheduled: 1,
  ImplementationProgressReported: 1,
  IdeaCostSet: 1,
  IdeaCostCorrectionProposed: 1,
  IdeaCostCorrected: 1,
  IdeaAdmittedToBallot: 1,
  IdeaDisqualifiedFromBallot: 1,
  IdeaWithdrawn: 1,
  ContentFlagged: 1,
  DuplicateSuggested: 1,
  DuplicateDismissed: 1,
  IdeasMerged: 1,
  IdeaMergedInto: 1,
  IdeaUnmerged: 1,
  ThresholdReached: 1,
  IdeaHidden: 1,
  IdeaRestored: 1,
  CommentPosted: 1,
  CommentRevised: 1,
  CommentFlagged: 1,
  CommentHidden: 1,
  CommentRestored: 1,
  BasketSubmitted: 1,
  BasketWithdrawn: 1,
  VoteCast: 1,
  VoteChanged: 1,
  VoteWithdrawn: 1,
  BallotRulingProposed: 1,
  BallotInvalidated: 1,
  BallotReinstated: 1,
  PaperBallotRecorded: 1,
  PaperSerialUsed: 1,
  OfflineVotesRecorded: 1,
  OfflineVotesCorrected: 1,
  OfflineVotesVoided: 1,
  TallyClosed: 1,
  AllocationComputed: 1,
  AllocationOverridden: 1,
  ResultsCertified: 1,
  ResultsPublished: 1,
  ResultsReopened: 1,
  ReviewSessionOpened: 1,
  IdeaReviewed: 1,
  ReviewSessionClosed: 1,
  ParticipantRegistered: 1,
  ContactChanged: 1,
  ResidenceDeclared: 1,
  ResidenceVerified: 1,
  ProfileSegmentsDeclared: 1,
  ParticipantBlocked: 1,
  ParticipantUnblocked: 1,
  AccountMergeProposed: 1,
  AccountMergeDecided: 1,
  AccountsMerged: 1,
  AccountErasureRequested: 1,
  AccountErased: 1,
  PersonalDataErased: 1,
};
