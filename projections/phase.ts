import type { TallyVisibility, VotingRules } from '../src/domain/consultation/events.js';
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
  status: 'planned' | 'open' | 'closed';
  openedAt: string | null;
  closedAt: string | null;
  closeReason: string | null;
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
  },
};
