import { beforeAll, describe, expect, test } from '@jest/globals';
import { consultationId } from '../arcueil.js';
import { keyOf, origin } from './election.js';
import { asOperator, expectRefused, untouched, type Refusal } from './tampered.js';
import { changed, leavesIn, putLeaves, sign, type Parts } from './tampering.js';

let parts: Parts;
const entries = 'tile/entries/000';
const file = (p: Parts, name: string): Buffer => p.files.get(name)!;
const edit = (p: Parts, name: string, change: (text: string) => string): void =>
  void p.files.set(name, Buffer.from(change(file(p, name).toString())));
const flip = (bytes: Buffer, at: number): void => {
  bytes[at]! ^= 1;
};
const head = { size: 1, root: Buffer.alloc(32) };

beforeAll(async () => {
  parts = await untouched('auditor', 180);
  expect([...parts.files.keys()]).toContain('tile/1/000.p/1');
});

type Case = [string, (p: Parts) => void, Refusal];

describe('the archive and its tiles, by somebody without the key', () => {
  test.each<Case>([
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
  ])('%s', (title, tamper, refusal) =>
    expectRefused(parts, tamper, refusal, { manifest: title.startsWith('T46') ? 'old' : 'new' }),
  );

  const lastEntries = (p: Parts): string =>
    [...p.files.keys()].find((name) => /^tile\/entries\/001/.test(name))!;
});

describe('the checkpoint', () => {
  const at = { file: 'checkpoint' };
  test.each<Case>([
    ['T11 is cut off', (p) => edit(p, 'checkpoint', (t) => t.slice(0, 60)), { ...at, says: /./ }],
    [
      'T12 says another size',
      (p) => edit(p, 'checkpoint', (t) => t.replace(/\n\d+\n/, '\n7\n')),
      { ...at, says: /did not sign/ },
    ],
    [
      'T13 says another root',
      (p) =>
        edit(p, 'checkpoint', (t) =>
          t.replace(/\n.{43}=\n/, `\n${head.root.toString('base64')}\n`),
        ),
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
  ])('%s', (_title, tamper, refusal) => expectRefused(parts, tamper, refusal));
});

describe('leaves, by the operator who signs again', () => {
  const set = (n: number, change: (leaf: any) => void) =>
    asOperator((leaves) => {
      leaves[n] = changed(leaves[n]!, change);
    });
  const text = (n: number, change: (leaf: string) => string) =>
    asOperator((leaves) => {
      leaves[n] = Buffer.from(change(leaves[n]!.toString()));
    });
  test.each<Case>([
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
  ])('%s', (_title, tamper, refusal) => expectRefused(parts, tamper, refusal));
});
