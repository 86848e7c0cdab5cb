import { phaseParticipation } from '../../projections/phase-participation.js';
import { basket, configured, line, priced, replacing, voteId, withdrawn } from '../arcueil.js';
import { invalidated, reinstated } from '../rulings.js';
import { corrected, paperBallot, recorded, voided } from '../papers.js';
import { seen, specsOf } from '../seen.js';
import {
  of,
  supportConfigured,
  supportId,
  voteCast,
  voteChanged,
  voteWithdrawn,
} from '../supports.js';

const bob = basket([line('garden'), line('bench')]);
const blank = basket([], { basketRevision: 2, replaces: replacing(bob) });
const back = basket([line('lamps')], { basketRevision: 3, replaces: replacing(blank) });
const carol = basket([line('bench')], { voterRef: 'carol' });

const supported = (participants: number, acts: number) => ({
  phaseId: supportId,
  participants,
  acts,
  blankBaskets: 0,
  totalSpend: 0,
});

const paper = paperBallot([line('bench')]);

specsOf(phaseParticipation, {
  PaperBallotRecorded: {
    'E26 who votes at the booth takes part like everybody': () =>
      seen(phaseParticipation, carol, paper).rows({
        ...{ participants: 2, offlineVoters: 0, acts: 2, totalSpend: 60_00 },
      }),
  },
  OfflineVotesRecorded: {
    'T26 who votes on paper takes part like everybody': () =>
      seen(phaseParticipation, carol, recorded()).rows({
        ...{ participants: 121, offlineVoters: 120, acts: 1, totalSpend: 30_00 },
      }),
  },
  OfflineVotesCorrected: {
    'E25, T26 as many as the last revision says': () =>
      seen(phaseParticipation, carol, recorded(), corrected()).rows({
        ...{ participants: 103, offlineVoters: 102 },
      }),
  },
  OfflineVotesVoided: {
    'whose papers are void do not take part': () =>
      seen(phaseParticipation, carol, recorded(), voided()).rows({
        ...{ participants: 1, offlineVoters: 0 },
      }),
  },
  VotingConfigured: {
    'where ideas are supported nobody has taken part before the first vote': () =>
      seen(phaseParticipation, supportConfigured()).rows(supported(0, 0)),
    'configured anew it forgets nobody; a vote on a budget waits for its prices': () => {
      seen(phaseParticipation, configured()).rows();
      return seen(phaseParticipation, voteCast('garden'), supportConfigured()).rows(
        supported(1, 1),
      );
    },
  },
  BallotInvalidated: {
    'E27 whose ballot was taken out takes no part; what they did stays counted as acts': () => {
      const ballot = { basket: replacing(bob) };
      const votes = { phaseId: supportId, basket: null, votes: [of('garden')] };
      seen(phaseParticipation, voteCast('garden'), invalidated(votes)).rows(supported(0, 1));
      return seen(phaseParticipation, bob, carol, invalidated(ballot)).rows({
        participants: 1,
        blankBaskets: 0,
        acts: 2,
        totalSpend: 30_00,
      });
    },
  },
  BallotReinstated: {
    'E27 reinstated, it is as before': () => {
      const ballot = { basket: replacing(bob) };
      return seen(phaseParticipation, bob, invalidated(ballot), reinstated(ballot)).rows({
        participants: 1,
        acts: 1,
        totalSpend: 90_00,
      });
    },
  },
  VoteCast: {
    'who votes on several ideas takes part once': () =>
      seen(
        phaseParticipation,
        voteCast('garden'),
        voteCast('bench', 'up', { standing: 2 }),
        voteCast('garden', 'down', { voterRef: 'carol' }),
      ).rows(supported(2, 3)),
    'E10 who has not given enough votes does not take part yet': () => {
      const first = voteCast('garden', 'up', { counted: [] });
      seen(phaseParticipation, first).rows(supported(0, 1));
      return seen(
        phaseParticipation,
        first,
        voteCast('bench', 'up', { standing: 2, counted: [of('bench'), of('garden')] }),
        voteCast('lamps', 'up', { standing: 3 }),
      ).rows(supported(1, 3));
    },
  },
  VoteChanged: {
    'E05 a change of mind is one more act, not one more participant': () =>
      seen(phaseParticipation, voteCast('garden'), voteChanged('garden', ['up', 'down'])).rows(
        supported(1, 2),
      ),
  },
  VoteWithdrawn: {
    'E06 who takes the last vote back takes part no longer': () => {
      const two = [voteCast('garden'), voteCast('bench', 'up', { standing: 2 })];
      const one = voteWithdrawn('garden', 'up', { standing: 1 });
      seen(phaseParticipation, ...two, one).rows(supported(1, 3));
      return seen(phaseParticipation, ...two, one, voteWithdrawn('bench')).rows(supported(0, 4));
    },
    'E10 who has too few left takes part no longer': () =>
      seen(
        phaseParticipation,
        voteCast('garden', 'up', { counted: [] }),
        voteCast('bench', 'up', { standing: 2, counted: [of('bench'), of('garden')] }),
        voteWithdrawn('garden', 'up', { standing: 1, uncounted: [of('bench'), of('garden')] }),
      ).rows(supported(0, 3)),
  },
  CostsPublished: {
    'E11 before the first basket nobody has taken part': () =>
      seen(phaseParticipation, priced()).rows({
        phaseId: voteId,
        participants: 0,
        blankBaskets: 0,
        acts: 0,
        totalSpend: 0,
      }),
    'prices published anew forget nobody': () =>
      seen(phaseParticipation, bob, priced()).rows({ participants: 1, acts: 1, totalSpend: 90_00 }),
  },
  BasketSubmitted: {
    'each voter takes part once': () =>
      seen(phaseParticipation, priced(), bob, carol).rows({
        participants: 2,
        blankBaskets: 0,
        acts: 2,
        totalSpend: 120_00,
      }),
    'E05 a change of mind is one more act, not one more participant': () =>
      seen(phaseParticipation, bob, blank, back).rows({
        participants: 1,
        blankBaskets: 0,
        acts: 3,
        totalSpend: 20_00,
      }),
    'E12d a blank vote takes part and picks nothing': () =>
      seen(phaseParticipation, bob, carol, blank).rows({
        participants: 2,
        blankBaskets: 1,
        acts: 3,
        totalSpend: 30_00,
      }),
    'each phase counts its own voters': () =>
      seen(phaseParticipation, bob, basket([line('garden')], { phaseId: 'pb26.second' })).rows(
        { phaseId: voteId, participants: 1 },
        { phaseId: 'pb26.second', participants: 1 },
      ),
  },
  BasketWithdrawn: {
    'E06 who withdraws takes part no longer; the act stays counted': () =>
      seen(phaseParticipation, bob, carol, withdrawn(bob)).rows({
        participants: 1,
        blankBaskets: 0,
        acts: 3,
        totalSpend: 30_00,
      }),
    'a blank basket can be withdrawn like any other': () =>
      seen(phaseParticipation, bob, blank, withdrawn(blank)).rows({
        participants: 0,
        blankBaskets: 0,
        acts: 3,
        totalSpend: 0,
      }),
  },
});
