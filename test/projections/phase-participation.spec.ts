import { phaseParticipation } from '../../projections/phase-participation.js';
import { basket, line, priced, replacing, voteId, withdrawn } from '../arcueil.js';
import { seen, specsOf } from '../seen.js';

const bob = basket([line('garden'), line('bench')]);
const blank = basket([], { basketRevision: 2, replaces: replacing(bob) });
const back = basket([line('lamps')], { basketRevision: 3, replaces: replacing(blank) });
const carol = basket([line('bench')], { voterRef: 'carol' });

specsOf(phaseParticipation, {
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
