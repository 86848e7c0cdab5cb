import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { addCheckpointText } from '../../src/ledger/add-checkpoint.js';
import { cosignedAt } from '../../src/ledger/cosignature.js';
import { consistencyProof } from '../../src/ledger/consistency.js';
import { parseNote, parseSignatures } from '../../src/ledger/note.js';
import { parseVkey, signer, type NoteKey } from '../../src/ledger/note-key.js';
import { hashesFrom, tilePath } from '../../src/ledger/tiles.js';
import { Heads } from '../../src/witness/heads.js';
import { Witness, logName, type Answer } from '../../src/witness/witness.js';
import { bytesOf, seed } from '../ledger/vectors.js';
import { demandCosigned, otherLog, ownFolder, witnessKey } from './log.js';

const log = otherLog();
const known = new Map<string, NoteKey>([[log.key.name, log.key]]);
const name = logName(log.key.name);

const ZERO = Buffer.alloc(32).toString('base64');

let folder: string;
let second: number;
let splits: string[];
const opened = () =>
  new Witness(witnessKey, async (origin) => known.get(origin), new Heads(folder), {
    now: () => second,
    onSplit: (origin, size) => splits.push(`${origin} ${size}`),
  });
let witness: Witness;

beforeEach(() => {
  folder = ownFolder();
  second = 1_800_000_000;
  splits = [];
  witness = opened();
});

const sizeKept = async () => {
  const note = await witness.checkpoint(name);
  return note === undefined ? 0 : Number(note.split('\n')[1]);
};
const grantedAt = (answer: Answer) => {
  if (!('lines' in answer)) throw new Error(JSON.stringify(answer));
  return cosignedAt(parseSignatures(answer.lines)[0]!);
};

describe('a head is cosigned', () => {
  test('of a log that is seen for the first time, at any size', async () => {
    const answer = await witness.add(await log.asks(0, 7));
    expect(answer.status).toBe(200);
    demandCosigned(log.text(7), (answer as { lines: string }).lines);
    expect(grantedAt(answer)).toBe(second);
  });

  test('that goes on from the last one, and again while it is the last', async () => {
    for (const [old, size] of [
      [0, 3],
      [3, 3],
      [3, 10],
      [10, 300],
    ] as const) {
      const answer = await witness.add(await log.asks(old, size));
      demandCosigned(log.text(size), (answer as { lines: string }).lines);
      expect(await sizeKept()).toBe(size);
    }
  });

  test('of a log without leaves, which then grows', async () => {
    expect((await witness.add(await log.asks(0, 0))).status).toBe(200);
    expect((await witness.add(await log.asks(0, 5))).status).toBe(200);
  });

  test('with the second of now, and never with an earlier one than before', async () => {
    await witness.add(await log.asks(0, 3));
    second -= 100;
    expect(grantedAt(await witness.add(await log.asks(3, 4)))).toBe(second + 100);
    second += 200;
    expect(grantedAt(await witness.add(await log.asks(4, 4)))).toBe(second);
  });

  test('and anybody can read it, signed by the log and by the witness', async () => {
    await witness.add(await log.asks(0, 3));
    const note = (await witness.checkpoint(name))!;
    expect(note.startsWith(log.head(3))).toBe(true);
    expect(parseNote(note).signatures.map((s) => s.name)).toEqual([log.key.name, witnessKey.name]);
    expect(await witness.checkpoint(logName('log.example/unknown'))).toBeUndefined();
  });

  test('of a log that another implementation wrote', async () => {
    const [vkey] = bytesOf('sample-log-600/vkeys.txt').toString().split('\n');
    const key = parseVkey(vkey!);
    known.set(key.name, key);
    const note = (path: string) => bytesOf(`sample-log-600/${path}`).toString();
    const hashes = hashesFrom((tile) => bytesOf(`sample-log-600/${tilePath(tile)}`), 600);
    const proof = await consistencyProof(hashes, 300, 600);
    const asked = { old: 300, proof, note: note('checkpoint') };
    const first = { old: 0, proof: [], note: note('checkpoint.old') };
    expect((await witness.add(addCheckpointText(first))).status).toBe(200);
    const unproven = { ...asked, proof: proof.toReversed() };
    expect(await witness.add(addCheckpointText(unproven))).toMatchObject({ status: 422 });
    expect((await witness.add(addCheckpointText(asked))).status).toBe(200);
  });
});

