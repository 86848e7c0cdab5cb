import type { BallotRuling } from '../src/domain/ballot/events.js';
import type { FactOf } from '../src/domain/events.js';
import { basket, fact, line, replacing, voteId } from './arcueil.js';

/** What Sofia and Marc, two agents, say of Bob's ballot: that it is a fraud, and later that it is none. */
const said = {
  phaseId: voteId,
  voterRef: 'bob',
  reasonCode: 'fraud',
  evidenceRef: 'dossier 7',
} as const;
const kept = { visibility: 'restricted' as const };

export const proposed = (
  over: Partial<FactOf<'BallotRulingProposed'>['data']> = {},
): FactOf<'BallotRulingProposed'> => ({
  ...fact('BallotRulingProposed', {
    ...said,
    ruling: 'BallotInvalidated',
    proposedBy: 'sofia',
    ...over,
  }),
  ...kept,
});

const ruling = (over: Partial<BallotRuling>): BallotRuling => ({
  ...said,
  decidedBy: ['sofia', 'marc'],
  basket: replacing(basket([line('garden')])),
  votes: [],
  ...over,
});
export const invalidated = (over: Partial<BallotRuling> = {}): FactOf<'BallotInvalidated'> => ({
  ...fact('BallotInvalidated', ruling(over)),
  ...kept,
});
export const reinstated = (over: Partial<BallotRuling> = {}): FactOf<'BallotReinstated'> => ({
  ...fact('BallotReinstated', ruling(over)),
  ...kept,
});
