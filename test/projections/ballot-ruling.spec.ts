import { ballotRuling } from '../../projections/ballot-ruling.js';
import { voteId } from '../arcueil.js';
import { paperBallot } from '../papers.js';
import { invalidated, proposed, reinstated } from '../rulings.js';
import { seen, specsOf } from '../seen.js';

const bob = {
  phaseId: voteId,
  voterRef: 'bob',
  reasonCode: 'fraud',
  evidenceRef: 'dossier 7',
} as const;

specsOf(ballotRuling, {
  PaperBallotRecorded: {
    'E26 a ballot that made room for one on paper counts again as that': () =>
      seen(
        ballotRuling,
        invalidated({ reasonCode: 'replaced_by_paper', decidedBy: ['rosa'] }),
        paperBallot([], { voterRef: 'bob' }),
      ).rows({ voterRef: 'bob', invalidated: false, agents: ['rosa'] }),
  },
  BallotRulingProposed: {
    'a proposal waits for another agent, and the ballot counts meanwhile': () =>
      seen(ballotRuling, proposed()).rows({
        ...bob,
        invalidated: false,
        proposed: 'BallotInvalidated',
        agents: ['sofia'],
      }),
    'to let it count again is proposed while it does not': () =>
      seen(
        ballotRuling,
        invalidated(),
        proposed({ ruling: 'BallotReinstated', proposedBy: 'marc' }),
      ).rows({ ...bob, invalidated: true, proposed: 'BallotReinstated', agents: ['marc'] }),
  },
  BallotInvalidated: {
    'two agents took it out, and are named': () =>
      seen(ballotRuling, proposed(), invalidated()).rows({
        ...bob,
        invalidated: true,
        proposed: null,
        agents: ['sofia', 'marc'],
      }),
  },
  BallotReinstated: {
    'it counts again, and the record says who said so': () =>
      seen(ballotRuling, invalidated(), reinstated({ decidedBy: ['marc', 'sofia'] })).rows({
        ...bob,
        invalidated: false,
        proposed: null,
        agents: ['marc', 'sofia'],
      }),
  },
});
