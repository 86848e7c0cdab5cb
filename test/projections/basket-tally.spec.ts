import { basketTally } from '../../projections/basket-tally.js';
import {
  basket,
  line,
  option,
  priced,
  replacing,
  restored,
  suspended,
  voteId,
  withdrawn,
} from '../arcueil.js';
import { invalidated, reinstated } from '../rulings.js';
import { corrected, paperBallot, papers, recorded, saying, voided } from '../papers.js';
import { seen, specsOf } from '../seen.js';

const of = (ideaId: string, picks: number, votes: number, moneyPicked: number) => ({
  phaseId: voteId,
  ideaId,
  picks,
  votes,
  moneyPicked,
  counted: picks,
  suspended: null,
});
const out = (...[ideaId, picks, votes, money]: Parameters<typeof of>) => ({
  ...of(ideaId, picks, votes, money),
  counted: 0,
});
const bob = basket([line('garden'), line('bench')]);
const bobAgain = basket([line('bench'), line('lamps')], {
  basketRevision: 2,
  replaces: replacing(bob),
});
const carol = basket([line('garden')], { voterRef: 'carol' });

const onPaper = (picks: number, votes = picks) => ({
  ...{ ideaId: 'garden', picks: 1, offlinePicks: picks, offlineVotes: votes, counted: 1 + picks },
});

const paper = paperBallot([line('garden')]);

