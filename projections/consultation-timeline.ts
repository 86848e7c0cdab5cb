import type { EventType } from '../src/domain/events.js';
import { one, type Projection, type Step, type ViewEvent } from './projection.js';

export interface TimelineRow {
  position: bigint;
  type: EventType;
  /** The instant the item speaks of. */
  at: string;
  recordedAt: string;
  channel: string;
  /** What the item shows; its shape follows from `type`. */
  data: Record<string, unknown>;
}

export interface ConsultationTimelineRow extends TimelineRow {
  consultationId: string;
}

/** One item of a timeline, from an event and what of it is shown. */
export const timelineItem = <T extends EventType>(
  e: ViewEvent<T>,
  data: Record<string, unknown>,
): TimelineRow => ({
  position: e.position,
  type: e.type,
  at: e.at,
  recordedAt: e.recordedAt,
  channel: e.channel,
  data,
});

export const timelineColumns = {
  position: 'position',
  type: 'text',
  at: 'text',
  recordedAt: 'text',
  channel: 'text',
  data: 'json',
} as const;

const item = <T extends EventType>(
  show: (data: ViewEvent<T>['data'], event: ViewEvent<T>) => object = (data) => data,
): Step<ConsultationTimelineRow, T> =>
  one(
    ({ consultationId, position }) => ({ consultationId: consultationId!, position }),
    (_row, e) => ({
      consultationId: e.consultationId!,
      ...timelineItem(e, show(e.data, e) as Record<string, unknown>),
    }),
  );

/** What happened in this consultation, from its creation to its last decision? */
export const consultationTimeline: Projection<ConsultationTimelineRow> = {
  name: 'consultation_timeline',
  key: ['consultationId', 'position'],
  columns: { consultationId: 'text', ...timelineColumns },
  on: {
    ConsultationCreated: item(({ title, purpose, initiator }) => ({ title, purpose, initiator })),
    RulesPublished: item(({ rulesVersion, text, commitment }) => ({
      rulesVersion,
      text,
      commitment,
    })),
    ConsultationPublished: item(() => ({})),
    PhaseAdded: item(),
    CostsPublished: item(({ phaseId, options, optionsHash }) => ({
      phaseId,
      optionCount: options.length,
      optionsHash,
    })),
    PhaseOpened: item(),
    PhaseClosed: item(),
    TallyClosed: item(),
    AllocationComputed: item(({ phaseId, rule, resultHash, envelopes }) => ({
      phaseId,
      rule: rule.name,
      resultHash,
      selectedCount: envelopes.reduce((sum, e) => sum + e.selected.length, 0),
      spent: envelopes.reduce((sum, e) => sum + e.spent, 0),
    })),
    ResultsCertified: item((data, { personal }) => ({
      ...data,
      signatories: personal?.signatories ?? [],
    })),
    ResultsPublished: item(),
    DecisionPublished: item(),
    ConsultationArchived: item(),
  },
};
