import { votesUnderRules, type VotesUnderRulesRow } from '../../projections/votes-under-rules.js';
import { basket, line, option, options, priced, voteId } from '../arcueil.js';
import { paperBallot } from '../papers.js';
import { seen, specsOf } from '../seen.js';
import { supportId, voteCast } from '../supports.js';

const dearer = [option('garden', 70_00, { costVersion: 2 })];
const first = priced(options).data.optionsHash;
const second = priced(dearer).data.optionsHash;
const bobs = basket([line('garden')]);
const under = (kind: VotesUnderRulesRow['kind'], mark: string, votes: number, ideaId = '') => ({
  ...{ phaseId: voteId, kind, ideaId, mark, votes, ideaVersion: ideaId ? 1 : 0 },
});

specsOf(votesUnderRules, {
  BasketSubmitted: {
    'E14 a basket counts under the limits and prices it was submitted under': () =>
      seen(
        votesUnderRules,
        bobs,
        basket([line('garden')], { voterRef: 'carol' }),
        basket([line('garden', 1, dearer)], { voterRef: 'dan', optionsHash: second }),
      ).rows(
        under('voting', '1', 3),
        under('costs', first, 2),
        under('cost', '1', 2, 'garden'),
        under('costs', second, 1),
        under('cost', '2', 1, 'garden'),
      ),
  },
  PaperBallotRecorded: {
    'a ballot on paper counts as well': () =>
      seen(votesUnderRules, paperBallot([line('garden')], { optionsHash: first })).rows(
        under('voting', '1', 1),
        under('costs', first, 1),
        under('cost', '1', 1, 'garden'),
      ),
  },
  VoteCast: {
    'a vote counts under what voters may do in its phase, and under no price': () =>
      seen(votesUnderRules, voteCast('garden'), voteCast('bench', 'down', { standing: 2 })).rows(
        { ...under('voting', '1', 2), phaseId: supportId },
        { ...under('cost', '', 1, 'garden'), phaseId: supportId },
        { ...under('cost', '', 1, 'bench'), phaseId: supportId },
      ),
    'E16, T14 a vote counts on the words that the voter has read': () =>
      seen(
        votesUnderRules,
        voteCast('garden'),
        voteCast('garden', 'up', { voterRef: 'carol', ideaVersion: 2 }),
      ).rows(
        { ...under('voting', '1', 2), phaseId: supportId },
        { ...under('cost', '', 1, 'garden'), phaseId: supportId },
        { ...under('cost', '', 1, 'garden'), phaseId: supportId, ideaVersion: 2 },
      ),
  },
});
