import { invalidation } from '../../projections/invalidation.js';
import { voteId } from '../arcueil.js';
import { invalidated, reinstated } from '../rulings.js';
import { seen, specsOf } from '../seen.js';

specsOf(invalidation, {
  BallotInvalidated: {
    'E27 everybody is told how many ballots were taken out, and why': () =>
      seen(
        invalidation,
        invalidated(),
        invalidated({ voterRef: 'carol' }),
        invalidated({ voterRef: 'dan', reasonCode: 'ineligible' }),
      ).rows(
        { phaseId: voteId, reasonCode: 'fraud', invalidated: 2, reinstated: 0 },
        { phaseId: voteId, reasonCode: 'ineligible', invalidated: 1, reinstated: 0 },
      ),
  },
  BallotReinstated: {
    'and how many were let in again': () =>
      seen(invalidation, invalidated(), reinstated()).rows({
        phaseId: voteId,
        reasonCode: 'fraud',
        invalidated: 1,
        reinstated: 1,
      }),
  },
});
