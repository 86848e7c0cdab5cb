import type { BallotRuling, InvalidationReason } from '../src/domain/ballot/events.js';
import { one, type Projection, type ViewEvent } from './projection.js';

export interface InvalidationRow {
  phaseId: string;
  reasonCode: InvalidationReason;
  /** Ballots that two agents took out of the count for that reason. */
  invalidated: number;
  /** Those of them that two agents let count again. */
  reinstated: number;
}

const key = ({ data }: { data: BallotRuling }) => ({
  phaseId: data.phaseId,
  reasonCode: data.reasonCode,
});

const more =
  (column: 'invalidated' | 'reinstated') =>
  (
    row: InvalidationRow | null,
    { data: { phaseId, reasonCode } }: Pick<ViewEvent<'BallotInvalidated'>, 'data'>,
  ): InvalidationRow => {
    const known = row ?? { phaseId, reasonCode, invalidated: 0, reinstated: 0 };
    return { ...known, [column]: known[column] + 1 };
  };

/** How many ballots of a phase were taken out of the count, or let in again, and why? */
export const invalidation: Projection<InvalidationRow> = {
  name: 'invalidation',
  key: ['phaseId', 'reasonCode'],
  columns: { phaseId: 'text', reasonCode: 'text', invalidated: 'int', reinstated: 'int' },
  on: {
    BallotInvalidated: one(key, more('invalidated')),
    BallotReinstated: one(key, more('reinstated')),
  },
};
