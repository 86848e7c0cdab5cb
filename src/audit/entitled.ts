import type { ViewEvent } from '../../projections/projection.js';
import { mayWish } from '../acts/principal.js';
import type { CommandType } from '../domain/commands.js';
import type { EventType } from '../domain/events.js';
import { mismatch, type Place } from '../ledger/verify/fault.js';

/** The wishes from which each event of a consultation's log can come. */
const wishesOf: { [T in EventType]?: CommandType[] } = {
  ConsultationCreated: ['CreateConsultation'],
  RulesPublished: ['PublishRules'],
  ConsultationPublished: ['PublishConsultation'],
  ConsultationUnpublished: ['UnpublishConsultation'],
  PhaseAdded: ['AddPhase'],
  VotingConfigured: ['ConfigureVoting'],
  CostsPublished: ['PublishCosts'],
  PhaseOpened: ['OpenPhase'],
  PhaseClosed: ['ClosePhase'],
  PhaseRescheduled: ['ReschedulePhase'],
  PhaseReopened: ['ReopenPhase'],
  PhaseCancelled: ['CancelPhase'],
  MeetingReportAdded: ['AddMeetingReport'],
  AdvisoryOpinionAdded: ['AddAdvisoryOpinion'],
  StatementPublished: ['PublishStatement'],
  DecisionPublished: ['PublishDecision'],
  ConsultationArchived: ['ArchiveConsultation'],
  IdeaSubmitted: ['SubmitIdea'],
  IdeaRevised: ['ReviseIdea'],
  IdeaStatusChanged: ['ChangeIdeaStatus'],
  OfficialFeedbackGiven: ['GiveOfficialFeedback', 'ChangeIdeaStatus'],
  OfficialFeedbackRevised: ['ReviseOfficialFeedback'],
  OfficialFeedbackRetracted: ['RetractOfficialFeedback'],
  OfficialFeedbackOverdue: ['NoteOverdueFeedback'],
  IdeaAssigned: ['AssignIdea'],
  IdeaPrescreened: ['PrescreenIdea'],
  IdeaClassified: ['ClassifyIdea'],
  LocationSuggested: ['SuggestLocation'],
  LocationConfirmed: ['ConfirmLocation'],
  IdeaAssessed: ['AssessIdea'],
  AssessmentPublished: ['PublishAssessment', 'AssessIdea'],
  IdeaPutOnAgenda: ['PutOnAgenda'],
  HearingScheduled: ['ScheduleHearing'],
  ReviewSessionOpened: ['OpenReviewSession'],
  IdeaReviewed: ['ReviewIdea'],
  ReviewSessionClosed: ['CloseReviewSession'],
  ImplementationProgressReported: ['ReportProgress'],
  IdeaCostSet: ['SetCost'],
  IdeaCostCorrectionProposed: ['CorrectCost'],
  IdeaCostCorrected: ['CorrectCost'],
  IdeaAdmittedToBallot: ['AdmitToBallot'],
  IdeaDisqualifiedFromBallot: ['DisqualifyFromBallot'],
  IdeaWithdrawn: ['WithdrawIdea'],
  ContentFlagged: ['FlagContent'],
  ThresholdReached: ['CheckThreshold'],
  IdeaHidden: ['HideIdea'],
  IdeaRestored: ['RestoreIdea'],
  DuplicateSuggested: ['SuggestDuplicate'],
  DuplicateDismissed: ['DismissDuplicate'],
  CommentPosted: ['PostComment'],
  CommentRevised: ['ReviseComment'],
  CommentFlagged: ['FlagComment'],
  CommentHidden: ['HideComment'],
  CommentRestored: ['RestoreComment'],
  IdeasMerged: ['MergeIdeas'],
  IdeaMergedInto: ['MergeIdeas', 'UnmergeIdea'],
  IdeaUnmerged: ['UnmergeIdea'],
  BallotOptionSuspended: [
    ...(['HideIdea', 'DisqualifyFromBallot', 'WithdrawIdea', 'MergeIdeas'] as const),
    'ReopenPhase',
  ],
  BallotOptionRestored: ['RestoreIdea', 'UnmergeIdea'],
  BallotOptionRepriced: ['CorrectCost'],
  BasketSubmitted: ['SubmitBasket'],
  BasketWithdrawn: ['WithdrawBasket'],
  VoteCast: ['CastVote'],
  VoteChanged: ['ChangeVote'],
  VoteWithdrawn: ['WithdrawVote'],
  BallotRulingProposed: ['InvalidateBallot', 'ReinstateBallot'],
  BallotInvalidated: ['InvalidateBallot', 'RecordPaperBallot'],
  PaperBallotRecorded: ['RecordPaperBallot'],
  PaperSerialUsed: ['RecordPaperBallot'],
  BallotReinstated: ['ReinstateBallot'],
  OfflineVotesRecorded: ['RecordOfflineVotes'],
  OfflineVotesCorrected: ['CorrectOfflineVotes'],
  OfflineVotesVoided: ['VoidOfflineVotes'],
  TallyClosed: ['CloseTally'],
  AllocationComputed: ['ComputeAllocation'],
  AllocationOverridden: ['OverrideAllocation'],
  ResultsCertified: ['CertifyResults'],
  ResultsPublished: ['PublishResults'],
  ResultsReopened: ['ReopenResults'],
  PersonalDataErased: ['RecordErasure'],
};

type Entitled = Pick<ViewEvent, 'actor'> & { type: string };

/** The roles in which each event may be made: the same table by which the server lets wishes in. */
export const rolesOf: Readonly<Record<string, ReadonlySet<string>>> = Object.fromEntries(
  Object.entries(wishesOf).map(([type, wishes]) => [
    type,
    new Set(wishes.flatMap((wish) => mayWish[wish] as string[])),
  ]),
);

const kinds: Record<string, string> = {
  citizen: 'citizen',
  registrar: 'officer',
  system: 'system',
};

/** Throws a BundleFault where an event was made in a role to which it is not given. */
export const demandEntitled = ({ type, actor: { kind, role } }: Entitled, place: Place): void => {
  const isGiven = Object.hasOwn(rolesOf, type) && rolesOf[type]!.has(role);
  if (!isGiven) throw mismatch(`${type} is not for the role ${role}: nobody may act so.`, place);
  if (kind !== (kinds[role] ?? 'agent'))
    throw mismatch(`Nobody acts as ${kind} in the role ${role}.`, place);
};

/** Throws a BundleFault where a citizen acts under a pseudonym that is not that of the ballot or idea. */
export const demandOneself = ({ type, actor, data }: ViewEvent, place: Place): void => {
  if (actor.role !== 'citizen') return;
  const { voterRef, authorRef, editorRef, flaggerRef } = data as Record<string, unknown>;
  if (type === 'BallotOptionSuspended') return;
  const self = voterRef ?? authorRef ?? editorRef ?? flaggerRef;
  if (self !== actor.ref)
    throw mismatch(`${actor.ref} made this ${type} for ${self ?? 'nobody'}.`, place);
};
