import type { InReserve } from '../src/domain/consultation/events.js';
import type { EventType } from '../src/domain/events.js';
import {
  one,
  digestsOf,
  type Projection,
  type Sealed,
  type Step,
  type ViewEvent,
} from './projection.js';

export interface TimelineRow {
  position: bigint;
  type: EventType;
  /** The instant the item speaks of. */
  at: string;
  recordedAt: string;
  channel: string;
  /** What the item shows; its shape follows from `type`. */
  data: Record<string, unknown>;
  /** Digests of what else it shows, by name. */
  sealed: Sealed;
}

export interface ConsultationTimelineRow extends TimelineRow {
  consultationId: string;
}

/** One item of a timeline, from an event, what of it is shown, and the names of what is sealed of that. */
export const timelineItem = <T extends EventType>(
  e: ViewEvent<T>,
  data: Record<string, unknown>,
  ...words: string[]
): TimelineRow => ({
  position: e.position,
  type: e.type,
  at: e.at,
  recordedAt: e.recordedAt,
  channel: e.channel,
  data,
  sealed: digestsOf(e.sealed, ...words),
});

export const timelineColumns = {
  position: 'position',
  type: 'text',
  at: 'text',
  recordedAt: 'text',
  channel: 'text',
  data: 'json',
  sealed: 'json',
} as const;

const item = <T extends EventType>(
  show: (data: ViewEvent<T>['data']) => object = (data) => data,
  ...words: string[]
): Step<ConsultationTimelineRow, T> =>
  one(
    ({ consultationId, position }) => ({ consultationId: consultationId!, position }),
    (_row, e) => ({
      consultationId: e.consultationId!,
      ...timelineItem(e, show(e.data) as Record<string, unknown>, ...words),
    }),
  );

/** Why it was published in a time of reserve, where that was said. */
const inReserve = ({ reserveJustification }: InReserve): InReserve =>
  reserveJustification === undefined ? {} : { reserveJustification };

/** What happened in this consultation, from its creation to its last decision? */
export const consultationTimeline: Projection<ConsultationTimelineRow> = {
  name: 'consultation_timeline',
  key: ['consultationId', 'position'],
  appendOnly: true,
  columns: { consultationId: 'text', ...timelineColumns },
  on: {
    ConsultationCreated: item(({ title, purpose, initiator }) => ({ title, purpose, initiator })),
    RulesPublished: item(({ rulesVersion, text, commitment, ...rules }) => ({
      ...{ rulesVersion, text, commitment },
      ...inReserve(rules),
    })),
    ConsultationPublished: item(inReserve),
    ConsultationUnpublished: item(),
    PhaseAdded: item(),
    CostsPublished: item(({ phaseId, options, optionsHash }) => ({
      phaseId,
      optionCount: options.length,
      optionsHash,
    })),
    BallotOptionSuspended: item(),
    BallotOptionRestored: item(),
    BallotOptionRepriced: item(),
    PhaseOpened: item(),
    PhaseClosed: item(),
    PhaseRescheduled: item(({ phaseId, from, to, reason, decidedBy }) => ({
      phaseId,
      previousOpensAt: from.opensAt,
      previousClosesAt: from.closesAt,
      ...to,
      reason,
      decidedBy,
    })),
    PhaseReopened: item(),
    PhaseCancelled: item(),
    MeetingReportAdded: item(),
    AdvisoryOpinionAdded: item(),
    StatementPublished: item(),
    OfflineVotesRecorded: item(({ lines: _lines, ...batch }) => batch),
    OfflineVotesCorrected: item(({ lines: _lines, replaces: _replaces, ...batch }) => batch),
    OfflineVotesVoided: item(({ replaces: _replaces, ...batch }) => batch),
    TallyClosed: item(),
    AllocationComputed: item(({ phaseId, rule, resultHash, envelopes }) => ({
      phaseId,
      rule: rule.name,
      resultHash,
      selectedCount: envelopes.reduce((sum, e) => sum + e.selected.length, 0),
      spent: envelopes.reduce((sum, e) => sum + e.spent, 0),
    })),
    AllocationOverridden: item(),
    ResultsCertified: item((data) => data, 'signatories'),
    ResultsPublished: item(),
    ResultsReopened: item(),
    ReviewSessionOpened: item(({ sessionId, bodyId, period, ideaIds }) => ({
      ...{ sessionId, bodyId, ...period, ideaCount: ideaIds.length },
    })),
    ReviewSessionClosed: item(({ sessionId, carriedOverIdeaIds, carriedOverReason }) => ({
      ...{ sessionId, carriedOverCount: carriedOverIdeaIds.length, carriedOverReason },
    })),
    DecisionPublished: item(),
    ConsultationArchived: item(),
  },
};
