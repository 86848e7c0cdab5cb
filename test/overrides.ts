import type { AllocationOverride } from '../src/domain/tally/events.js';
import { fact, voteId } from './arcueil.js';

/** The lamps, which did not fit, are funded by a decision, from an envelope of 110 € instead of 100 €. */
export const override: AllocationOverride = {
  ...{ phaseId: voteId, ideaId: 'lamps', envelopeAreaId: null, to: 'selected' },
  ...{ cost: 20_00, amount: 110_00, spent: 110_00 },
  ...{ reason: 'The council adds to the budget.', decisionRef: '2026-30' },
};

export const overridden = (over: Partial<AllocationOverride> = {}, resultHash = '3333') =>
  fact('AllocationOverridden', { ...override, ...over, resultHash });

/** The bench, which was selected, is not funded by a decision. */
export const dropped: Partial<AllocationOverride> = {
  ...{ ideaId: 'bench', to: 'not_selected', cost: 30_00, amount: 100_00, spent: 60_00 },
  ...{ reason: 'It is in the way of the garden.', decisionRef: '2026-31' },
};
