import { voteTally } from '../../projections/vote-tally.js';
import { merged } from '../arcueil.js';
import { invalidated, reinstated } from '../rulings.js';
import { corrected, papers, recorded, saying, voided } from '../papers.js';
import { seen, specsOf } from '../seen.js';
import { of, supportId, voteCast, voteChanged, voteWithdrawn } from '../supports.js';

const row = (ideaId: string, up: number, down: number, neutral: number) => ({
  phaseId: supportId,
  ideaId,
  up,
  down,
  neutral,
  invalidated: 0,
});
const bob = voteCast('garden');
const carol = voteCast('garden', 'down', { voterRef: 'carol' });

const bobsVotes = { phaseId: supportId, basket: null, votes: [of('garden')] };

const batch = { phaseId: supportId, voterCount: 9 };
const nine = { ...batch, lines: [saying('garden', 'up', 8), saying('garden', 'down', 1)] };
const six = { voterCount: 6, lines: [saying('garden', 'neutral', 4), saying('bench', 'up', 2)] };
const onPaper = (up: number, down: number, neutral: number) => ({
  ...row('garden', 1, 0, 0),
  ...{ offlineUp: up, offlineDown: down, offlineNeutral: neutral },
});

specsOf(voteTally, {
  OfflineVotesRecorded: {
    'I4 what papers say of an idea counts beside what is said online': () =>
      seen(voteTally, bob, recorded(nine)).rows(onPaper(8, 1, 0)),
    'papers that choose options say nothing of ideas one by one': () =>
      seen(voteTally, recorded({ lines: [papers('garden', 3)] })).rows(),
  },
  OfflineVotesCorrected: {
    'E25 the last revision counts': () =>
      seen(voteTally, bob, recorded(nine), corrected({ ...batch, ...six, replaces: nine })).rows(
        onPaper(0, 0, 4),
        { ...row('bench', 0, 0, 0), offlineUp: 2 },
      ),
  },
  OfflineVotesVoided: {
    'a batch that is void counts nothing': () =>
      seen(voteTally, bob, recorded(nine), voided({ ...batch, replaces: nine })).rows(
        onPaper(0, 0, 0),
      ),
  },
  BallotInvalidated: {
    'E27 the votes of the ballot leave the count, and no others': () =>
      seen(voteTally, bob, carol, invalidated(bobsVotes)).rows({
        ...row('garden', 0, 1, 0),
        invalidated: 1,
      }),
  },
  BallotReinstated: {
    'E27 reinstated, they count as before': () =>
      seen(voteTally, bob, carol, invalidated(bobsVotes), reinstated(bobsVotes)).rows(
        row('garden', 1, 1, 0),
      ),
  },
  IdeasMerged: {
    'E18 an idea on which nobody voted has a count once voters on others count for it': () => {
      const { data, ...rest } = merged('garden', 'bench');
      const united = { ...rest, data: { ...data, unitedIn: [supportId] } };
      seen(voteTally, bob, united).rows(row('garden', 1, 0, 0));
      return seen(voteTally, united).rows(row('garden', 0, 0, 0));
    },
    'E18b no count where voters are asked anew': () =>
      seen(voteTally, merged('garden', 'bench')).rows(),
  },
  VoteCast: {
    'each vote counts once for what it says': () =>
      seen(
        voteTally,
        bob,
        carol,
        voteCast('bench', 'neutral', { standing: 2 }),
        voteCast('garden', 'up', { voterRef: 'dan' }),
      ).rows(row('garden', 2, 1, 0), row('bench', 0, 0, 1)),
    'E10 votes count from the one on with which there are enough, the earlier ones with it': () =>
      seen(
        voteTally,
        voteCast('garden', 'down', { counted: [] }),
        voteCast('bench', 'up', { standing: 2, counted: [] }),
        voteCast('lamps', 'up', {
          standing: 3,
          counted: [of('bench'), of('garden', 'down'), of('lamps')],
        }),
      ).rows(row('bench', 1, 0, 0), row('garden', 0, 1, 0), row('lamps', 1, 0, 0)),
    'each phase counts its own votes': () =>
      seen(voteTally, bob, voteCast('garden', 'up', { phaseId: 'pb26.second' })).rows(
        row('garden', 1, 0, 0),
        { ...row('garden', 1, 0, 0), phaseId: 'pb26.second' },
      ),
  },
  VoteChanged: {
    'E05 a change moves one vote, and there are as many as before': () =>
      seen(voteTally, bob, carol, voteChanged('garden', ['up', 'down'])).rows(
        row('garden', 0, 2, 0),
      ),
  },
  VoteWithdrawn: {
    'E06 a withdrawn vote counts no longer, and counts again when it is given anew': () => {
      seen(voteTally, bob, carol, voteWithdrawn('garden')).rows(row('garden', 0, 1, 0));
      return seen(voteTally, bob, carol, voteWithdrawn('garden'), bob).rows(row('garden', 1, 1, 0));
    },
    'E10 withdrawing one of just enough uncounts the others': () =>
      seen(
        voteTally,
        voteCast('garden', 'up', { counted: [] }),
        voteCast('bench', 'down', { standing: 2, counted: [of('bench', 'down'), of('garden')] }),
        voteWithdrawn('garden', 'up', {
          standing: 1,
          uncounted: [of('bench', 'down'), of('garden')],
        }),
      ).rows(row('bench', 0, 0, 0), row('garden', 0, 0, 0)),
  },
});
