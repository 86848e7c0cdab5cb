import { describe, test } from '@jest/globals';
import {
  basket,
  line,
  replacing,
  submit,
  voteId,
  voting,
  withdraw,
  withdrawn,
  type Actor,
} from '../arcueil.js';
import { given } from '../given.js';
import { cast, supportId, supporting, voteCast, voteWithdrawn, withdrawVote } from '../supports.js';

const system: Actor = { kind: 'system', ref: 'cahier', role: 'system' };
const garden = basket([line('garden')]);

describe('E23b whoever leaves and takes their votes back', () => {
  test('T41 takes a basket back by an act of its own, that says why', () =>
    given(...voting(), garden)
      .by(system)
      .when(withdraw())
      .then({
        ...withdrawn(garden),
        data: { ...withdrawn(garden).data, reason: 'erasure' },
      }));

  test('T46 takes a vote back by an act of its own, that says why, and it counts once less', () => {
    const up = voteCast('garden');
    const back = voteWithdrawn('garden');
    given(...supporting(), up)
      .by(system)
      .when(withdrawVote('garden'))
      .then({ ...back, data: { ...back.data, reason: 'erasure' } });
  });

  test('takes nothing back once the phase is over', () =>
    given(...voting(), garden)
      .at('2026-06-01T00:00:00.000Z')
      .by(system)
      .when(withdraw())
      .refused('PHASE_CLOSED', { phaseId: voteId, closedAt: '2026-06-01T00:00:00.000Z' }));
});

describe('E24 whoever has voted by an account that is erased', () => {
  const again = { alreadyVoted: true };

  test('T45 submits no basket in the same phase', () =>
    given(...voting())
      .when(submit(['garden'], again))
      .refused('ALREADY_VOTED_IN_PHASE', { phaseId: voteId }));

  test('T45 casts no vote in the same phase', () =>
    given(...supporting())
      .when(cast('garden', 'up', again))
      .refused('ALREADY_VOTED_IN_PHASE', { phaseId: supportId }));

  test('changes a ballot that they had begun by another account before', () => {
    given(...voting(), garden)
      .when(submit(['bench'], again))
      .then(basket([line('bench')], { basketRevision: 2, replaces: replacing(garden) }));
    given(...supporting(), voteCast('garden'))
      .when(cast('bench', 'up', again))
      .then(voteCast('bench', 'up', { standing: 2 }));
  });
});
