import { consultationId } from '../../arcueil.js';
import { origin } from '../election.js';
import type { Case } from '../tampered.js';
import { asOperator, changed } from '../tampering.js';

const set = (n: number, change: (leaf: any) => void) =>
  asOperator((leaves) => {
    leaves[n] = changed(leaves[n]!, change);
  });
const text = (n: number, change: (leaf: string) => string) =>
  asOperator((leaves) => {
    leaves[n] = Buffer.from(change(leaves[n]!.toString()));
  });

/** Leaves, by the operator who signs again. */
export const leafCases: Case[] = [
  [
    'T18 one is removed',
    asOperator((leaves) => void leaves.splice(5, 1)),
    { says: /index is 6/, n: 5 },
  ],
  [
    'T20 one is inserted',
    asOperator((leaves) => void leaves.splice(5, 0, leaves[4]!)),
    { says: /index is 4/, n: 5 },
  ],
  [
    'T32 one says another index',
    set(5, (l) => {
      l.n = 6;
    }),
    { says: /index is 6/, n: 5 },
  ],
  [
    'T33 one is of another log',
    set(5, (l) => {
      l.log = `${origin}x`;
    }),
    { says: /of the log/, n: 5 },
  ],
  ['T34 a space', text(5, (t) => t.replace(',', ', ')), { says: /canonical/, n: 5 }],
  [
    'T34 members in another order',
    text(5, (t) => t.replace(/^\{(.*?),("as".*?),/, '{$2,$1,')),
    { says: /canonical/, n: 5 },
  ],
  [
    'T34 a number with a fraction',
    text(5, (t) => t.replace('"n":5', '"n":5.0')),
    { says: /canonical/, n: 5 },
  ],
  [
    'T34 a member twice',
    text(5, (t) => t.replace('"n":5', '"n":5,"n":5')),
    { says: /canonical/, n: 5 },
  ],
  [
    'T35 a type that nobody knows',
    set(5, (l) => {
      l.t = 'Anything';
    }),
    { says: /knows how to count/, n: 5 },
  ],
  [
    'T35 a version that nobody knows',
    set(5, (l) => {
      l.v = 2;
    }),
    { says: /knows how to count/, n: 5 },
  ],
  [
    'T48 a gap in a stream',
    set(5, (l) => {
      l.rev += 1;
    }),
    { says: new RegExp(`consultation-${consultationId} goes on`), n: 5 },
  ],
  [
    'T49 a clock that goes back',
    set(20, (l) => {
      l.ts = '2026-01-01T00:00:00.000Z';
    }),
    { says: /300 s before/, n: 20 },
  ],
  [
    'an event id twice',
    asOperator((leaves) => {
      const { id } = JSON.parse(leaves[3]!.toString());
      leaves[5] = changed(leaves[5]!, (l) => {
        l.id = id;
      });
    }),
    { says: /stands twice/, n: 5 },
  ],
  [
    'the events of a command torn apart',
    asOperator((leaves) => {
      const { cmd } = JSON.parse(leaves[3]!.toString());
      leaves[5] = changed(leaves[5]!, (l) => {
        l.cmd = cmd;
      });
    }),
    { says: /stand together/, n: 5 },
  ],
];
