import type { Case } from '../tampered.js';
import { asOperator, changed, indexOf, publish } from '../tampering.js';

/** Changes what the event of a type says of a price; the operator signs again. */
const price = (type: string, change: (data: any, leaf: any) => void) =>
  asOperator((leaves) => {
    const n = indexOf(leaves, type);
    leaves[n] = changed(leaves[n]!, (leaf) => change(leaf.data, leaf));
  });

/** Prices that two agents corrected during the vote, by the operator who signs again. */
export const priceCases: Case[] = [
  [
    'a corrected price that was another before',
    price('IdeaCostCorrected', (d) => {
      d.old = 29_00;
    }),
    { says: /old is 2900/ },
  ],
  [
    'another new price than the first agent proposed',
    price('IdeaCostCorrected', (d) => {
      d.new = 34_00;
    }),
    { says: /IdeaCostCorrected is not what the rules make of it/ },
  ],
  [
    'another new price, proposed and decided',
    asOperator((leaves) => {
      for (const type of ['IdeaCostCorrectionProposed', 'IdeaCostCorrected']) {
        const n = indexOf(leaves, type);
        leaves[n] = changed(leaves[n]!, ({ data }) => void (data.new = 34_00));
      }
    }),
    { says: /amount is 3500, and should be 3400/ },
  ],
  [
    'a second agent who did not say so',
    price('IdeaCostCorrected', (d) => {
      d.approvedBy = 'nina';
    }),
    { says: /approvedBy is "nina"/ },
  ],
  [
    'a first agent who did not propose it',
    price('IdeaCostCorrected', (d) => {
      d.proposedBy = 'nina';
    }),
    { says: /proposedBy is "nina"/ },
  ],
  [
    'a correction that one agent proposed and decided',
    price('IdeaCostCorrected', (d, leaf) => {
      d.approvedBy = leaf.actor = 'sofia';
    }),
    { says: /repeats what was so already/ },
  ],
  [
    'a correction by a citizen',
    price('IdeaCostCorrected', (_d, leaf) => {
      leaf.as = 'citizen';
    }),
    { says: /not for the role citizen/ },
  ],
  [
    'a correction without a decision',
    price('IdeaCostCorrectionProposed', (d) => {
      d.decisionRef = ' ';
    }),
    { says: /TEXT_REQUIRED/ },
  ],
  [
    'a price on the ballot that is not the corrected one',
    price('BallotOptionRepriced', (d) => {
      d.amount = 30_00;
    }),
    { says: /amount is 3000, and should be 3500/ },
  ],
  [
    'a price on the ballot that was in force earlier than it was decided',
    price('BallotOptionRepriced', (d) => {
      d.at = '2026-05-01T00:00:00.000Z';
    }),
    { says: /BallotOptionRepriced is not|at is/ },
  ],
  [
    'a tally at the price before',
    price('TallyClosed', (d) => {
      if (d.prices) d.prices[0].amount = 30_00;
      else d.prices = [{ ideaId: 'bench', published: 30_00, amount: 30_00 }];
    }),
    { says: /prices/ },
  ],
  [
    'a tally that does not name the price before',
    asOperator((leaves) => {
      const n = indexOf(leaves, 'TallyClosed', -1);
      leaves[n] = changed(leaves[n]!, ({ data }) => void delete data.prices);
    }),
    { says: /prices/ },
  ],
  [
    'an option that is funded at the price before',
    price('AllocationComputed', ({ envelopes: [e] }) => {
      e.selected.find((o: any) => o.ideaId === 'bench').cost = 30_00;
    }),
    { says: /AllocationComputed is not what the rules/ },
  ],
  [
    'more money for picks than they cost at any price',
    (p) =>
      publish(p, 'tally', ([bench]) => {
        bench.moneyPicked = bench.picks * 35_00 + 1;
      }),
    { says: /moneyPicked/, file: 'published/tally.json' },
  ],
];
