import { accountMerge } from '../../projections/account-merge.js';
import { fact, voteId } from '../arcueil.js';
import { seen, specsOf } from '../seen.js';

const ids = { fromId: 'old', toId: 'new' };
const proposed = fact('AccountMergeProposed', {
  personId: 'new',
  fromId: 'old',
  proposedBy: 'sofia',
});
const decided = ['new', 'old'].map((personId) =>
  fact('AccountMergeDecided', { personId, ...ids, decidedBy: ['sofia', 'marc'] }),
);
const ballotsResolved = [{ phaseId: voteId, effective: 'to' as const, invalidated: true }];
const merged = ['new', 'old'].map((personId) =>
  fact('AccountsMerged', { personId, ...ids, ballotsResolved }),
);

specsOf(accountMerge, {
  AccountMergeProposed: {
    'one agent says that two accounts are of one person': () =>
      seen(accountMerge, proposed).rows({
        ...ids,
        status: 'proposed',
        agents: ['sofia'],
        ballotsResolved: [],
        changedAt: '2026-01-01T01:00:00.000Z',
      }),
  },
  AccountMergeDecided: {
    'a second one says the same': () =>
      seen(accountMerge, proposed, ...decided).rows({
        status: 'decided',
        agents: ['sofia', 'marc'],
      }),
  },
  AccountsMerged: {
    'no ballot counts twice any more': () =>
      seen(accountMerge, proposed, ...decided, ...merged).rows({
        status: 'merged',
        agents: ['sofia', 'marc'],
        ballotsResolved,
      }),
  },
});
