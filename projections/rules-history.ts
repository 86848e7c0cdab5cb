import type { EventType } from '../src/domain/events.js';
import { one, type Projection, type Step, type ViewEvent } from './projection.js';

/** What the rules are of: the whole consultation, voting in a phase, prices on a ballot, the price of an idea. */
export type RulesKind = 'rules' | 'voting' | 'costs' | 'cost';

/** Rules as they were laid down once. */
export interface RulesVersion {
  version: number;
  /** What of the event says so: the version of the rules or the price, or the digest of all prices. */
  mark: string;
  content: Record<string, unknown>;
  at: string;
  position: string;
}

export interface RulesHistoryRow {
  consultationId: string;
  kind: RulesKind;
  /** The phase, the idea, or nothing. */
  subject: string;
  phaseId: string | null;
  ideaId: string | null;
  /** From the first to the present one. */
  versions: RulesVersion[];
}

type Subject = Pick<RulesHistoryRow, 'kind' | 'phaseId' | 'ideaId'>;

/** Adds what an event lays down to the history of its subject. */
const laidDown = <T extends EventType>(
  subjectOf: (data: ViewEvent<T>['data']) => Subject,
  contentOf: (data: ViewEvent<T>['data']) => { mark: string; content: Record<string, unknown> },
): Step<RulesHistoryRow, T> =>
  one(
    ({ consultationId, data }) => {
      const { kind, phaseId, ideaId } = subjectOf(data);
      return { consultationId: consultationId!, kind, subject: phaseId ?? ideaId ?? '' };
    },
    (row, { data, at, position }, { consultationId, kind, subject }) => {
      const before = row?.versions ?? [];
      const version = { version: before.length + 1, ...contentOf(data), at };
      const { phaseId, ideaId } = subjectOf(data);
      return {
        ...{ consultationId, kind, subject, phaseId, ideaId },
        versions: [...before, { ...version, position: String(position) }],
      };
    },
  );

const ofPhase =
  (kind: 'voting' | 'costs') =>
  ({ phaseId }: { phaseId: string }): Subject => ({ kind, phaseId, ideaId: null });

/** Which rules, limits and prices have been laid down in a consultation, one after the other? */
export const rulesHistory: Projection<RulesHistoryRow> = {
  name: 'rules_history',
  key: ['consultationId', 'kind', 'subject'],
  columns: {
    consultationId: 'text',
    kind: 'text',
    subject: 'text',
    phaseId: 'text?',
    ideaId: 'text?',
    versions: 'json',
  },
  on: {
    RulesPublished: laidDown(
      () => ({ kind: 'rules', phaseId: null, ideaId: null }),
      ({ rulesVersion, reserveJustification: _why, ...content }) => ({
        mark: String(rulesVersion),
        content,
      }),
    ),
    VotingConfigured: laidDown(
      ofPhase('voting'),
      ({ phaseId: _phase, configVersion, ...content }) => ({
        mark: String(configVersion),
        content,
      }),
    ),
    CostsPublished: laidDown(ofPhase('costs'), ({ options, optionsHash }) => ({
      mark: optionsHash,
      content: { options },
    })),
    IdeaCostSet: laidDown(
      ({ ideaId }) => ({ kind: 'cost', phaseId: null, ideaId }),
      ({ amount, currency, explanation, costVersion }) => ({
        mark: String(costVersion),
        content: { amount, currency, explanation },
      }),
    ),
    IdeaCostCorrected: laidDown(
      ({ ideaId }) => ({ kind: 'cost', phaseId: null, ideaId }),
      ({ new: amount, currency, reason: explanation, costVersion, decisionRef }) => ({
        mark: String(costVersion),
        content: { amount, currency, explanation, decisionRef },
      }),
    ),
  },
};
