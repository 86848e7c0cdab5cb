import type { ConsultationRules } from '../src/domain/consultation/events.js';
import type { EventType } from '../src/domain/events.js';
import { change, one, type Projection, type Step } from './projection.js';

export interface ConsultationRow {
  consultationId: string;
  organisationId: string;
  title: string;
  purpose: string;
  initiator: string;
  temporalMode: string;
  policyStage: string;
  audience: string;
  areaIds: string[];
  topicIds: string[];
  departmentId: string | null;
  timeZone: string;
  currency: string;
  status: 'draft' | 'published' | 'archived';
  rules: (ConsultationRules & { rulesVersion: number }) | null;
  createdAt: string;
  publishedAt: string | null;
  archivedAt: string | null;
  outcomeSummary: string | null;
  noFollowUpReason: string | null;
  /** Revision of the consultation's stream, whatever its last event was. */
  revision: number;
}

const key = (e: { consultationId: string | null }) => ({ consultationId: e.consultationId! });

const moved = <T extends EventType>(): Step<ConsultationRow, T> =>
  one(
    key,
    change((_row, { revision }) => ({ revision })),
  );

/** What is this consultation about, by which rules, and where does it stand? */
export const consultation: Projection<ConsultationRow> = {
  name: 'consultation',
  key: ['consultationId'],
  columns: {
    consultationId: 'text',
    organisationId: 'text',
    title: 'text',
    purpose: 'text',
    initiator: 'text',
    temporalMode: 'text',
    policyStage: 'text',
    audience: 'text',
    areaIds: 'json',
    topicIds: 'json',
    departmentId: 'text?',
    timeZone: 'text',
    currency: 'text',
    status: 'text',
    rules: 'json?',
    createdAt: 'text',
    publishedAt: 'text?',
    archivedAt: 'text?',
    outcomeSummary: 'text?',
    noFollowUpReason: 'text?',
    revision: 'int',
  },
  indexes: [['createdAt', 'consultationId']],
  on: {
    ConsultationCreated: one(key, (_row, { data, at }) => ({
      ...data,
      departmentId: data.departmentId ?? null,
      status: 'draft',
      rules: null,
      createdAt: at,
      publishedAt: null,
      archivedAt: null,
      outcomeSummary: null,
      noFollowUpReason: null,
      revision: 0,
    })),
    RulesPublished: one(
      key,
      change((_row, { data: { reserveJustification: _why, ...rules }, revision }) => ({
        rules,
        revision,
      })),
    ),
    ConsultationPublished: one(
      key,
      change((_row, { data, revision }) => ({
        status: 'published',
        publishedAt: data.at,
        revision,
      })),
    ),
    ConsultationUnpublished: one(
      key,
      change((_row, { revision }) => ({ status: 'draft', publishedAt: null, revision })),
    ),
    PhaseAdded: moved(),
    VotingConfigured: moved(),
    CostsPublished: moved(),
    BallotOptionSuspended: moved(),
    BallotOptionRestored: moved(),
    PhaseOpened: moved(),
    PhaseClosed: moved(),
    PhaseRescheduled: moved(),
    PhaseReopened: moved(),
    PhaseCancelled: moved(),
    MeetingReportAdded: moved(),
    AdvisoryOpinionAdded: moved(),
    StatementPublished: moved(),
    DecisionPublished: moved(),
    ConsultationArchived: one(
      key,
      change((_row, { data: { at, outcomeSummary, noFollowUpReason }, revision }) => ({
        status: 'archived',
        revision,
        archivedAt: at,
        outcomeSummary,
        noFollowUpReason,
      })),
    ),
  },
};
