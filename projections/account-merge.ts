import type { ResolvedBallot } from '../src/domain/participant/events.js';
import { change, one, type Projection } from './projection.js';

export interface AccountMergeRow {
  /** Name nobody: they are random. */
  fromId: string;
  toId: string;
  status: 'proposed' | 'decided' | 'merged';
  /** Who proposed it and, once it is decided, who said the same. */
  agents: string[];
  /** Where both accounts had a ballot, or only the one that does not go on. */
  ballotsResolved: ResolvedBallot[];
  changedAt: string;
}

const key = ({ data: { fromId, toId } }: { data: { fromId: string; toId: string } }) => ({
  fromId,
  toId,
});

/** Which accounts are of one person, and what became of their ballots? */
export const accountMerge: Projection<AccountMergeRow> = {
  name: 'account_merge',
  key: ['fromId', 'toId'],
  columns: {
    fromId: 'text',
    toId: 'text',
    status: 'text',
    agents: 'json',
    ballotsResolved: 'json',
    changedAt: 'text',
  },
  on: {
    AccountMergeProposed: one(
      ({ data }) => ({ fromId: data.fromId, toId: data.personId }),
      (_row, { data, at }) => ({
        fromId: data.fromId,
        toId: data.personId,
        status: 'proposed',
        agents: [data.proposedBy],
        ballotsResolved: [],
        changedAt: at,
      }),
    ),
    AccountMergeDecided: one(
      key,
      change((_row, { data: { decidedBy }, at }) => ({
        status: 'decided' as const,
        agents: decidedBy,
        changedAt: at,
      })),
    ),
    AccountsMerged: one(
      key,
      change((_row, { data: { ballotsResolved }, at }) => ({
        status: 'merged' as const,
        ballotsResolved,
        changedAt: at,
      })),
    ),
  },
};
