import { describe, expect, test } from '@jest/globals';
import { checkpointText, openCheckpoint } from '../../src/ledger/checkpoint.js';
import { CompactRange, rootOf } from '../../src/ledger/compact-range.js';
import { consistencyProof, verifyConsistency } from '../../src/ledger/consistency.js';
import { cosignedAt } from '../../src/ledger/cosignature.js';
import { decodeBundle, encodeBundle } from '../../src/ledger/entry-bundle.js';
import { inclusionProof } from '../../src/ledger/inclusion.js';
import { leafHash } from '../../src/ledger/merkle.js';
import { noteText, parseNote } from '../../src/ledger/note.js';
import { parseVkey, vkey } from '../../src/ledger/note-key.js';
import { parsePolicy } from '../../src/ledger/policy-file.js';
import { parseProof, proofText, verifyProof } from '../../src/ledger/proof.js';
import { decodeTile, hashesFrom, tilePath, tilesOf } from '../../src/ledger/tiles.js';
import { bytesOf, faultOf, known, manglings } from './vectors.js';

describe('a log of fifteen entries that another implementation wrote', () => {
  const entries: Buffer[] = known.tessera_testlog.entriesInOrder.map((e: string) => Buffer.from(e));
  const key = parseVkey(known.tessera_testlog.vkey);
  const sizes = Array.from({ length: 16 }, (_, size) => size);

  test.each(sizes)('has the same checkpoint, tile and bundle at size %i', (size) => {
    const leaves = entries.slice(0, size);
    const hashes = leaves.map(leafHash);
    const note = bytesOf(`tessera-log/checkpoint.${size}`);
    const { checkpoint } = openCheckpoint(note, [key]);
    const text = checkpointText({ origin: key.name, size, root: rootOf(hashes) });
    expect(parseNote(note).text).toBe(text);
    expect(noteText({ text, signatures: parseNote(note).signatures })).toBe(note.toString());
    expect(checkpoint.size).toBe(size);
    for (const name of tilesOf(size)) {
      const ours = name.level === 'entries' ? encodeBundle(leaves) : Buffer.concat(hashes);
      expect(ours).toEqual(bytesOf(`tessera-log/${tilePath(name)}`));
    }
    expect(tilesOf(size)).toHaveLength(size === 0 ? 0 : 2);
  });

  test('ends with the checkpoint of its last size', () =>
    expect(bytesOf('tessera-log/checkpoint')).toEqual(bytesOf('tessera-log/checkpoint.15')));

  test('only grew, as its own tiles prove', async () => {
    const heads = sizes.map(
      (size) => openCheckpoint(bytesOf(`tessera-log/checkpoint.${size}`), [key]).checkpoint,
    );
    const read = hashesFrom((name) => bytesOf(`tessera-log/${tilePath(name)}`), 15);
    for (const older of heads.slice(1))
      for (const newer of heads.slice(older.size)) {
        const proof = await consistencyProof(read, older.size, newer.size);
        expect(faultOf(() => verifyConsistency(older, newer, proof))).toBeUndefined();
      }
  });
});

const ZERO = Buffer.alloc(32).toString('base64');

