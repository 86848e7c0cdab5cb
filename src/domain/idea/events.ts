import type { Fact, Id, Instant, Minor } from '../fact.js';
import type { StatusCategory } from '../organisation/events.js';

/** The words of an idea, as its author wrote them. */
export interface IdeaText {
  title: string;
  body: string;
  /** BCP 47. */
  locale: string;
}

export interface Attachment {
  ref: string;
  /** SHA-256 of the file, hex. */
  hash: string;
  altText: string;
}

/** Why something was flagged or hidden; numbers are public by these. */
export type ModerationReason =
  'spam' | 'off_topic' | 'offensive' | 'unlawful' | 'personal_data' | 'duplicate' | 'other';

/** What a moderator decided, as the public reads it, and where what is not public is written down. */
export interface Moderation {
  reasonCode: ModerationReason;
  publicNote: string;
  privateNoteRef: string | null;
}

/** What becomes of the votes of ideas that are merged: people are asked anew, voters are counted once over all of them, or nothing. */
export type MergePolicy = 'invite_revote' | 'union_distinct_voters' | 'none';

/** An idea that another one has taken in. */
export interface MergedIdea {
  ideaId: Id;
  votePolicy: MergePolicy;
  /** The idea into which it had been merged before, and with which it came; null where it was merged by itself. */
  via: Id | null;
}

/** Who handles an idea: a department, and one of its agents where that is said. */
export interface Assignment {
  departmentId: Id;
  agentRef: string | null;
}

/** What an agent found of one criterion; how much people like an idea is counted, not assessed. */
export interface Assessment {
  assessmentId: Id;
  criterion: 'realisation' | 'qualite';
  verdict: 'favourable' | 'reserved' | 'unfavourable';
  /** From 0 to 100. */
  score: number | null;
  explanation: string;
}

/** Who says so: an agent, or a machine by its model and how sure it is, from 0 to 100. */
export interface Finding {
  source: 'agent' | 'machine';
  model: string | null;
  confidence: number | null;
}

/** Another price for an idea that is voted on, as agents say it. */
export interface CostCorrection {
  ideaId: Id;
  /** The vote in which it is corrected. */
  phaseId: Id;
  old: Minor;
  new: Minor;
  reason: string;
  /** Where the decision is written down. */
  decisionRef: string;
  /** Mutes messages only; the correction itself is always on record. */
  notify: boolean;
}

export interface Place {
  latitude: number;
  longitude: number;
}

export type IdeaOrigin = 'web' | 'meeting' | 'paper' | 'import' | 'city';

/** What made supports enough. */
export type ThresholdCause = 'vote' | 'offline' | 'merge';

