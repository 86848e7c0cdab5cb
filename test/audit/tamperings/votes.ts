import type { Audience } from '../../../src/ledger/bundle/manifest.js';
import { supportId } from '../../supports.js';
import type { Case } from '../tampered.js';
import { asOperator, changed, indexOf, publish, retell } from '../tampering.js';

/** Changes what one act on a vote says; the operator signs again. */
const vote = (type: string, nth: number, change: (data: any) => void) =>
  asOperator((leaves, p) => retell(p, leaves, indexOf(leaves, type, nth), change));

const leafOf = (type: string, change: (leaf: any) => void) =>
  asOperator((leaves) => {
    const n = indexOf(leaves, type);
    leaves[n] = changed(leaves[n]!, change);
  });

/** Votes on ideas, by the operator who signs again. */
export const voteCases: Case[] = [
  [
    'T39 a second vote beside the first',
    vote('VoteCast', 1, (d) => {
      d.ideaId = 'garden';
    }),
    { says: /ALREADY_VOTED|repeats what was so already/ },
  ],
  [
    'T39 a vote that counts before there are enough',
    vote('VoteCast', 0, (d) => {
      d.counted = [{ ideaId: d.ideaId, value: d.value }];
    }),
    { says: /counted/ },
  ],
  [
    'T40 a vote of somebody else’s stream',
    vote('VoteCast', 0, (d) => {
      d.voterRef = 'eve';
    }),
    { says: /made this VoteCast for eve/ },
  ],
  [
    'T40 a vote after the close',
    leafOf('VoteCast', (leaf) => {
      leaf.at = '2026-05-02T09:00:00.000Z';
    }),
    { says: /PHASE_CLOSED/ },
  ],
  [
    'T50 a vote that an agent of the town gave',
    leafOf('VoteCast', (leaf) => {
      leaf.as = 'agent/staff';
    }),
    { says: /not for the role staff/ },
  ],
  [
    'a vote on an idea that nobody submitted',
    vote('VoteCast', 0, (d) => {
      d.ideaId = 'palace';
    }),
    { says: /IDEA_UNKNOWN/ },
  ],
  [
    'a vote on words that the idea did not have',
    vote('VoteCast', 0, (d) => {
      d.ideaVersion += 1;
    }),
    { says: /ideaVersion/ },
  ],
  [
    'a change from what was not said',
    vote('VoteChanged', 0, (d) => {
      d.from = 'neutral';
    }),
    { says: /from/ },
  ],
  [
    'a withdrawal after which the rest goes on counting',
    vote('VoteWithdrawn', 0, (d) => {
      d.uncounted.pop();
    }),
    { says: /uncounted/ },
  ],
];

/** Rulings on ballots, by the operator who signs again. */
export const rulingCases: Case[] = [
  [
    'E27 a ballot that one agent alone took out',
    leafOf('BallotInvalidated', (leaf) => {
      leaf.actor = 'sofia';
    }),
    { says: /BallotInvalidated|repeats/ },
  ],
  [
    'E27 a second agent who did not say so',
    vote('BallotInvalidated', 0, (d) => {
      d.decidedBy[0] = 'nobody';
    }),
    { says: /decidedBy/ },
  ],
  [
    'E27 a ballot taken out for another reason than was proposed',
    vote('BallotInvalidated', 0, (d) => {
      d.reasonCode = 'fraud';
    }),
    { says: /type is|reasonCode/ },
  ],
  [
    'E27 more leaves the count than there was',
    vote('BallotInvalidated', 0, (d) => {
      d.basket.lines.push({ ideaId: 'bench', unitCost: 30_00, votes: 1 });
    }),
    { says: /basket/ },
  ],
  [
    'E27 a ballot that a citizen took out',
    leafOf('BallotInvalidated', (leaf) => {
      leaf.as = 'citizen';
    }),
    { says: /not for the role citizen/ },
  ],
  [
    'E27 a proposal in the name of somebody else',
    vote('BallotRulingProposed', 0, (d) => {
      d.proposedBy = 'marc';
    }),
    { says: /proposedBy/ },
  ],
];

const file = 'published/votes.json';

/** What is published of votes, in a bundle for that audience. */
export const votesPublished = (audience: Audience): Case[] => [
  [
    'T41 one vote more is published than there is',
    (p) =>
      publish(p, 'votes', ([row]) => {
        row.up += 1;
        row.counted += 1;
      }),
    audience === 'public' ? { says: /counts|More votes/ } : { says: /not what was counted/, file },
  ],
  [
    'T41 votes are published that are no sum',
    (p) =>
      publish(p, 'votes', ([row]) => {
        row.counted += 1;
      }),
    audience === 'public' ? { says: /counts|counted|More/ } : { says: /counted/, file },
  ],
  [
    'T41 votes of a phase that nobody announced are published',
    (p) =>
      publish(p, 'votes', (rows) => {
        rows.push({ ...rows[0], phaseId: `${supportId}x` });
      }),
    { says: /votes|published|absent/, file },
  ],
  [
    'T41 the supports were closed on other counts',
    asOperator((leaves) => {
      const n = indexOf(leaves, 'TallyClosed');
      leaves[n] = changed(leaves[n]!, ({ data }) => {
        data.votes.counts[0].up += 1;
        data.votes.counts[0].counted += 1;
      });
    }),
    { says: /counts/ },
  ],
  [
    'T41 the supports were closed on more voters',
    asOperator((leaves) => {
      const n = indexOf(leaves, 'TallyClosed');
      leaves[n] = changed(leaves[n]!, ({ data }) => {
        data.votes.voters += 1;
      });
    }),
    { says: /voters/ },
  ],
];
