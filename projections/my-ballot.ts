import type { BasketLine } from '../src/domain/ballot/events.js';
import { change, one, type Projection, type ViewEvent } from './projection.js';

export interface MyBallotRow {
  phaseId: string;
  voterRef: string;
  basketRevision: number;
  status: 'submitted' | 'withdrawn' | 'invalidated';
  envelopeAreaId: string | null;
  lines: BasketLine[];
  totalCost: number;
  totalVotes: number;
  receiptHash: string;
  submittedAt: string;
}

const key = (e: { data: { phaseId: string; voterRef: string } }) => ({
  phaseId: e.data.phaseId,
  voterRef: e.data.voterRef,
});

const submitted = (
  _row: MyBallotRow | null,
  { data, at }: Pick<ViewEvent<'BasketSubmitted' | 'PaperBallotRecorded'>, 'data' | 'at'>,
): MyBallotRow => ({
  phaseId: data.phaseId,
  voterRef: data.voterRef,
  basketRevision: data.basketRevision,
  status: 'submitted',
  envelopeAreaId: data.envelopeAreaId,
  lines: data.lines,
  totalCost: data.totalCost,
  totalVotes: data.totalVotes,
  receiptHash: data.receiptHash,
  submittedAt: 'occurredAt' in data ? data.occurredAt : at,
});

/** What did this voter submit in this phase, and does it stand? */
export const myBallot: Projection<MyBallotRow> = {
  name: 'my_ballot',
  lane: 'ballots',
  key: ['phaseId', 'voterRef'],
  reads: ['at', 'data'],
  columns: {
    phaseId: 'text',
    voterRef: 'text',
    basketRevision: 'int',
    status: 'text',
    envelopeAreaId: 'text?',
    lines: 'json',
    totalCost: 'money',
    totalVotes: 'int',
    receiptHash: 'text',
    submittedAt: 'text',
  },
  on: {
    BasketSubmitted: one(key, submitted),
    PaperBallotRecorded: one(key, submitted),
    BasketWithdrawn: one(
      key,
      change(() => ({ status: 'withdrawn' as const })),
    ),
    BallotInvalidated: one(
      key,
      change((row, { data: { basket } }) => (basket ? { status: 'invalidated' as const } : row)),
    ),
    BallotReinstated: one(
      key,
      change((row, { data: { basket } }) => (basket ? { status: 'submitted' as const } : row)),
    ),
  },
};
