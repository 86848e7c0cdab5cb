import type {
  PhaseWindow,
  TallyVisibility,
  VotingRules,
} from '../src/domain/consultation/events.js';
import { change, one, type Projection } from './projection.js';

export interface PhaseRow {
  phaseId: string;
  consultationId: string;
  title: string;
  method: string;
  participationLevel: string;
  opensAt: string;
  closesAt: string | null;
  timeZone: string;
  parallel: boolean;
  status: 'planned' | 'open' | 'closed' | 'cancelled';
  openedAt: string | null;
  closedAt: string | null;
  closeReason: string | null;
  cancelledAt: string | null;
  cancelReason: string | null;
  /** Windows that ended before the present one began: the phase was opened again. */
  earlierWindows: PhaseWindow[];
  rulesVersion: number | null;
  tallyVisibility: TallyVisibility;
  voting: VotingRules | null;
  configVersion: number | null;
  optionsHash: string | null;
}

const key = (e: { data: { phaseId: string } }) => ({ phaseId: e.data.phaseId });

/** When is each phase, what can one do in it, and is it open? */
export const phase: Projection<PhaseRow> = {
  name: 'phase',
  key: ['phaseId'],
  columns: {
    phaseId: 'text',
    consultationId: 'text',
    title: 'text',
    method: 'text',
    participationLevel: 'text',
    opensAt: 'text',
    closesAt: 'text?',
    timeZone: 'text',
    parallel: 'boolean',
    status: 'text',
    openedAt: 'text?',
    closedAt: 'text?',
    closeReason: 'text?',
    cancelledAt: 'text?',
    cancelReason: 'text?',
    earlierWindows: 'json',
    rulesVersion: 'int?',
    tallyVisibility: 'text',
    voting: 'json?',
    configVersion: 'int?',
    optionsHash: 'text?',
  },
  indexes: [['consultationId', 'opensAt', 'phaseId']],
  on: {
    PhaseAdded: one(key, (_row, { data, consultationId }) => ({
      ...data,
      consultationId: consultationId!,
      status: 'planned',
      openedAt: null,
      closedAt: null,
      closeReason: null,
      cancelledAt: null,
      cancelReason: null,
      earlierWindows: [],
      rulesVersion: null,
      tallyVisibility: 'hidden_until_close',
      voting: null,
      configVersion: null,
      optionsHash: null,
    })),
    VotingConfigured: one(
      key,
      change((_row, { data: { phaseId: _phaseId, configVersion, ...voting } }) => ({
        voting,
        configVersion,
      })),
    ),
    CostsPublished: one(
      key,
      change((_row, { data: { optionsHash } }) => ({ optionsHash })),
    ),
    PhaseOpened: one(
      key,
      change((_row, { data: { at, rulesVersion, tallyVisibility } }) => ({
        status: 'open',
        openedAt: at,
        rulesVersion,
        tallyVisibility,
      })),
    ),
    PhaseClosed: one(
      key,
      change((_row, { data: { at, reason } }) => ({
        status: 'closed',
        closedAt: at,
        closeReason: reason,
      })),
    ),
    PhaseRescheduled: one(
      key,
      change((_row, { data: { to } }) => to),
    ),
    PhaseReopened: one(
      key,
      change(({ openedAt, closedAt, earlierWindows }, { data: { at, closesAt } }) => ({
        status: 'open',
        earlierWindows: [...earlierWindows, { opensAt: openedAt!, closesAt: closedAt }],
        openedAt: at,
        closesAt,
        closedAt: null,
        closeReason: null,
      })),
    ),
    PhaseCancelled: one(
      key,
      change((_row, { data: { at, reason } }) => ({
        status: 'cancelled',
        cancelledAt: at,
        cancelReason: reason,
      })),
    ),
  },
};
