import type { CorrectCost } from '../src/domain/idea/commands.js';
import type { CostCorrection } from '../src/domain/idea/events.js';
import type { FactOf } from '../src/domain/events.js';
import { consultationId, fact, organisationId, voteId } from './arcueil.js';

/** What Sofia and Marc, two agents, say of the price of the garden while it is voted on: 80 € and not 60 €. */
export const correction: CostCorrection = {
  ...{ ideaId: 'garden', phaseId: voteId, old: 60_00, new: 80_00 },
  ...{ reason: 'A wall was forgotten.', decisionRef: '2026-21', notify: true },
};

/** The wish for it. */
export const correctCost = (over: Partial<CorrectCost> = {}): CorrectCost => {
  const { old: _old, new: amount, ...said } = correction;
  return { type: 'CorrectCost', organisationId, consultationId, ...said, amount, ...over };
};

export const costProposed = (over: Partial<CostCorrection> = {}, proposedBy = 'sofia') =>
  fact('IdeaCostCorrectionProposed', { ...correction, ...over, proposedBy });

export const costCorrected = (over: Partial<FactOf<'IdeaCostCorrected'>['data']> = {}) =>
  fact('IdeaCostCorrected', {
    ...correction,
    ...{ currency: 'EUR', costVersion: 2, proposedBy: 'sofia', approvedBy: 'marc' },
    ...over,
  });

/** The new price on the ballot, from that instant on. */
export const repriced = (
  at = '2026-05-10T00:00:00.000Z',
  over: Partial<FactOf<'BallotOptionRepriced'>['data']> = {},
) =>
  fact('BallotOptionRepriced', {
    ...{ phaseId: voteId, ideaId: 'garden', at, previous: 60_00, amount: 80_00, costVersion: 2 },
    ...over,
  });
