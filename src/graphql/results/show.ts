import { phase } from '../../../projections/phase.js';
import { results } from '../../../projections/results.js';
import type { RequestContext } from '../context.js';
import { withOnDemand } from '../on-demand.js';
import type { Signatory } from './types.js';

/** What a payload shows of the result that a wish was about. */
export const shows = (context: RequestContext) => (ids: Record<string, string>) => ({
  phase: () => context.rowBy(phase, { phaseId: ids['phaseId']! }),
  results: () => resultsOf(context, ids['phaseId']!),
});

/** A result; who signed it is looked up when it is asked for. */
export const resultsOf = async (context: RequestContext, phaseId: string) => {
  const row = await context.rowBy(results, { phaseId });
  return (
    row &&
    withOnDemand(
      { ...row },
      {
        signatories: async () =>
          (await context.words<Signatory[]>(row.sealed['signatories'])) ?? [],
        erased: () => context.isErased(row.sealed),
      },
    )
  );
};
