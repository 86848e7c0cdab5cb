import type { Fold, Id, Instant } from '../fact.js';
import { held } from '../plain.js';
import type {
  BallotOption,
  ConsultationFact,
  ConsultationRules,
  Phase,
  PublishedDocument,
  SuspensionCause,
  TallyVisibility,
  VotingRules,
} from './events.js';
import type { EarlierPrice } from './prices.js';

export interface PhaseState extends Phase {
  status: 'planned' | 'open' | 'closed' | 'cancelled';
  closedAt: Instant | null;
  /** Times between a closing and a reopening, in which nobody could take part. */
  gaps: { from: Instant; to: Instant }[];
  voting: (VotingRules & { configVersion: number }) | null;
  /** Published options by idea; null until costs are published. */
  options: Map<Id, BallotOption> | null;
  optionsHash: string | null;
  /** Published options that count nothing, and why. */
  suspended: Record<Id, SuspensionCause>;
  /** What options cost before their prices were corrected, by idea, the oldest price first. */
  earlierPrices: Record<Id, EarlierPrice[]>;
  /** When counts are told, as frozen at the opening; null before. */
  tallyVisibility: TallyVisibility | null;
  /** How many supports an idea asks for, by the rules as they were at the opening. */
  threshold: ConsultationRules['threshold'];
}

export interface Consultation {
  created: {
    organisationId: Id;
    /** The department that holds it, if one was named. */
    departmentId: Id | null;
    title: string;
    purpose: string;
    currency: string;
    timeZone: string;
  } | null;
  rules: (ConsultationRules & { rulesVersion: number }) | null;
  published: boolean;
  archived: boolean;
  phases: Record<Id, PhaseState>;
  decisionIds: Id[];
  documentIds: Id[];
}

/** Name of the stream of one consultation. */
export const consultationStream = (consultationId: Id): string => `consultation-${consultationId}`;

const withDocument = (c: Consultation, { documentId }: PublishedDocument): Consultation => ({
  ...c,
  documentIds: [...c.documentIds, documentId],
});

const inPhase = (c: Consultation, phaseId: Id, change: Partial<PhaseState>): Consultation => ({
  ...c,
  phases: { ...c.phases, [phaseId]: { ...c.phases[phaseId]!, ...change } },
});

export const consultation: Fold<Consultation, ConsultationFact> = {
  initial: {
    created: null,
    rules: null,
    published: false,
    archived: false,
    phases: {},
    decisionIds: [],
    documentIds: [],
  },
  evolve: {
    ConsultationCreated: (
      c,
      { organisationId, departmentId = null, title, purpose, currency, timeZone },
    ) => ({
      ...c,
      created: { organisationId, departmentId, title, purpose, currency, timeZone },
    }),
    RulesPublished: (c, { reserveJustification: _why, ...rules }) => ({ ...c, rules }),
    ConsultationPublished: (c) => ({ ...c, published: true }),
    ConsultationUnpublished: (c) => ({ ...c, published: false }),
    PhaseAdded: (c, phase) => ({
      ...c,
      phases: {
        ...c.phases,
        [phase.phaseId]: {
          ...phase,
          status: 'planned',
          closedAt: null,
          gaps: [],
          voting: null,
          options: null,
          optionsHash: null,
          suspended: {},
          earlierPrices: {},
          tallyVisibility: null,
          threshold: null,
        },
      },
    }),
    VotingConfigured: (c, { phaseId, ...voting }) => inPhase(c, phaseId, { voting }),
    CostsPublished: (c, { phaseId, options, optionsHash }) =>
      inPhase(c, phaseId, {
        options: new Map(options.map((o) => [o.ideaId, o])),
        optionsHash,
        ...{ suspended: {}, earlierPrices: {} },
      }),
    BallotOptionSuspended: (c, { phaseId, ideaId, cause }) =>
      inPhase(c, phaseId, { suspended: { ...c.phases[phaseId]!.suspended, [ideaId]: cause } }),
    BallotOptionRestored: (c, { phaseId, ideaId }) => {
      const { [ideaId]: _restored, ...suspended } = c.phases[phaseId]!.suspended;
      return inPhase(c, phaseId, { suspended });
    },
    BallotOptionRepriced: (c, { phaseId, ideaId, at: until, amount, costVersion }) => {
      const { options, earlierPrices } = c.phases[phaseId]!;
      const option = options!.get(ideaId)!;
      const past = { until, amount: option.amount, costVersion: option.costVersion };
      return inPhase(c, phaseId, {
        options: new Map(options).set(ideaId, { ...option, amount, costVersion }),
        earlierPrices: {
          ...earlierPrices,
          [ideaId]: [...(held(earlierPrices, ideaId) ?? []), past],
        },
      });
    },
    PhaseOpened: (c, { phaseId, tallyVisibility }) =>
      inPhase(c, phaseId, {
        ...{ status: 'open', tallyVisibility },
        threshold: c.rules?.threshold ?? null,
      }),
    PhaseClosed: (c, { phaseId, at }) => inPhase(c, phaseId, { status: 'closed', closedAt: at }),
    PhaseRescheduled: (c, { phaseId, to }) => inPhase(c, phaseId, to),
    PhaseReopened: (c, { phaseId, at, closesAt }) => {
      const { gaps, closedAt } = c.phases[phaseId]!;
      return inPhase(c, phaseId, {
        ...{ status: 'open', closedAt: null, closesAt },
        gaps: [...gaps, { from: closedAt!, to: at }],
      });
    },
    PhaseCancelled: (c, { phaseId }) => inPhase(c, phaseId, { status: 'cancelled' }),
    MeetingReportAdded: withDocument,
    AdvisoryOpinionAdded: withDocument,
    StatementPublished: withDocument,
    DecisionPublished: (c, { decisionId }) => ({
      ...c,
      decisionIds: [...c.decisionIds, decisionId],
    }),
    ConsultationArchived: (c) => ({ ...c, archived: true }),
  },
};