describe('no head is cosigned', () => {
  beforeEach(async () => void (await witness.add(await log.asks(0, 5))));

  const stranger = otherLog('log.example/b');
  const forged = otherLog(log.key.name, { key: signer(log.key.name, 'note', seed(2)) });
  const fork = otherLog(log.key.name, { story: 'false', from: 3 });
  const edited = async (from: RegExp | string, to: string) =>
    (await log.asks(5, 9)).replace(from, to);

  test.each<[string, () => Promise<string>, object]>([
    ['of a log that is not looked after', () => stranger.asks(0, 9), { status: 404 }],
    ['signed by another key of the same name', () => forged.asks(5, 9), { status: 403 }],
    ['that nobody signed', () => edited(/— log.example.*/, `— a AAAAAAAA`), { status: 403 }],
    ['with a signature of another text', () => edited('\n9\n', '\n8\n'), { status: 403 }],
    ['smaller than the old one', () => log.asks(5, 4), { status: 400 }],
    ['from an older size than the last', () => log.asks(4, 9), { status: 409, size: 5 }],
    ['from a size that was never cosigned', () => log.asks(6, 9), { status: 409, size: 5 }],
    ['as if for the first time', () => log.asks(0, 9), { status: 409, size: 5 }],
    ['of the same size with another root', () => fork.asks(5, 5), { status: 409, size: 5 }],
    ['that does not begin as the last one', () => fork.asks(5, 9), { status: 422 }],
    ['with a proof that is cut short', () => edited(/\n.*\n\n/, '\n\n'), { status: 422 }],
    ['with a proof that is too long', () => edited('\n\n', `\n${ZERO}\n\n`), { status: 422 }],
    ['that is empty', async () => '', { status: 400 }],
    ['without an old size', () => edited('old 5\n', ''), { status: 400 }],
    ['with an old size that begins with zero', () => edited('old 5', 'old 05'), { status: 400 }],
    ['with a negative old size', () => edited('old 5', 'old -5'), { status: 400 }],
    ['with an old size beyond numbers', () => edited('old 5', `old ${2n ** 63n}`), { status: 400 }],
    ['with a hash that is none', () => edited('\n\n', '\nAAAA\n\n'), { status: 400 }],
    ['with 64 hashes', () => edited('\n\n', `\n${ZERO}`.repeat(64) + '\n\n'), { status: 400 }],
    ['without a checkpoint', () => edited(/\n\n[^]*/, '\n\n'), { status: 400 }],
    ['with carriage returns', () => edited(/\n/g, '\r\n'), { status: 400 }],
    ['with a control character', () => edited('log.example/a', 'log\u0001'), { status: 400 }],
  ])('%s', async (_what, body, refused) => {
    expect(await witness.add(await body())).toMatchObject(refused);
    expect(await sizeKept()).toBe(5);
  });

  test('with a proof from a tree without leaves', async () => {
    const other = otherLog('log.example/c');
    known.set(other.key.name, other.key);
    const body = (await other.asks(0, 9)).replace('\n\n', `\n${ZERO}\n\n`);
    expect(await witness.add(body)).toMatchObject({ status: 422 });
  });

  test('that is no UTF-8', async () => {
    const body = Buffer.from(await log.asks(5, 9), 'utf8');
    body[body.indexOf('—')] = 0xff;
    expect(await witness.add(body)).toMatchObject({ status: 400 });
  });

  test('of a fork, and the proof that the log signed two trees is kept', async () => {
    expect(await witness.add(await fork.asks(5, 5))).toMatchObject({ status: 409 });
    expect(splits).toEqual([`${log.key.name} 5`]);
    const kept = readFileSync(join(folder, name, 'split'), 'utf8');
    expect(kept).toContain(log.text(5));
    expect(kept).toContain(fork.head(5));
    expect((await witness.add(await log.asks(5, 9))).status).toBe(200);
  });

  test('while what was kept cannot be read', async () => {
    const [last] = readdirSync(join(folder, name)).sort();
    writeFileSync(join(folder, name, last!), 'nonsense');
    await expect(opened().add(await log.asks(5, 9))).rejects.toThrow('blank line');
    await expect(opened().add(await log.asks(0, 9))).rejects.toThrow('blank line');
  });
});
