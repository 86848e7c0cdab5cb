import type { AllocationRule, TieBreak } from '../allocation/rule.js';
import type { Fact, Id, Instant, Minor } from '../fact.js';

export type ParticipationMethod =
  'information' | 'ideation' | 'support' | 'voting' | 'budgeting' | 'survey' | 'meeting';
export type ParticipationLevel = 'inform' | 'consult' | 'co_produce' | 'co_create';
export type BallotType = 'approval' | 'cumulative' | 'ordinal' | 'budget' | 'support';
/** What one vote says of one idea, where ideas are supported one by one. */
export type SupportValue = 'up' | 'down' | 'neutral';
export type TallyVisibility = 'always' | 'hidden_until_close';

export interface Phase {
  phaseId: Id;
  title: string;
  method: ParticipationMethod;
  participationLevel: ParticipationLevel;
  /** First instant of the phase. */
  opensAt: Instant;
  /** First instant after the phase; null while it is open-ended. */
  closesAt: Instant | null;
  /** IANA name in which the phase's dates were announced. */
  timeZone: string;
  /** May run beside other phases. */
  parallel: boolean;
}

export interface Envelope {
  /** The area the money is for; null for the whole consultation. */
  areaId: Id | null;
  amount: Minor;
  /** ISO 4217. */
  currency: string;
}

/** What one voter may do in one phase, and how the result is computed. Null means no limit. */
export interface VotingRules {
  ballotType: BallotType;
  /** What may be said of an idea; on a support ballot only, which has no money and no allocation. */
  values?: SupportValue[];
  /** Whether a support is not taken back once its idea has reached the threshold; on a support ballot only. */
  lockSupportsAtThreshold?: true;
  /** Whether a ballot on paper takes the place of one submitted online; else who has voted online cannot. */
  paperReplacesOnline?: true;
  envelopes: Envelope[];
  minItems: number | null;
  maxItems: number | null;
  minSpend: Minor | null;
  maxSpend: Minor | null;
  minVotesPerVoter: number | null;
  maxVotesPerVoter: number | null;
  maxVotesPerIdea: number | null;
  maxPerTopic: { topicId: Id; items: number | null; spend: Minor | null }[];
  revisionAllowed: boolean;
  /** Who may read whole ballots: auditors only, or everybody once the phase is closed. */
  ballotDisclosure: 'auditors' | 'public_after_close';
  /** Areas whose residents may vote; everybody when empty. */
  eligibleAreaIds: Id[];
  /** Where voters say that they live is enough; absent where somebody must have found it out. */
  declaredResidence?: true;
  /** Null on a support ballot, which chooses nothing by itself. */
  allocationRule: AllocationRule | null;
  tieBreak: TieBreak[];
}

/** An idea with a price on a ballot. */
export interface BallotOption {
  ideaId: Id;
  ideaVersion: number;
  amount: Minor;
  costVersion: number;
  envelopeAreaId: Id | null;
  topicIds: Id[];
}

export interface ConsultationRules {
  text: string;
  bindingness: 'binding' | 'advisory';
  commitment: string;
  threshold: { thresholdId: Id; votes: number; routesToBodyId: Id | null } | null;
  feedbackPromise: { every: string; batchSize: number } | null;
  criteria: ('realisation' | 'engouement' | 'qualite')[];
  tallyVisibility: TallyVisibility;
}

/** When a phase opens, and the first instant after it. */
export type PhaseWindow = Pick<Phase, 'opensAt' | 'closesAt'>;

/** A document that accompanies a consultation: a report, an opinion, a statement. */
export interface PublishedDocument {
  documentId: Id;
  /** The body that it comes from. */
  bodyId: Id | null;
  /** Calendar date `yyyy-mm-dd` in the organisation's zone. */
  date: string;
  summary: string;
  /** Where the document is, and its SHA-256 in hex; both or neither. */
  docRef: string | null;
  docHash: string | null;
}

