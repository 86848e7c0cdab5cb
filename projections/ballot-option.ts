import type { SuspensionCause } from '../src/domain/consultation/events.js';
import type { EarlierPrice } from '../src/domain/consultation/prices.js';
import { change, each, one, type Projection } from './projection.js';

export interface BallotOptionRow {
  phaseId: string;
  ideaId: string;
  consultationId: string;
  envelopeAreaId: string | null;
  /** Null until the prices of the phase are published. */
  amount: number | null;
  ideaVersion: number | null;
  costVersion: number | null;
  /** What it cost before its price was corrected during the vote, the oldest price first. */
  earlierPrices: EarlierPrice[];
  /** Why it counts nothing; null where it counts. */
  suspended: SuspensionCause | null;
}

const key = ({ data: { phaseId, ideaId } }: { data: { phaseId: string; ideaId: string } }) => ({
  phaseId,
  ideaId,
});

/** Which ideas stand on the ballot of a phase, and at what price? */
export const ballotOption: Projection<BallotOptionRow> = {
  name: 'ballot_option',
  key: ['phaseId', 'ideaId'],
  columns: {
    phaseId: 'text',
    ideaId: 'text',
    consultationId: 'text',
    envelopeAreaId: 'text?',
    amount: 'money?',
    ideaVersion: 'int?',
    costVersion: 'int?',
    earlierPrices: 'json',
    suspended: 'text?',
  },
  indexes: [['ideaId', 'phaseId']],
  on: {
    IdeaAdmittedToBallot: one(
      key,
      (_row, { data: { phaseId, ideaId, envelopeAreaId }, consultationId }) => ({
        phaseId,
        ideaId,
        consultationId: consultationId!,
        envelopeAreaId,
        amount: null,
        ideaVersion: null,
        costVersion: null,
        earlierPrices: [],
        suspended: null,
      }),
    ),
    CostsPublished: each(
      ({ data: { phaseId, options } }) => options.map(({ ideaId }) => ({ phaseId, ideaId })),
      (row, { data: { options } }, { ideaId }) => {
        const { amount, ideaVersion, costVersion } = options.find((o) => o.ideaId === ideaId)!;
        return (
          row && {
            ...row,
            ...{ amount, ideaVersion, costVersion, earlierPrices: [], suspended: null },
          }
        );
      },
    ),
    IdeaDisqualifiedFromBallot: one(
      key,
      change(() => ({ suspended: 'disqualified' as const })),
    ),
    BallotOptionSuspended: one(
      key,
      change((_row, { data: { cause } }) => ({ suspended: cause })),
    ),
    BallotOptionRepriced: one(
      key,
      change((row, { data: { at: until, previous, amount, costVersion } }) => ({
        ...{ amount, costVersion },
        earlierPrices: [
          ...row.earlierPrices,
          { until, amount: previous, costVersion: row.costVersion! },
        ],
      })),
    ),
    BallotOptionRestored: one(
      key,
      change(() => ({ suspended: null })),
    ),
  },
};
