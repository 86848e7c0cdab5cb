import type { InvalidationReason } from '../src/domain/ballot/events.js';
import { change, one, type Projection, type ViewEvent } from './projection.js';

export interface BallotRulingRow {
  phaseId: string;
  voterRef: string;
  /** Whether two agents took the ballot out of the count. */
  invalidated: boolean;
  /** What one agent has proposed and no other said yet; null where nothing is open. */
  proposed: 'BallotInvalidated' | 'BallotReinstated' | null;
  reasonCode: InvalidationReason;
  evidenceRef: string | null;
  /** Who proposed it and, once it is decided, who said the same. */
  agents: string[];
  changedAt: string;
}

const key = ({ data }: { data: { phaseId: string; voterRef: string } }) => ({
  phaseId: data.phaseId,
  voterRef: data.voterRef,
});

const decided =
  (invalidated: boolean) =>
  (
    _row: BallotRulingRow | null,
    {
      data: { phaseId, voterRef, reasonCode, evidenceRef, decidedBy },
      at,
    }: Pick<ViewEvent<'BallotInvalidated'>, 'data' | 'at'>,
  ): BallotRulingRow => ({
    ...{ phaseId, voterRef, reasonCode, evidenceRef, invalidated },
    proposed: null,
    agents: decidedBy,
    changedAt: at,
  });

/** Which ballots did agents take out of the count, or wish to, and why? */
export const ballotRuling: Projection<BallotRulingRow> = {
  name: 'ballot_ruling',
  key: ['phaseId', 'voterRef'],
  columns: {
    phaseId: 'text',
    voterRef: 'text',
    invalidated: 'boolean',
    proposed: 'text?',
    reasonCode: 'text',
    evidenceRef: 'text?',
    agents: 'json',
    changedAt: 'text',
  },
  on: {
    BallotRulingProposed: one(key, (row, { data, at }) => ({
      phaseId: data.phaseId,
      voterRef: data.voterRef,
      invalidated: row?.invalidated ?? false,
      proposed: data.ruling,
      reasonCode: data.reasonCode,
      evidenceRef: data.evidenceRef,
      agents: [data.proposedBy],
      changedAt: at,
    })),
    BallotInvalidated: one(key, decided(true)),
    BallotReinstated: one(key, decided(false)),
    PaperBallotRecorded: one(
      key,
      change((_row, { at }) => ({ invalidated: false, changedAt: at })),
    ),
  },
};
