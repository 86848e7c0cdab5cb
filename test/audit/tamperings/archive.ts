import type { Case } from '../tampered.js';
import { changed, file, flip, leavesIn, putLeaves, type Parts } from '../tampering.js';

const entries = 'tile/entries/000';
const lastEntries = (p: Parts): string =>
  [...p.files.keys()].find((name) => /^tile\/entries\/001/.test(name))!;

/** The archive and its tiles, by somebody without the key. */
export const archiveCases: Case[] = [
  ['T01 a bit of an entry', (p) => flip(file(p, entries), 200), { says: /./, n: 0 }],
  [
    'T02 a bit of the last entry',
    (p) => flip(file(p, lastEntries(p)), file(p, lastEntries(p)).length - 3),
    { says: /leaf/i },
  ],
  [
    'T03 a bit of a hash',
    (p) => flip(file(p, 'tile/0/000'), 32 * 7),
    { says: /hashes of the leaves/, file: 'tile/0/000', n: 7 },
  ],
  [
    'T04 a bit of a hash further up',
    (p) => flip(file(p, 'tile/1/000.p/1'), 3),
    { says: /hashes/, file: 'tile/1/000.p/1' },
  ],
  [
    'T05 entries are missing',
    (p) => void p.files.delete(entries),
    { says: /has no tile\/entries\/000/ },
  ],
  [
    'T06 entries are cut off',
    (p) => void p.files.set(entries, file(p, entries).subarray(0, -1)),
    { says: /ends within/, file: entries },
  ],
  [
    'T07 bytes follow the entries',
    (p) => void p.files.set(entries, Buffer.concat([file(p, entries), Buffer.alloc(2)])),
    { says: /follow/, file: entries },
  ],
  [
    'T08 two files of entries are swapped',
    (p) => {
      const [a, b] = [file(p, entries), file(p, lastEntries(p))];
      p.files.set(entries, b).set(lastEntries(p), a);
    },
    { says: /ends within|follow/ },
  ],
  [
    'T09 two entries are swapped',
    (p) => {
      const [a, b, ...rest] = leavesIn(p);
      putLeaves(p, [b!, a!, ...rest], { signed: false });
    },
    { says: /index is 1/, n: 0 },
  ],
  [
    'T10 a tile of hashes is missing',
    (p) => void p.files.delete('tile/0/000'),
    { says: /has no tile\/0\/000/ },
  ],
  [
    'T28 an entry and all tiles over it are forged',
    (p) => {
      const leaves = leavesIn(p);
      leaves[0] = changed(leaves[0]!, (l) => {
        l.actor = 'eve';
      });
      putLeaves(p, leaves, { signed: false });
    },
    { says: /not the one that was signed/, file: 'checkpoint' },
  ],
  [
    'T46 a digest in the manifest',
    (p) => void file(p, 'FORMAT.md').write('X'),
    { says: /manifest/, file: 'FORMAT.md' },
  ],
  [
    'a file that belongs in no bundle',
    (p) => void p.files.set('extra.txt', Buffer.from('x')),
    { says: /belongs in none/ },
  ],
];
