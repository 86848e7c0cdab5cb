import { expect } from '@jest/globals';
import { consultationTimeline } from '../../projections/consultation-timeline.js';
import type { Sealed } from '../../projections/projection.js';
import type { CahierFact } from '../../src/domain/events.js';
import {
  added,
  allocated,
  cancelled,
  certified,
  closed,
  created,
  decision,
  envelopeResult,
  fact,
  ideation,
  opened,
  priced,
  published,
  reopened,
  report,
  rescheduled,
  restored,
  reviewing,
  resultsPublished,
  rulesPublished,
  suspended,
  tallyClosed,
  vote,
  voteId,
} from '../arcueil.js';
import { repriced } from '../costs.js';
import { overridden } from '../overrides.js';
import { corrected, recorded, voided } from '../papers.js';
import { rowsAfter, logOf, seen, specsOf } from '../seen.js';

const at = '2026-01-01T01:00:00.000Z';
/** The one item that a fact leaves on the timeline shows this of it, and nothing else. */
const shows = (told: CahierFact, data: object, sealed: Sealed = {}) => {
  const [row] = rowsAfter(consultationTimeline, logOf(told));
  expect(row!.data).toEqual(data);
  expect(row!.sealed).toEqual(sealed);
  return seen(consultationTimeline, told).rows({
    consultationId: 'pb26',
    position: 1n,
    type: told.type,
    at,
    recordedAt: at,
    channel: 'api',
  });
};
const inReserve = { reserveJustification: 'The law sets the date.' };
const archived = fact('ConsultationArchived', {
  at: '2026-07-01T00:00:00.000Z',
  outcomeSummary: 'Built.',
  noFollowUpReason: null,
});