describe('a log of 600 entries with receipts', () => {
  const file = (path: string) => bytesOf(`sample-log-600/${path}`);
  const [logKey, witnessKey] = file('vkeys.txt').toString().trim().split('\n') as [string, string];
  const keys = [parseVkey(logKey), parseVkey(witnessKey)];
  const policy = parsePolicy(`log ${logKey}\nwitness w1 ${witnessKey}\nquorum w1\n`);
  const { checkpoint, signed } = openCheckpoint(file('checkpoint'), keys);
  const bundles = tilesOf(600).filter(({ level }) => level === 'entries');
  const entries = bundles.flatMap((name) => decodeBundle(file(tilePath(name)), name.width));
  const read = hashesFrom((name) => file(tilePath(name)), 600);
  const indexes = [0, 1, 255, 256, 599];
  const receipt = (index: number) => file(`receipt-${index}.tlog-proof`).toString();

  test('is signed by its log and by a witness', () => {
    expect(keys.map(vkey)).toEqual([logKey, witnessKey]);
    expect(signed.map(({ key }) => key.type)).toEqual(['note', 'cosignature']);
    expect(cosignedAt(signed[1]!.signature)).toBe(0x6ab13b80);
  });

  test('has the root that its entries make', () => {
    expect(entries).toHaveLength(600);
    expect(rootOf(entries.map(leafHash))).toEqual(checkpoint.root);
  });

  test('has the very tiles and bundles that we would write', () => {
    const rows = new Map<number, Buffer[]>();
    const range = CompactRange.empty();
    for (const entry of entries)
      range.append(leafHash(entry), (level, _index, hash) => {
        rows.set(level, [...(rows.get(level) ?? []), hash]);
      });
    const names = tilesOf(600);
    expect(names).toHaveLength(7);
    for (const name of names) {
      const [from, to] = [name.index * 256, name.index * 256 + name.width];
      const ours =
        name.level === 'entries'
          ? encodeBundle(entries.slice(from, to))
          : Buffer.concat(rows.get(name.level * 8)!.slice(from, to));
      expect(ours).toEqual(file(tilePath(name)));
      if (name.level !== 'entries') expect(decodeTile(ours, name.width)).toHaveLength(name.width);
    }
  });

  test('only grew since its older checkpoint', async () => {
    const older = openCheckpoint(file('checkpoint.old'), keys).checkpoint;
    const proof = await consistencyProof(read, older.size, 600);
    expect(faultOf(() => verifyConsistency(older, checkpoint, proof))).toBeUndefined();
    expect(faultOf(() => verifyConsistency(older, checkpoint, proof.slice(1)))).toBe('UNPROVEN');
  });

  test.each(indexes)('gives the very receipt for entry %i that we would give', async (index) => {
    const hashes = await inclusionProof(read, { index, size: 600 });
    const ours = proofText({ index, hashes, checkpoint: file('checkpoint').toString() });
    expect(ours).toBe(receipt(index));
    expect(proofText(parseProof(ours))).toBe(ours);
  });

  test.each(indexes)('a receipt for entry %i holds, and for no other', (index) => {
    const fault = (leaf: Buffer) =>
      faultOf(() => verifyProof(parseProof(receipt(index)), leafHash(leaf), policy));
    expect(fault(entries[index]!)).toBeUndefined();
    expect(fault(entries[index - 1] ?? entries[1]!)).toBe('UNPROVEN');
  });

  test('a receipt is refused with any character changed', () => {
    const text = receipt(599);
    const fault = (other: string) =>
      faultOf(() => verifyProof(parseProof(other), leafHash(entries[599]!), policy));
    expect(manglings(text).filter((other) => fault(other) === undefined)).toEqual([]);
  });

  test('a receipt may have something beside it, and proves nothing of that', () => {
    const extra = Buffer.from('beside');
    const withExtra = proofText({ ...parseProof(receipt(0)), extra });
    expect(parseProof(withExtra).extra).toEqual(extra);
    expect(proofText(parseProof(withExtra))).toBe(withExtra);
    expect(faultOf(() => verifyProof(parseProof(withExtra), leafHash(entries[0]!), policy))).toBe(
      undefined,
    );
  });

  test.each([
    ['another first line', (r: string) => r.replace('@v1', '@v2')],
    ['no index', (r: string) => r.replace('index 0\n', '')],
    ['a leading zero', (r: string) => r.replace('index 0', 'index 00')],
    ['a hash that is cut', (r: string) => r.replace('\nRt3x', '\n')],
    ['two extra lines', (r: string) => r.replace('index', 'extra YQ==\nextra YQ==\nindex')],
    ['an extra line that is not base64', (r: string) => r.replace('index', 'extra ?\nindex')],
    ['the extra line behind the index', (r: string) => r.replace('index 0', 'index 0\nextra YQ==')],
    ['no checkpoint', (r: string) => r.slice(0, r.indexOf('\n\n'))],
    ['nothing in it', () => ''],
  ])('a receipt is refused with %s', (_what, spoil) => {
    const spoilt = spoil(receipt(0));
    expect(spoilt).not.toBe(receipt(0));
    expect(faultOf(() => parseProof(spoilt))).toBe('MALFORMED');
  });

  test.each([
    ['garbage behind its checkpoint', (r: string) => `${r}garbage\n`, 'MALFORMED'],
    ['a control character', (r: string) => r.replace('audit', 'au\tdit'), 'MALFORMED'],
    [
      'hashes without end',
      (r: string) => r.replace('\n\n', `\n${ZERO}`.repeat(99) + '\n\n'),
      'UNPROVEN',
    ],
    ['its witness left out', (r: string) => r.replace(/— witness.*\n/, ''), 'NO_QUORUM'],
    ['its log left out', (r: string) => r.replace(/— audit.*\n/, ''), 'UNSIGNED'],
    ['the checkpoint of an older tree', () => proofAt('checkpoint.old'), 'NO_QUORUM'],
  ])('a receipt does not hold with %s', (_what, spoil, fault) => {
    const spoilt = spoil(receipt(0));
    const verify = () => verifyProof(parseProof(spoilt), leafHash(entries[0]!), policy);
    expect(faultOf(verify)).toBe(fault);
  });

  const proofAt = (path: string) =>
    proofText({ ...parseProof(receipt(0)), checkpoint: file(path).toString() });
});
