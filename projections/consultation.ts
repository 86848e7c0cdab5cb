import type { ConsultationRules } from '../src/domain/consultation/events.js';
import { change, one, type Projection } from './projection.js';

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
  timeZone: string;
  currency: string;
  status: 'draft' | 'published' | 'archived';
  rules: (ConsultationRules & { rulesVersion: number }) | null;
  createdAt: string;
  publishedAt: string | null;
  archivedAt: string | null;
  outcomeSummary: string | null;
  noFollowUpReason: string | null;
}

const key = (e: { consultationId: string | null }) => ({ consultationId: e.consultationId! });

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
    timeZone: 'text',
    currency: 'text',
    status: 'text',
    rules: 'json?',
    createdAt: 'text',
    publishedAt: 'text?',
    archivedAt: 'text?',
    outcomeSummary: 'text?',
    noFollowUpReason: 'text?',
  },
  indexes: [['createdAt', 'consultationId']],
  on: {
    ConsultationCreated: one(key, (_row, { data, at }) => ({
      ...data,
      status: 'draft',
      rules: null,
      createdAt: at,
      publishedAt: null,
      archivedAt: null,
      outcomeSummary: null,
      noFollowUpReason: null,
    })),
    RulesPublished: one(key, change((_row, { data }) => ({ rules: data }))),
    ConsultationPublished: one(key, change((_row, { data }) => ({ status: 'published', publishedAt: data.at }))),
    ConsultationArchived: one(
      key,
      change((_row, { data: { at, outcomeSummary, noFollowUpReason } }) => ({
        status: 'archived',
        archivedAt: at,
        outcomeSummary,
        noFollowUpReason,
      })),
    ),
  },
};