specsOf(consultationTimeline, {
  ConsultationCreated: {
    'it begins with what is asked, what for and by whom': () =>
      shows(created, {
        title: 'Participatory budget',
        purpose: 'To choose together.',
        initiator: 'The mayor',
      }),
    'what was brought from elsewhere tells when it was, and when and how it came': () =>
      seen(consultationTimeline, {
        fact: created,
        occurredAt: '2022-03-01T00:00:00.000Z',
        channel: 'import',
      }).rows({ at: '2022-03-01T00:00:00.000Z', recordedAt: at, channel: 'import' }),
  },
  RulesPublished: {
    'each version of the rules is an item': () =>
      shows(rulesPublished, {
        rulesVersion: 1,
        text: 'One basket each.',
        commitment: 'What is chosen will be built.',
      }),
    'rules that were published in a time of reserve say why they could not wait': () =>
      shows(
        { ...rulesPublished, data: { ...rulesPublished.data, ...inReserve } },
        {
          ...{ rulesVersion: 1, text: 'One basket each.', ...inReserve },
          commitment: 'What is chosen will be built.',
        },
      ),
  },
  ConsultationPublished: {
    'it became public': () => shows(published, {}),
    'in a time of reserve it says why that could not wait': () =>
      shows({ ...published, data: { ...published.data, ...inReserve } }, inReserve),
  },
  ConsultationUnpublished: {
    'it became a draft again, and why': () =>
      shows(fact('ConsultationUnpublished', { reason: 'Too early.' }), { reason: 'Too early.' }),
  },
  BallotOptionSuspended: {
    'E22 an option counts nothing from here on, and why': () =>
      shows(suspended('garden', 'disqualified'), {
        phaseId: voteId,
        ideaId: 'garden',
        cause: 'disqualified',
      }),
  },
  BallotOptionRestored: {
    'E21 an option counts again': () =>
      shows(restored('garden'), { phaseId: voteId, ideaId: 'garden' }),
  },
  BallotOptionRepriced: {
    'E14 a price was corrected during the vote: from what to what, and since when': () =>
      shows(repriced(), repriced().data),
  },
  PhaseRescheduled: {
    'E38 old and new window, the reason, and who decided it': () =>
      shows(rescheduled({ closesAt: '2026-06-08T00:00:00.000Z' }), {
        phaseId: voteId,
        previousOpensAt: vote.opensAt,
        previousClosesAt: vote.closesAt,
        opensAt: vote.opensAt,
        closesAt: '2026-06-08T00:00:00.000Z',
        reason: 'More time was asked for.',
        decidedBy: 'The council',
      }),
  },
  PhaseReopened: {
    'E38c a phase was opened again, until when and by which decision': () => {
      const again = reopened('2026-06-05T00:00:00.000Z');
      return shows(again, again.data);
    },
  },
  PhaseCancelled: {
    'E48 a phase was cancelled, and what becomes of its votes': () => {
      const gone = cancelled('2026-06-05T00:00:00.000Z');
      return shows(gone, gone.data);
    },
  },
  MeetingReportAdded: { 'a meeting was reported': () => shows(report, report.data) },
  AdvisoryOpinionAdded: {
    'a body gave its opinion': () => shows(fact('AdvisoryOpinionAdded', report.data), report.data),
  },
  StatementPublished: {
    'the organisation made a statement': () =>
      shows(fact('StatementPublished', report.data), report.data),
  },
  OfflineVotesRecorded: {
    'votes on paper were written down: of how many people, where, with which evidence': () => {
      const { lines: _lines, ...shown } = recorded().data;
      return shows(recorded(), shown);
    },
  },
  OfflineVotesCorrected: {
    'E25 they were corrected, and why': () => {
      const { lines: _lines, replaces: _replaces, ...shown } = corrected().data;
      return shows(corrected(), shown);
    },
  },
  OfflineVotesVoided: {
    'they were taken out of the count, and why': () => {
      const { replaces: _replaces, ...shown } = voided().data;
      return shows(voided(), shown);
    },
  },
  ResultsReopened: {
    'E25b a signed result was put under revision, and why': () => {
      const data = { phaseId: voteId, reason: 'A recount.', decisionRef: '2026-18' };
      return shows(fact('ResultsReopened', data), data);
    },
  },
  PhaseAdded: {
    'T12 items stand in the order of the log': () => {
      shows(added(ideation), ideation);
      return seen(consultationTimeline, created, added(ideation), added(vote)).rows(
        { position: 1n, type: 'ConsultationCreated' },
        { position: 2n, type: 'PhaseAdded', data: { phaseId: ideation.phaseId } },
        { position: 3n, type: 'PhaseAdded', data: { phaseId: voteId } },
      );
    },
  },
  CostsPublished: {
    'the ballot was published: how many options, under which digest': () =>
      shows(priced(), {
        phaseId: voteId,
        optionCount: 3,
        optionsHash: priced().data.optionsHash,
      }),
  },
  PhaseOpened: {
    'a phase opened, under which rules': () => shows(opened(vote), opened(vote).data),
  },
  PhaseClosed: { 'a phase closed, and why': () => shows(closed(vote), closed(vote).data) },
  TallyClosed: {
    'E09 the counts were fixed, up to which place in the log': () =>
      shows(tallyClosed, tallyClosed.data),
  },
  AllocationComputed: {
    'a result was computed: how many are funded, with how much money': () =>
      shows(
        {
          ...allocated,
          data: {
            ...allocated.data,
            envelopes: [envelopeResult, { ...envelopeResult, envelopeAreaId: 'north', spent: 5 }],
          },
        },
        {
          phaseId: voteId,
          rule: 'greedy',
          resultHash: '2222',
          selectedCount: 4,
          spent: 90_05,
        },
      ),
  },
  AllocationOverridden: {
    'E37, T30 what was decided beside the computed result': () =>
      shows(overridden(), overridden().data),
  },
  ResultsCertified: {
    'a result was signed, and by whom is a digest': () =>
      shows(certified, certified.data, { signatories: 'signatories@1' }),
  },
  ResultsPublished: {
    'the result became public': () => shows(resultsPublished, resultsPublished.data),
  },
  ReviewSessionOpened: {
    'a body took up ideas, and how many': () =>
      shows(reviewing.opened, {
        ...{ sessionId: 's1', bodyId: 'council', from: '2026-03-01', to: '2026-03-31' },
        ideaCount: 2,
      }),
  },
  ReviewSessionClosed: {
    'it answered them, or said why some are carried over': () =>
      shows(reviewing.closed, {
        ...{ sessionId: 's1', carriedOverCount: 1, carriedOverReason: 'It is late.' },
      }),
  },
  DecisionPublished: {
    'a body decided, and followed the tally or said why not': () => shows(decision, decision.data),
  },
  ConsultationArchived: {
    'it ends with what came of it': () => shows(archived, archived.data),
  },
});
