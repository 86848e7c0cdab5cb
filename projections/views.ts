import { accountMerge } from './account-merge.js';
import { assessment } from './assessment.js';
import { auditTrail } from './audit-trail.js';
import { ballotOption } from './ballot-option.js';
import { ballotRuling } from './ballot-ruling.js';
import { basketTally } from './basket-tally.js';
import { comment } from './comment.js';
import { consultationTimeline } from './consultation-timeline.js';
import { consultation } from './consultation.js';
import { decision } from './decision.js';
import { duplicate } from './duplicate.js';
import { erasure } from './erasure.js';
import { feedbackDue } from './feedback-due.js';
import { ideaCard } from './idea-card.js';
import { ideaTimeline } from './idea-timeline.js';
import { moderationLog } from './moderation-log.js';
import { invalidation } from './invalidation.js';
import { myBallot } from './my-ballot.js';
import { officialFeedback } from './official-feedback.js';
import { offlineBatch } from './offline-batch.js';
import { offlineSubtotal } from './offline-subtotal.js';
import { organisation } from './organisation.js';
import { participationPart } from './participation-part.js';
import { participantBlock } from './participant-block.js';
import { participant } from './participant.js';
import { phaseParticipation } from './phase-participation.js';
import { phase } from './phase.js';
import type { Projection } from './projection.js';
import { rulesHistory } from './rules-history.js';
import { roleGrant } from './role-grant.js';
import { reviewSession } from './review-session.js';
import { results } from './results.js';
import { staffInbox } from './staff-inbox.js';
import { standingVote } from './standing-vote.js';
import { voteTally } from './vote-tally.js';
import { voterProfile } from './voter-profile.js';
import { votesUnderRules } from './votes-under-rules.js';
import { transparencyCounter } from './transparency-counter.js';

/** Every view there is; first those that write most: the database is at that while others are counted. */
export const views: Projection[] = [
  auditTrail,
  myBallot,
  standingVote,
  organisation,
  roleGrant,
  consultation,
  phase,
  ideaCard,
  officialFeedback,
  feedbackDue,
  staffInbox,
  ballotOption,
  basketTally,
  phaseParticipation,
  participationPart,
  voteTally,
  voterProfile,
  ballotRuling,
  invalidation,
  offlineBatch,
  offlineSubtotal,
  results,
  reviewSession,
  decision,
  rulesHistory,
  votesUnderRules,
  consultationTimeline,
  ideaTimeline,
  assessment,
  comment,
  duplicate,
  moderationLog,
  transparencyCounter,
  participant,
  participantBlock,
  accountMerge,
  erasure,
];
