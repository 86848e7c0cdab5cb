import type { EnvelopeResult } from '../src/domain/tally/events.js';
import type { ResultsRow } from './results.js';

/** How an envelope is given out in the end, decisions on single options among it. */
export interface EnvelopeOutcome extends Pick<
  EnvelopeResult,
  'envelopeAreaId' | 'amount' | 'spent'
> {
  selected: {
    ideaId: string;
    cost: number;
    rank: number;
    by: EnvelopeResult['selected'][number]['by'] | 'override';
  }[];
  notSelected: {
    ideaId: string;
    why: EnvelopeResult['notSelected'][number]['why'] | 'overridden';
  }[];
}

/** What is funded in the end: what was computed, with every override since. */
export const outcomeOf = ({
  envelopes,
  overrides,
}: Pick<ResultsRow, 'envelopes' | 'overrides'>): EnvelopeOutcome[] =>
  overrides.reduce<EnvelopeOutcome[]>(
    (all, override) =>
      all.map((e) => (e.envelopeAreaId === override.envelopeAreaId ? overridden(e, override) : e)),
    envelopes.map(({ envelopeAreaId, amount, spent, selected, notSelected }) => ({
      ...{ envelopeAreaId, amount, spent, selected, notSelected },
    })),
  );

const overridden = (
  { envelopeAreaId, ...before }: EnvelopeOutcome,
  { ideaId, to, cost, amount, spent }: ResultsRow['overrides'][number],
): EnvelopeOutcome => {
  const selected = before.selected.filter((o) => o.ideaId !== ideaId);
  const notSelected = before.notSelected.filter((o) => o.ideaId !== ideaId);
  const isSelected = to === 'selected';
  return {
    ...{ envelopeAreaId, amount, spent },
    selected: [...selected, ...(isSelected ? [{ ideaId, cost, by: 'override' as const }] : [])].map(
      (o, i) => ({ ...o, rank: i + 1 }),
    ),
    notSelected: [...notSelected, ...(isSelected ? [] : [{ ideaId, why: 'overridden' as const }])],
  };
};