/** Why it was published in a time of reserve; absent where nothing was said. */
export interface InReserve {
  reserveJustification?: string;
}

/** Why an option that stands on a ballot counts nothing for now, or for good where it is disqualified. */
export type SuspensionCause = 'hidden' | 'disqualified' | 'withdrawn' | 'merged';

/** What becomes of an option after its price was published; decided with the idea, recorded where voters' rules stand. */
export type OptionFact =
  | Fact<'BallotOptionSuspended', { phaseId: Id; ideaId: Id; cause: SuspensionCause }>
  | Fact<'BallotOptionRestored', { phaseId: Id; ideaId: Id }>
  /** Follows the correction of its idea's price in the same act. */
  | Fact<
      'BallotOptionRepriced',
      {
        phaseId: Id;
        ideaId: Id;
        /** From when on the new price is in force. */
        at: Instant;
        previous: Minor;
        amount: Minor;
        costVersion: number;
      }
    >;

/** The configuration that guards every act of a consultation, and what was decided at its end. */
export type ConsultationFact =
  | OptionFact
  | Fact<
      'ConsultationCreated',
      {
        consultationId: Id;
        organisationId: Id;
        title: string;
        purpose: string;
        initiator: string;
        temporalMode: 'one_off' | 'recurring' | 'permanent';
        policyStage: 'agenda' | 'formulation' | 'decision' | 'implementation' | 'evaluation';
        audience: string;
        areaIds: Id[];
        topicIds: Id[];
        /** The department that holds it, if one was named. */
        departmentId?: Id;
        timeZone: string;
        currency: string;
      }
    >
  | Fact<'RulesPublished', ConsultationRules & { rulesVersion: number } & InReserve>
  | Fact<'ConsultationPublished', { at: Instant } & InReserve>
  | Fact<'ConsultationUnpublished', { reason: string }>
  | Fact<'PhaseAdded', Phase>
  | Fact<'VotingConfigured', VotingRules & { phaseId: Id; configVersion: number }>
  | Fact<
      'CostsPublished',
      {
        phaseId: Id;
        options: BallotOption[];
        optionsHash: string;
        /** Options kept on the ballot on purpose although they cost more than their envelope. */
        overEnvelopeIdeaIds: Id[];
      }
    >
  | Fact<
      'PhaseOpened',
      {
        phaseId: Id;
        at: Instant;
        cause: 'schedule' | 'manual';
        rulesVersion: number;
        tallyVisibility: TallyVisibility;
        configVersion: number | null;
        optionsHash: string | null;
      }
    >
  | Fact<
      'PhaseClosed',
      { phaseId: Id; at: Instant; cause: 'schedule' | 'manual'; reason: string | null }
    >
  | Fact<
      'PhaseRescheduled',
      { phaseId: Id; from: PhaseWindow; to: PhaseWindow; reason: string; decidedBy: string }
    >
  | Fact<
      'PhaseReopened',
      {
        phaseId: Id;
        at: Instant;
        /** Null where it stays open until it is closed by hand. */
        closesAt: Instant | null;
        reason: string;
        decisionRef: string;
      }
    >
  | Fact<
      'PhaseCancelled',
      { phaseId: Id; at: Instant; reason: string; fateOfVotes: 'kept_not_counted' }
    >
  | Fact<'MeetingReportAdded', PublishedDocument>
  | Fact<'AdvisoryOpinionAdded', PublishedDocument>
  | Fact<'StatementPublished', PublishedDocument & InReserve>
  | Fact<
      'DecisionPublished',
      {
        decisionId: Id;
        bodyId: Id;
        /** Calendar date `yyyy-mm-dd` in the organisation's zone. */
        sessionDate: string;
        outcome: string;
        concernsIdeaIds: Id[];
        followsTally: 'yes' | 'partly' | 'no';
        reason: string | null;
        docRefs: string[];
      } & InReserve
    >
  | Fact<
      'ConsultationArchived',
      { at: Instant; outcomeSummary: string; noFollowUpReason: string | null }
    >;
