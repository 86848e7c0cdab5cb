import type { BasketLine } from '../src/domain/ballot/events.js';
import { each, one, type Projection } from './projection.js';
import type { RulesKind } from './rules-history.js';

export interface VotesUnderRulesRow {
  phaseId: string;
  kind: Exclude<RulesKind, 'rules'>;
  /** The idea whose price it is; empty of anything else. */
  ideaId: string;
  /** As the event that laid them down says. */
  mark: string;
  /** Baskets and votes given under them, whether or not they still stand. */
  votes: number;
}

interface Basket {
  data: {
    phaseId: string;
    configVersion: number;
    optionsHash: string;
    lines: Pick<BasketLine, 'ideaId' | 'costVersion'>[];
  };
}

const marksOf = ({ data: { phaseId, configVersion, optionsHash, lines } }: Basket) => [
  { phaseId, kind: 'voting' as const, ideaId: '', mark: String(configVersion) },
  { phaseId, kind: 'costs' as const, ideaId: '', mark: optionsHash },
  ...lines.map(({ ideaId, costVersion }) => ({
    ...{ phaseId, kind: 'cost' as const, ideaId, mark: String(costVersion) },
  })),
];

const oneMore = (
  row: VotesUnderRulesRow | null,
  _event: unknown,
  key: VotesUnderRulesRow,
): VotesUnderRulesRow => ({ ...key, votes: (row?.votes ?? 0) + 1 });

/** How many baskets and votes were given under which limits and prices? */
export const votesUnderRules: Projection<VotesUnderRulesRow> = {
  name: 'votes_under_rules',
  key: ['phaseId', 'kind', 'ideaId', 'mark'],
  columns: { phaseId: 'text', kind: 'text', ideaId: 'text', mark: 'text', votes: 'int' },
  on: {
    BasketSubmitted: each(marksOf, oneMore),
    PaperBallotRecorded: each(marksOf, oneMore),
    VoteCast: one(
      ({ data: { phaseId, configVersion } }) => ({
        ...{ phaseId, kind: 'voting', ideaId: '', mark: String(configVersion) },
      }),
      oneMore,
    ),
  },
};
