import type { BasketLine } from '../src/domain/ballot/events.js';
import { each, type Projection } from './projection.js';
import type { RulesKind } from './rules-history.js';

export interface VotesUnderRulesRow {
  phaseId: string;
  kind: Exclude<RulesKind, 'rules'>;
  /** The idea whose price it is; empty of anything else. */
  ideaId: string;
  /** As the event that laid them down says; of an idea the version of its price, or nothing where it has none. */
  mark: string;
  /** The version of the text that was voted on; 0 where it is not about one idea. */
  ideaVersion: number;
  /** Baskets and votes given under them, whether or not they still stand. */
  votes: number;
}

type Mark = Omit<VotesUnderRulesRow, 'votes'>;

interface Basket {
  data: {
    phaseId: string;
    configVersion: number;
    optionsHash: string;
    lines: Pick<BasketLine, 'ideaId' | 'costVersion' | 'ideaVersion'>[];
  };
}

const ofAll = (phaseId: string, kind: 'voting' | 'costs', mark: string): Mark => ({
  phaseId,
  kind,
  ideaId: '',
  mark,
  ideaVersion: 0,
});

const marksOf = ({ data: { phaseId, configVersion, optionsHash, lines } }: Basket): Mark[] => {
  const marks = [
    ofAll(phaseId, 'voting', String(configVersion)),
    ofAll(phaseId, 'costs', optionsHash),
  ];
  for (const { ideaId, costVersion, ideaVersion } of lines)
    marks.push({ phaseId, kind: 'cost', ideaId, mark: String(costVersion), ideaVersion });
  return marks;
};

const oneMore = (
  row: VotesUnderRulesRow | null,
  _event: unknown,
  key: VotesUnderRulesRow,
): VotesUnderRulesRow => ({
  phaseId: key.phaseId,
  kind: key.kind,
  ideaId: key.ideaId,
  mark: key.mark,
  ideaVersion: key.ideaVersion,
  votes: (row?.votes ?? 0) + 1,
});

/** How many baskets and votes were given under which limits and prices, and on which words? */
export const votesUnderRules: Projection<VotesUnderRulesRow> = {
  name: 'votes_under_rules',
  key: ['phaseId', 'kind', 'ideaId', 'mark', 'ideaVersion'],
  reads: ['data'],
  columns: {
    phaseId: 'text',
    kind: 'text',
    ideaId: 'text',
    mark: 'text',
    ideaVersion: 'int',
    votes: 'int',
  },
  on: {
    BasketSubmitted: each(marksOf, oneMore),
    PaperBallotRecorded: each(marksOf, oneMore),
    VoteCast: each(
      ({ data: { phaseId, configVersion, ideaId, ideaVersion } }) => [
        ofAll(phaseId, 'voting', String(configVersion)),
        { phaseId, kind: 'cost', ideaId, mark: '', ideaVersion },
      ],
      oneMore,
    ),
  },
};