/** The life of one idea; no votes here, so this stream is never hot. */
export type IdeaFact =
  | Fact<
      'IdeaSubmitted',
      {
        ideaId: Id;
        consultationId: Id;
        phaseId: Id | null;
        /** The author's pseudonym in this consultation; null for the city itself. */
        authorRef: string | null;
        origin: IdeaOrigin;
        /** How another system names this idea. */
        externalId: string | null;
        topicIds: Id[];
        areaId: Id | null;
        location: { latitude: number; longitude: number } | null;
        proposedCost: Minor | null;
        attachments: { ref: string; hash: string }[];
        statusId: Id;
        rulesVersion: number;
        /** Until when an answer is promised; absent where none is. */
        feedbackDueAt?: Instant;
      },
      IdeaText & { altTexts?: string[] }
    >
  | Fact<
      'IdeaRevised',
      {
        ideaId: Id;
        ideaVersion: number;
        editorRef: string;
        kind: 'editorial' | 'material';
      },
      IdeaText & { reason?: string }
    >
  | Fact<
      'IdeaStatusChanged',
      {
        ideaId: Id;
        from: Id;
        to: Id;
        category: StatusCategory;
        publicReason: string | null;
        nextSteps: string;
        feedbackId: Id | null;
        /** Mutes messages only; the change itself is always on record. */
        notify: boolean;
      }
    >
  | Fact<
      'OfficialFeedbackGiven',
      {
        ideaId: Id;
        feedbackId: Id;
        agentRef: string;
        docRefs: string[];
        /** Until when the next answer is promised, where this one is not the last. */
        feedbackDueAt?: Instant;
      },
      { text: string; authorLabel: string }
    >
  | Fact<'IdeaAssigned', { ideaId: Id; previous: Assignment | null } & Assignment>
  | Fact<
      'OfficialFeedbackRevised',
      {
        ideaId: Id;
        feedbackId: Id;
        /** From 2: the answer as it was given is the first. */
        feedbackRevision: number;
        agentRef: string;
        docRefs: string[];
      },
      { text: string; authorLabel: string; reason: string }
    >
  | Fact<
      'OfficialFeedbackRetracted',
      { ideaId: Id; feedbackId: Id; agentRef: string },
      { reason: string }
    >
  | Fact<
      'IdeaPrescreened',
      {
        ideaId: Id;
        verdict: 'admissible' | 'incomplete' | 'inadmissible';
        publicReason: string | null;
      }
    >
  | Fact<'IdeaClassified', { ideaId: Id; topicIds: Id[]; areaId: Id | null } & Finding>
  | Fact<'LocationSuggested', { ideaId: Id; location: Place } & Finding>
  | Fact<'LocationConfirmed', { ideaId: Id; location: Place }>
  | Fact<'IdeaAssessed', { ideaId: Id; assessorRef: string } & Assessment>
  | Fact<'AssessmentPublished', { ideaId: Id; assessments: Assessment[] }>
  | Fact<'IdeaPutOnAgenda', { ideaId: Id; bodyId: Id; sessionDate: string }>
  | Fact<'HearingScheduled', { ideaId: Id; bodyId: Id; sessionDate: string }>
  | Fact<
      'ImplementationProgressReported',
      {
        ideaId: Id;
        milestone: string;
        /** Calendar date `yyyy-mm-dd` in the organisation's zone. */
        date: string;
        percent: number | null;
        docRefs: string[];
      }
    >
  | Fact<
      'IdeaCostSet',
      {
        ideaId: Id;
        amount: Minor;
        currency: string;
        explanation: string | null;
        costVersion: number;
      }
    >
  | Fact<'IdeaCostCorrectionProposed', CostCorrection & { proposedBy: string }>
  /** During a vote; the option on the ballot follows in the same act. */
  | Fact<
      'IdeaCostCorrected',
      CostCorrection & {
        currency: string;
        costVersion: number;
        proposedBy: string;
        /** The second agent, who said the same. */
        approvedBy: string;
      }
    >
  | Fact<
      'IdeaAdmittedToBallot',
      { ideaId: Id; phaseId: Id; envelopeAreaId: Id | null; reason: string | null }
    >
  | Fact<'IdeaDisqualifiedFromBallot', { ideaId: Id; phaseId: Id; reason: string }>
  | Fact<'IdeaWithdrawn', { ideaId: Id; authorRef: string | null }, { reason?: string }>
  | Fact<
      'ContentFlagged',
      {
        ideaId: Id;
        /** Who flags it, by a pseudonym for this idea alone; a machine's is its model. */
        flaggerRef: string;
        source: 'citizen' | 'agent' | 'machine';
        reasonCode: ModerationReason;
        /** How sure a machine is, from 0 to 100. */
        score: number | null;
      }
    >
  | Fact<
      'DuplicateSuggested',
      {
        ideaId: Id;
        otherIdeaId: Id;
        source: 'agent' | 'machine';
        model: string | null;
        /** How sure a machine is, from 0 to 100. */
        score: number | null;
      }
    >
  | Fact<'DuplicateDismissed', { ideaId: Id; otherIdeaId: Id; reason: string }>
  /** On the idea that goes on. */
  | Fact<
      'IdeasMerged',
      {
        ideaId: Id;
        merged: MergedIdea[];
        reason: string;
        /** Phases in which voters are counted once over all of them, where that was chosen. */
        unitedIn?: Id[];
      }
    >
  /** On each idea that is taken in, also when the one that had taken it in is itself taken in or taken apart. */
  | Fact<
      'IdeaMergedInto',
      MergedIdea & { targetIdeaId: Id; previousTargetId: Id | null; reason: string }
    >
  /** Once for each idea and threshold, by Cahier itself. */
  | Fact<
      'ThresholdReached',
      {
        ideaId: Id;
        phaseId: Id;
        thresholdId: Id;
        /** Supports that the rules ask for, and how many there were. */
        required: number;
        counted: number;
        /** Place in the log of what made them enough. */
        atPosition: string;
        cause: ThresholdCause;
      }
    >
  /** An answer that was promised until then did not come in time; by Cahier itself. */
  | Fact<'OfficialFeedbackOverdue', { ideaId: Id; dueAt: Instant }>
  /** On both ideas. */
  | Fact<'IdeaUnmerged', { ideaId: Id; sourceIdeaId: Id; targetIdeaId: Id; reason: string }>
  | Fact<'IdeaHidden', { ideaId: Id } & Moderation>
  /** `reasonCode` is that of the hiding which ends. */
  | Fact<'IdeaRestored', { ideaId: Id } & Moderation>;
