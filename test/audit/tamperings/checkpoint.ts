import { keyOf } from '../election.js';
import type { Case } from '../tampered.js';
import { edit, sign } from '../tampering.js';

const head = { size: 1, root: Buffer.alloc(32) };
const at = { file: 'checkpoint' };

/** The checkpoint. */
export const checkpointCases: Case[] = [
  ['T11 is cut off', (p) => edit(p, 'checkpoint', (t) => t.slice(0, 60)), { ...at, says: /./ }],
  [
    'T12 says another size',
    (p) => edit(p, 'checkpoint', (t) => t.replace(/\n\d+\n/, '\n7\n')),
    { ...at, says: /did not sign/ },
  ],
  [
    'T13 says another root',
    (p) =>
      edit(p, 'checkpoint', (t) => t.replace(/\n.{43}=\n/, `\n${head.root.toString('base64')}\n`)),
    { ...at, says: /did not sign/ },
  ],
  [
    'T14 says its size with a zero in front',
    (p) => edit(p, 'checkpoint', (t) => t.replace(/\n(\d+)\n/, '\n0$1\n')),
    { ...at, says: /plain digits/ },
  ],
  [
    'T15 has no signature',
    (p) => edit(p, 'checkpoint', (t) => t.slice(0, t.indexOf('\n\n') + 2)),
    { ...at, says: /signature/ },
  ],
  [
    'T16 is signed by another key of that name',
    (p) => sign(p, head, keyOf(9)),
    { ...at, says: /No known key/ },
  ],
  [
    'T17 is of another log',
    (p) => sign(p, head, keyOf(1, 'other.example/c/x'), 'other.example/c/x'),
    { ...at, says: /No known key/ },
  ],
  [
    'T27 is followed by something',
    (p) => edit(p, 'checkpoint', (t) => `${t}x`),
    { ...at, says: /./ },
  ],
  [
    'T27 holds a control character',
    (p) => edit(p, 'checkpoint', (t) => t.replace('\n', '\r\n')),
    { ...at, says: /./ },
  ],
  ['is true, and of fewer leaves', (p) => sign(p, head), { ...at, says: /has 1 leaves/ }],
];
