import type { PhaseRow } from '../../../projections/phase.js';
import {
  votesUnderRules,
  type VotesUnderRulesRow,
} from '../../../projections/votes-under-rules.js';
import { isTallied } from '../../views/visibility.js';
import type { RequestContext } from '../context.js';

/** How many votes were given in phases under what is asked for; null where the counts of one of them are hidden. */
export const votesUnder = async (
  context: RequestContext,
  phases: readonly PhaseRow[],
  isMeant: (row: VotesUnderRulesRow) => boolean,
): Promise<number | null> => {
  if (phases.some(isHidden)) return null;
  const rows = await Promise.all(
    phases.map(({ phaseId }) => context.rowsBy(votesUnderRules, { phaseId })),
  );
  return rows
    .flat()
    .filter(isMeant)
    .reduce((all, { votes }) => all + votes, 0);
};

const isHidden = (row: PhaseRow): boolean => row.voting !== null && !isTallied(row);
