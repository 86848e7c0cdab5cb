import { myBallot } from '../../projections/my-ballot.js';
import { basket, line, replacing, voteId, withdrawn } from '../arcueil.js';
import { paperBallot } from '../papers.js';
import { invalidated, reinstated } from '../rulings.js';
import { seen, specsOf } from '../seen.js';

const bob = basket([line('garden'), line('bench')]);
const again = basket([line('lamps')], { basketRevision: 2, replaces: replacing(bob) });
const carol = basket([line('bench')], { voterRef: 'carol', envelopeAreaId: 'north' });

specsOf(myBallot, {
  PaperBallotRecorded: {
    'E26 a voter sees what they put on paper, and when': () =>
      seen(myBallot, paperBallot([line('garden')])).rows({
        ...{ voterRef: 'dan', status: 'submitted', lines: [line('garden')], totalCost: 60_00 },
        submittedAt: '2026-05-20T10:00:00.000Z',
      }),
  },
  BasketSubmitted: {
    'E39 a voter sees what they submitted, with their receipt': () =>
      seen(myBallot, bob, carol).rows(
        {
          phaseId: voteId,
          voterRef: 'bob',
          basketRevision: 1,
          status: 'submitted',
          envelopeAreaId: null,
          lines: [line('garden'), line('bench')],
          totalCost: 90_00,
          totalVotes: 2,
          receiptHash: bob.data.receiptHash,
          submittedAt: '2026-01-01T01:00:00.000Z',
        },
        { voterRef: 'carol', envelopeAreaId: 'north', totalCost: 30_00 },
      ),
    'E04 only the latest basket is effective': () =>
      seen(myBallot, bob, again).rows({
        basketRevision: 2,
        lines: [line('lamps')],
        totalCost: 20_00,
        totalVotes: 1,
        receiptHash: again.data.receiptHash,
        submittedAt: '2026-01-01T02:00:00.000Z',
      }),
    'a basket brought from elsewhere was submitted when it was': () =>
      seen(myBallot, { fact: bob, occurredAt: '2022-03-01T00:00:00.000Z' }).rows({
        submittedAt: '2022-03-01T00:00:00.000Z',
      }),
  },
  BallotInvalidated: {
    'E27 whose ballot was taken out is shown so': () =>
      seen(myBallot, bob, carol, invalidated({ basket: replacing(bob) })).rows(
        { voterRef: 'bob', status: 'invalidated', lines: [line('garden'), line('bench')] },
        { voterRef: 'carol', status: 'submitted' },
      ),
  },
  BallotReinstated: {
    'E27 reinstated, it stands as it was': () => {
      const ballot = { basket: replacing(bob) };
      return seen(myBallot, bob, invalidated(ballot), reinstated(ballot)).rows({
        voterRef: 'bob',
        status: 'submitted',
        basketRevision: 1,
      });
    },
  },
  BasketWithdrawn: {
    'a withdrawn basket is shown as such': () =>
      seen(myBallot, bob, carol, withdrawn(bob)).rows(
        { voterRef: 'bob', basketRevision: 1, status: 'withdrawn' },
        { voterRef: 'carol', status: 'submitted' },
      ),
    'a new basket after it stands': () =>
      seen(myBallot, bob, withdrawn(bob), basket([line('lamps')], { basketRevision: 2 })).rows({
        basketRevision: 2,
        status: 'submitted',
        lines: [line('lamps')],
      }),
  },
});
