import type { Case } from '../tampered.js';
import { asOperator, changed, indexOf, publish, retell } from '../tampering.js';

/** Changes what one voter's act says; the operator signs again. */
const ballot = (nth: number, change: (data: any) => void) =>
  asOperator((leaves, p) => retell(p, leaves, indexOf(leaves, 'BasketSubmitted', nth), change));

/** Changes the leaf of one voter's act; the operator signs again. */
const leafOf = (nth: number, change: (leaf: any) => void) =>
  asOperator((leaves) => {
    const n = indexOf(leaves, 'BasketSubmitted', nth);
    leaves[n] = changed(leaves[n]!, change);
  });

/** Ballots, by the operator who signs again. */
export const ballotCases: Case[] = [
  [
    'T39 a second basket beside the first',
    ballot(1, (d) => {
      d.basketRevision = 1;
      d.replaces = null;
    }),
    { says: /BasketSubmitted is not what the rules make of it/ },
  ],
  [
    'T40 a basket of somebody else’s stream',
    ballot(4, (d) => {
      d.voterRef = 'eve';
    }),
    { says: /made this BasketSubmitted for eve/ },
  ],
  [
    'T40 a basket under the pseudonym of somebody who was not let in',
    leafOf(4, (l) => {
      l.actor = 'eve';
    }),
    { says: /eve made this BasketSubmitted for/ },
  ],
  [
    'T50 a basket that an agent of the town submitted',
    leafOf(4, (l) => {
      l.as = 'agent/staff';
    }),
    { says: /not for the role staff/ },
  ],
  [
    'T40 a basket before the opening',
    leafOf(4, (l) => {
      l.at = '2026-04-30T00:00:00.000Z';
    }),
    { says: /PHASE_NOT_OPEN/ },
  ],
  [
    'T40 a basket after the close',
    leafOf(4, (l) => {
      l.at = '2026-06-01T18:00:00.000Z';
    }),
    { says: /PHASE_CLOSED/ },
  ],
  [
    'T40 a basket between the close and the reopening',
    leafOf(-1, (l) => {
      l.at = '2026-06-03T10:00:00.000Z';
    }),
    { says: /PHASE_CLOSED/ },
  ],
  [
    'a basket is withdrawn for a reason that no rule knows',
    asOperator((leaves, p) =>
      retell(p, leaves, indexOf(leaves, 'BasketWithdrawn'), (d) => {
        d.reason = 'erasure';
      }),
    ),
    { says: /reason is "erasure"/ },
  ],
  [
    'another choice',
    ballot(4, (d) => {
      d.lines[0].ideaId = d.lines[0].ideaId === 'bench' ? 'garden' : 'bench';
    }),
    { says: /STALE_COST/ },
  ],
  [
    'another price',
    ballot(4, (d) => {
      d.lines[0].unitCost -= 1;
    }),
    { says: /STALE_COST/ },
  ],
  [
    'two votes where one is allowed',
    ballot(4, (d) => {
      d.lines[0].votes = 2;
    }),
    { says: /votes is 2, and should be 1/ },
  ],
  [
    'a wrong sum',
    ballot(4, (d) => {
      d.totalCost += 1;
    }),
    { says: /totalCost/ },
  ],
  [
    'an option that is not on the ballot',
    ballot(4, (d) => {
      d.lines[0].ideaId = 'palace';
    }),
    { says: /IDEA_NOT_ON_BALLOT/ },
  ],
  [
    'an option twice',
    ballot(4, (d) => {
      d.lines.push(d.lines[0]);
    }),
    { says: /DUPLICATE_LINE/ },
  ],
  [
    'data that makes no sense',
    ballot(4, (d) => {
      delete d.lines;
    }),
    { says: /cannot be counted/ },
  ],
];

/** In a bundle for the public. */
export const blankBaskets: Case = [
  'T41 blank baskets are published where none can be blank',
  (p) => publish(p, 'participation', ([row]) => void (row.blankBaskets += 1)),
  { says: /at most 0 baskets/, file: 'published/participation.json' },
];
