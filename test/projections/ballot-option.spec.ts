import { ballotOption } from '../../projections/ballot-option.js';
import { admitted, disqualified, option, priced, restored, suspended, voteId } from '../arcueil.js';
import { repriced } from '../costs.js';
import { seen, specsOf } from '../seen.js';

const unpriced = { amount: null, ideaVersion: null, costVersion: null, earlierPrices: [] };
const inNorth = { ...admitted(), data: { ...admitted().data, envelopeAreaId: 'north' } };

specsOf(ballotOption, {
  IdeaAdmittedToBallot: {
    'an admitted idea stands on the ballot without a price': () =>
      seen(ballotOption, admitted(), admitted('bench'), admitted('garden', 'pb26.second')).rows(
        {
          phaseId: voteId,
          ideaId: 'garden',
          consultationId: 'pb26',
          envelopeAreaId: null,
          ...unpriced,
        },
        { phaseId: voteId, ideaId: 'bench' },
        { phaseId: 'pb26.second', ideaId: 'garden' },
      ),
    'admitted again it stands there once, in the other envelope': () =>
      seen(ballotOption, admitted(), inNorth).rows({ ideaId: 'garden', envelopeAreaId: 'north' }),
  },
  IdeaDisqualifiedFromBallot: {
    'T24 an idea that is disqualified is marked on that ballot, and on no other': () =>
      seen(ballotOption, admitted(), admitted('garden', 'pb26.second'), disqualified()).rows(
        { phaseId: voteId, suspended: 'disqualified' },
        { phaseId: 'pb26.second', suspended: null },
      ),
    'admitted anew it stands there as before': () =>
      seen(ballotOption, admitted(), disqualified(), admitted()).rows({ suspended: null }),
  },
  BallotOptionSuspended: {
    'E21 an option that counts nothing says why': () =>
      seen(
        ballotOption,
        admitted(),
        admitted('bench'),
        priced(),
        suspended('garden', 'hidden'),
      ).rows({ ideaId: 'garden', amount: 60_00, suspended: 'hidden' }, { suspended: null }),
  },
  BallotOptionRepriced: {
    'E14 a price that was corrected is the one in force, and those before it stay to be read': () =>
      seen(
        ballotOption,
        admitted(),
        admitted('bench'),
        priced(),
        repriced(),
        repriced('2026-05-12T00:00:00.000Z', { previous: 80_00, amount: 75_00, costVersion: 3 }),
      ).rows(
        {
          ...{ ideaId: 'garden', amount: 75_00, costVersion: 3, ideaVersion: 1 },
          earlierPrices: [
            { until: '2026-05-10T00:00:00.000Z', amount: 60_00, costVersion: 1 },
            { until: '2026-05-12T00:00:00.000Z', amount: 80_00, costVersion: 2 },
          ],
        },
        { ideaId: 'bench', amount: 30_00, earlierPrices: [] },
      ),
  },
  BallotOptionRestored: {
    'E21 it counts again': () =>
      seen(ballotOption, admitted(), suspended('garden', 'hidden'), restored('garden')).rows({
        suspended: null,
      }),
  },
  CostsPublished: {
    'a ballot published anew holds what counts': () =>
      seen(ballotOption, admitted(), suspended('garden', 'hidden'), priced()).rows({
        suspended: null,
      }),
    'every option has its published price and version': () =>
      seen(
        ballotOption,
        admitted(),
        admitted('bench'),
        priced([
          option('garden', 60_00, { ideaVersion: 2, costVersion: 3 }),
          option('bench', 30_00),
        ]),
      ).rows(
        { ideaId: 'garden', amount: 60_00, ideaVersion: 2, costVersion: 3 },
        { ideaId: 'bench', amount: 30_00, ideaVersion: 1, costVersion: 1 },
      ),
    'prices published anew take the place of the earlier ones': () =>
      seen(
        ballotOption,
        admitted(),
        inNorth,
        priced([option('garden', 60_00)]),
        priced([option('garden', 55_00, { costVersion: 2 })]),
      ).rows({ amount: 55_00, costVersion: 2, envelopeAreaId: 'north' }),
    'the ballot of another phase keeps its own prices': () =>
      seen(ballotOption, admitted('garden', 'pb26.second'), priced()).rows({
        phaseId: 'pb26.second',
        ...unpriced,
      }),
  },
});