specsOf(basketTally, {
  PaperBallotRecorded: {
    'E26 a basket on paper counts like any other': () =>
      seen(basketTally, carol, paper).rows(of('garden', 2, 2, 120_00)),
  },
  OfflineVotesRecorded: {
    'I4 papers count beside baskets, each in its own column': () =>
      seen(basketTally, carol, recorded({ lines: [papers('garden', 3, 7)] })).rows(onPaper(3, 7)),
    'papers count nothing while their option is suspended': () =>
      seen(basketTally, priced(), carol, recorded(), suspended('garden', 'hidden')).rows(
        { ...onPaper(120), counted: 0 },
        of('bench', 0, 0, 0),
        of('lamps', 0, 0, 0),
      ),
    'what papers say of ideas one by one is in no basket': () =>
      seen(basketTally, recorded({ lines: [saying('garden', 'up', 3)] })).rows(),
  },
  OfflineVotesCorrected: {
    'E25, T42 the last revision counts: 102, where 120 was typed': () =>
      seen(basketTally, carol, recorded(), corrected()).rows(onPaper(102)),
    'an option that a correction leaves out counts nothing on paper any more': () =>
      seen(basketTally, carol, recorded(), corrected({ lines: [papers('bench', 4)] })).rows(
        onPaper(0),
        { ...of('bench', 0, 0, 0), offlinePicks: 4, counted: 4 },
      ),
  },
  OfflineVotesVoided: {
    'a batch that is void counts nothing': () =>
      seen(basketTally, carol, recorded(), voided()).rows(onPaper(0)),
  },
  CostsPublished: {
    'an option that nobody has chosen yet counts nothing': () =>
      seen(basketTally, priced()).rows(
        of('garden', 0, 0, 0),
        of('bench', 0, 0, 0),
        of('lamps', 0, 0, 0),
      ),
    'prices published anew take no count away': () =>
      seen(basketTally, priced(), bob, priced([option('garden', 1), option('pond', 2)])).rows(
        of('garden', 1, 1, 60_00),
        of('bench', 1, 1, 30_00),
        of('lamps', 0, 0, 0),
        of('pond', 0, 0, 0),
      ),
  },
  BallotOptionSuspended: {
    'E21b a hidden option counts nothing, and the other lines of the same baskets do': () =>
      seen(basketTally, priced(), bob, carol, suspended('garden', 'hidden')).rows(
        { ...out('garden', 2, 2, 120_00), suspended: 'hidden' },
        of('bench', 1, 1, 30_00),
        of('lamps', 0, 0, 0),
      ),
    'E22 a disqualified option stays void, whoever changes a basket that held it': () =>
      seen(basketTally, priced(), bob, carol, suspended('garden', 'disqualified'), bobAgain).rows(
        { ...out('garden', 1, 1, 60_00), suspended: 'disqualified' },
        of('bench', 1, 1, 30_00),
        of('lamps', 1, 1, 20_00),
      ),
  },
  BallotOptionRestored: {
    'E21 an option that is shown again counts just as before': () =>
      seen(
        basketTally,
        priced(),
        bob,
        carol,
        suspended('garden', 'hidden'),
        restored('garden'),
      ).rows(of('garden', 2, 2, 120_00), of('bench', 1, 1, 30_00), of('lamps', 0, 0, 0)),
    'E06 what was withdrawn meanwhile is not counted again': () =>
      seen(
        basketTally,
        priced(),
        bob,
        carol,
        suspended('garden', 'hidden'),
        withdrawn(bob),
        restored('garden'),
      ).rows(of('garden', 1, 1, 60_00), of('bench', 0, 0, 0), of('lamps', 0, 0, 0)),
  },
  BasketSubmitted: {
    'E35 each basket counts once for each option it holds; money is for display': () =>
      seen(basketTally, priced(), bob, carol).rows(
        of('garden', 2, 2, 120_00),
        of('bench', 1, 1, 30_00),
        of('lamps', 0, 0, 0),
      ),
    'E05 a changed basket moves its votes; whoever chose it before no longer does': () =>
      seen(basketTally, priced(), bob, carol, bobAgain).rows(
        of('garden', 1, 1, 60_00),
        of('bench', 1, 1, 30_00),
        of('lamps', 1, 1, 20_00),
      ),
    'points are summed, and a change of points moves the difference': () => {
      const points = basket([line('garden', 4), line('bench', 1)]);
      const fewer = basket([line('garden', 1), line('bench', 3)], {
        basketRevision: 2,
        replaces: replacing(points),
      });
      return seen(
        basketTally,
        points,
        basket([line('garden', 5)], { voterRef: 'carol' }),
        fewer,
      ).rows(of('garden', 2, 6, 120_00), of('bench', 1, 3, 30_00));
    },
    'what was paid then is given back, not what it costs now': () => {
      const before = basket([{ ...line('garden'), unitCost: 50_00 }]);
      const now = basket([line('garden')], { basketRevision: 2, replaces: replacing(before) });
      return seen(basketTally, before, now).rows(of('garden', 1, 1, 60_00));
    },
    'a blank basket counts for no option': () => seen(basketTally, basket([])).rows(),
    'each phase counts its own baskets': () =>
      seen(basketTally, carol, basket([line('garden')], { phaseId: 'pb26.second' })).rows(
        of('garden', 1, 1, 60_00),
        { ...of('garden', 1, 1, 60_00), phaseId: 'pb26.second' },
      ),
  },
  BallotInvalidated: {
    'E27 the basket of a ballot that was taken out counts no longer, the others do': () =>
      seen(basketTally, priced(), bob, carol, invalidated({ basket: replacing(bob) })).rows(
        of('garden', 1, 1, 60_00),
        of('bench', 0, 0, 0),
        of('lamps', 0, 0, 0),
      ),
  },
  BallotReinstated: {
    'E27 reinstated, it counts as before': () => {
      const ballot = { basket: replacing(bob) };
      return seen(basketTally, priced(), bob, carol, invalidated(ballot), reinstated(ballot)).rows(
        of('garden', 2, 2, 120_00),
        of('bench', 1, 1, 30_00),
        of('lamps', 0, 0, 0),
      );
    },
  },
  BasketWithdrawn: {
    'E06 a withdrawn basket counts no longer, the others do': () =>
      seen(basketTally, priced(), bob, carol, withdrawn(bob)).rows(
        of('garden', 1, 1, 60_00),
        of('bench', 0, 0, 0),
        of('lamps', 0, 0, 0),
      ),
    'E06 of a changed basket the latest is withdrawn, and a new one counts anew': () =>
      seen(
        basketTally,
        bob,
        bobAgain,
        withdrawn(bobAgain),
        basket([line('lamps')], { basketRevision: 3 }),
      ).rows(of('garden', 0, 0, 0), of('bench', 0, 0, 0), of('lamps', 1, 1, 20_00)),
  },
});
