import { standingVote } from '../../projections/standing-vote.js';
import type { SupportValue } from '../../src/domain/consultation/events.js';
import { invalidated, reinstated } from '../rulings.js';
import { seen, specsOf } from '../seen.js';
import { of, supportId, voteCast, voteChanged, voteWithdrawn } from '../supports.js';

const row = (ideaId: string, value: SupportValue, counted = true) => ({
  phaseId: supportId,
  voterRef: 'bob',
  ideaId,
  value,
  counted,
});
const garden = voteCast('garden');
const first = voteCast('garden', 'up', { counted: [] });
const second = voteCast('bench', 'down', {
  standing: 2,
  counted: [of('bench', 'down'), of('garden')],
});

const bobsVotes = { phaseId: supportId, basket: null, votes: [of('garden')] };

specsOf(standingVote, {
  BallotInvalidated: {
    'E27 a vote of a ballot that was taken out stands, and does not count': () =>
      seen(standingVote, garden, invalidated(bobsVotes)).rows(row('garden', 'up', false)),
  },
  BallotReinstated: {
    'E27 reinstated, it counts': () =>
      seen(standingVote, garden, invalidated(bobsVotes), reinstated(bobsVotes)).rows(
        row('garden', 'up'),
      ),
  },
  VoteCast: {
    'E39 a voter sees each vote as it stands, and the version of the idea it was given to': () =>
      seen(
        standingVote,
        garden,
        voteCast('garden', 'down', { voterRef: 'carol', ideaVersion: 3 }),
      ).rows(
        { ...row('garden', 'up'), ideaVersion: 1, votedAt: '2026-01-01T01:00:00.000Z' },
        { ...row('garden', 'down'), voterRef: 'carol', ideaVersion: 3 },
      ),
    'E10 a vote waits until there are enough, and then counts with those before it': () => {
      seen(standingVote, first).rows(row('garden', 'up', false));
      return seen(standingVote, first, second).rows(row('garden', 'up'), row('bench', 'down'));
    },
  },
  VoteChanged: {
    'E05 it says something else, and counts as before': () => {
      seen(
        standingVote,
        first,
        voteChanged('garden', ['up', 'down'], { counted: [], uncounted: [] }),
      ).rows(row('garden', 'down', false));
      return seen(
        standingVote,
        garden,
        voteChanged('garden', ['up', 'down'], { ideaVersion: 2 }),
      ).rows({ ...row('garden', 'down'), ideaVersion: 2, votedAt: '2026-01-01T02:00:00.000Z' });
    },
  },
  VoteWithdrawn: {
    'E06 what is withdrawn stands nowhere': () =>
      seen(standingVote, garden, voteWithdrawn('garden')).rows(),
    'E10 what is left waits for more where there are too few': () =>
      seen(
        standingVote,
        first,
        second,
        voteWithdrawn('garden', 'up', {
          standing: 1,
          uncounted: [of('bench', 'down'), of('garden')],
        }),
      ).rows(row('bench', 'down', false)),
  },
});
