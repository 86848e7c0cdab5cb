import { describe, expect, test } from '@jest/globals';
import { checkpointText, openCheckpoint, parseCheckpoint } from '../../src/ledger/checkpoint.js';
import { cosign, cosignedAt } from '../../src/ledger/cosignature.js';
import { EMPTY_ROOT } from '../../src/ledger/merkle.js';
import { noteText, signNote } from '../../src/ledger/note.js';
import { signer } from '../../src/ledger/note-key.js';
import { faultOf, seed } from './vectors.js';

const origin = 'consult.example.fr/c/2026-budget';
const head = { origin, size: 70_000, root: Buffer.alloc(32, 5) };
const text = checkpointText(head);
const root64 = head.root.toString('base64');
const log = signer(origin, 'note', seed(1));
const witness = signer('witness.example/w1', 'cosignature', seed(2));

describe('the text of a checkpoint', () => {
  test('is three lines, and reads back', () => {
    expect(text).toBe(`${origin}\n70000\n${root64}\n`);
    expect(parseCheckpoint(text)).toEqual({ ...head, extensions: [] });
  });

  test('of a tree without leaves has the root of nothing', () => {
    const empty = checkpointText({ origin, size: 0, root: EMPTY_ROOT });
    expect(parseCheckpoint(empty).size).toBe(0);
    expect(faultOf(() => parseCheckpoint(`${origin}\n0\n${root64}\n`))).toBe('MALFORMED');
  });

  test('may carry lines of another log’s making', () =>
    expect(parseCheckpoint(`${text}more\n`).extensions).toEqual(['more']));

  test.each([
    ['a leading zero', text.replace('70000', '070000')],
    ['a leading plus', text.replace('70000', '+70000')],
    ['a negative size', text.replace('70000', '-1')],
    ['a size in other notation', text.replace('70000', '7e4')],
    ['a size in other digits', text.replace('70000', '٧')],
    ['a size beyond what can be counted', text.replace('70000', '9007199254740992')],
    ['a space behind the size', text.replace('70000', '70000 ')],
    ['no origin', text.replace(origin, '')],
    ['no size', `${origin}\n${root64}\n`],
    ['no root', `${origin}\n70000\n`],
    ['a short root', text.replace(root64, head.root.subarray(1).toString('base64'))],
    ['a root in hex', text.replace(root64, head.root.toString('hex'))],
    ['a root in base64url', text.replace(root64, head.root.toString('base64url'))],
    ['an empty line', `${text}\nmore\n`],
    ['no last line feed', text.slice(0, -1)],
    ['nothing at all', ''],
  ])('is refused with %s', (_what, other) => {
    expect(other).not.toBe(text);
    expect(faultOf(() => parseCheckpoint(other))).toBe('MALFORMED');
  });

  test('is not made of what would read back as something else', () => {
    expect(faultOf(() => checkpointText({ ...head, origin: 'a\n1' }))).toBe('MALFORMED');
    expect(faultOf(() => checkpointText({ ...head, size: 0.5 }))).toBe('OUT_OF_RANGE');
    expect(faultOf(() => checkpointText({ ...head, root: Buffer.alloc(31) }))).toBeDefined();
  });
});

describe('a signed checkpoint', () => {
  const second = 1_679_315_147;
  const signatures = [signNote(text, log), cosign(text, witness, second)];
  const note = noteText({ text, signatures });

  test('is of the log that it names', () => {
    const { checkpoint, signed } = openCheckpoint(note, [log]);
    expect(checkpoint).toMatchObject(head);
    expect(signed.map(({ key }) => key.name)).toEqual([origin]);
  });

  test('of one log is not taken for another’s, though both are known', () => {
    const other = signer('consult.example.fr/registry', 'note', seed(3));
    const forged = noteText({ text, signatures: [signNote(text, other)] });
    expect(faultOf(() => openCheckpoint(forged, [log, other]))).toBe('UNSIGNED');
  });

  test('without its log’s signature is refused, whoever witnessed it', () => {
    const witnessed = noteText({ text, signatures: signatures.slice(1) });
    expect(faultOf(() => openCheckpoint(witnessed, [log, witness]))).toBe('UNSIGNED');
  });

  test('is not signed by its log where a witness bears the log’s name', () => {
    const namesake = signer(origin, 'cosignature', seed(4));
    const forged = noteText({ text, signatures: [cosign(text, namesake, second)] });
    expect(faultOf(() => openCheckpoint(forged, [log, namesake]))).toBe('UNSIGNED');
  });

  test('that is no checkpoint is refused, though it is signed', () => {
    const other = 'only a text\n';
    const signed = noteText({ text: other, signatures: [signNote(other, log)] });
    expect(faultOf(() => openCheckpoint(signed, [log]))).toBe('MALFORMED');
  });

  test('says when a witness saw it', () => {
    const { signed } = openCheckpoint(note, [log, witness]);
    expect(signed.map(({ key }) => key)).toEqual([log, witness]);
    expect(cosignedAt(signed[1]!.signature)).toBe(second);
  });

  test('is refused where the time or the text of a witness is another', () => {
    const [, seen] = signatures;
    const later = Buffer.from(seen!.bytes);
    later.writeBigUInt64BE(BigInt(second + 1));
    const older = checkpointText({ ...head, size: 69_999 });
    for (const bytes of [
      later,
      cosign(older, witness, second).bytes,
      seen!.bytes.subarray(8),
      seen!.bytes.subarray(0, 7),
      Buffer.concat([seen!.bytes, Buffer.alloc(1)]),
      Buffer.concat([seen!.bytes.subarray(0, 8), witness.sign(text)]),
    ]) {
      const spoilt = noteText({ text, signatures: [signatures[0]!, { ...seen!, bytes }] });
      expect(openCheckpoint(spoilt, [log]).signed).toHaveLength(1);
      expect(faultOf(() => openCheckpoint(spoilt, [log, witness]))).toBe('BAD_SIGNATURE');
    }
  });

  test('is refused where a witness signed in a year that no clock can show', () => {
    const time = Buffer.alloc(8, 0x80);
    const message = `cosignature/v1\ntime ${time.readBigUInt64BE()}\n${text}`;
    const bytes = Buffer.concat([time, witness.sign(message)]);
    const spoilt = noteText({ text, signatures: [signatures[0]!, { ...signatures[1]!, bytes }] });
    expect(faultOf(() => openCheckpoint(spoilt, [log, witness]))).toBe('BAD_SIGNATURE');
  });

  test('is cosigned only by a key of witnesses', () =>
    expect(faultOf(() => cosign(text, log, second))).toBe('BAD_SIGNATURE'));
});
