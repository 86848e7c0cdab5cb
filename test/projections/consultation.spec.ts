import { consultation } from '../../projections/consultation.js';
import {
  added,
  cancelled,
  closed,
  configured,
  created,
  decision,
  fact,
  ideation,
  opened,
  priced,
  published,
  reopened,
  report,
  rescheduled,
  restored,
  rulesOfTheGame,
  rulesPublished,
  suspended,
} from '../arcueil.js';
import { seen, specsOf } from '../seen.js';

const phase = added(ideation);
const archived = (noFollowUpReason: string | null) =>
  fact('ConsultationArchived', {
    at: '2026-07-01T00:00:00.000Z',
    outcomeSummary: 'Built.',
    noFollowUpReason,
  });

specsOf(consultation, {
  ConsultationCreated: {
    'a consultation begins as a draft': () =>
      seen(consultation, created).rows({
        ...created.data,
        departmentId: null,
        status: 'draft',
        rules: null,
        createdAt: '2026-01-01T01:00:00.000Z',
        publishedAt: null,
        archivedAt: null,
        outcomeSummary: null,
        noFollowUpReason: null,
        revision: 0,
      }),
    'a department may hold it': () =>
      seen(consultation, {
        fact: { ...created, data: { ...created.data, departmentId: 'parks' } },
      }).rows({ departmentId: 'parks' }),
    'one brought from elsewhere was created when it was': () =>
      seen(consultation, { fact: created, occurredAt: '2022-03-01T00:00:00.000Z' }).rows({
        createdAt: '2022-03-01T00:00:00.000Z',
      }),
  },
  RulesPublished: {
    'it shows the latest version of its rules': () =>
      seen(
        consultation,
        created,
        rulesPublished,
        fact('RulesPublished', { ...rulesOfTheGame, text: 'Two each.', rulesVersion: 2 }),
      ).rows({
        rules: { ...rulesOfTheGame, text: 'Two each.', rulesVersion: 2 },
        status: 'draft',
        revision: 2,
      }),
  },
  ConsultationPublished: {
    'it is published from that moment': () =>
      seen(consultation, created, rulesPublished, published).rows({
        status: 'published',
        publishedAt: published.data.at,
        revision: 2,
      }),
  },
  ConsultationUnpublished: {
    'it is a draft again, which nobody else may read': () =>
      seen(
        consultation,
        created,
        rulesPublished,
        published,
        fact('ConsultationUnpublished', { reason: 'Too early.' }),
      ).rows({ status: 'draft', publishedAt: null, revision: 3 }),
  },
  PhaseAdded: {
    'its revision moves with a phase': () =>
      seen(consultation, created, phase).rows({ revision: 1, status: 'draft' }),
  },
  VotingConfigured: {
    'its revision moves with a vote configured': () =>
      seen(consultation, created, phase, configured()).rows({ revision: 2 }),
  },
  BallotOptionSuspended: {
    'its revision moves with an option that counts nothing': () =>
      seen(consultation, created, phase, suspended('garden', 'hidden')).rows({ revision: 2 }),
  },
  BallotOptionRestored: {
    'its revision moves with an option that counts again': () =>
      seen(consultation, created, phase, restored('garden')).rows({ revision: 2 }),
  },
  CostsPublished: {
    'its revision moves with prices': () =>
      seen(consultation, created, phase, priced()).rows({ revision: 2 }),
  },
  PhaseOpened: {
    'its revision moves with an opening': () =>
      seen(consultation, created, phase, opened(ideation)).rows({ revision: 2 }),
  },
  PhaseClosed: {
    'its revision moves with a close': () =>
      seen(consultation, created, phase, closed(ideation)).rows({ revision: 2 }),
  },
  PhaseRescheduled: {
    'its revision moves with a new window': () =>
      seen(consultation, created, phase, rescheduled({})).rows({ revision: 2 }),
  },
  PhaseReopened: {
    'its revision moves with a phase opened again': () =>
      seen(consultation, created, phase, reopened('2026-06-05T00:00:00.000Z')).rows({
        revision: 2,
      }),
  },
  PhaseCancelled: {
    'its revision moves with a phase cancelled': () =>
      seen(consultation, created, phase, cancelled('2026-06-05T00:00:00.000Z')).rows({
        revision: 2,
      }),
  },
  MeetingReportAdded: {
    'its revision moves with a report': () =>
      seen(consultation, created, report).rows({ revision: 1 }),
  },
  AdvisoryOpinionAdded: {
    'its revision moves with an opinion': () =>
      seen(consultation, created, fact('AdvisoryOpinionAdded', report.data)).rows({ revision: 1 }),
  },
  StatementPublished: {
    'its revision moves with a statement': () =>
      seen(consultation, created, fact('StatementPublished', report.data)).rows({ revision: 1 }),
  },
  DecisionPublished: {
    'its revision moves with a decision': () =>
      seen(consultation, created, decision).rows({ revision: 1, status: 'draft' }),
  },
  ConsultationArchived: {
    'it ends with what came of it': () =>
      seen(consultation, created, rulesPublished, published, archived(null)).rows({
        status: 'archived',
        publishedAt: published.data.at,
        archivedAt: '2026-07-01T00:00:00.000Z',
        outcomeSummary: 'Built.',
        noFollowUpReason: null,
        revision: 3,
      }),
    'or with the reason why nothing did': () =>
      seen(consultation, created, archived('The mayor changed.')).rows({
        noFollowUpReason: 'The mayor changed.',
      }),
  },
});
