import { describe, expect, test } from '@jest/globals';
import {
  noteText,
  parseNote,
  parseSignatures,
  signatureLine,
  signNote,
  verifyNote,
} from '../../src/ledger/note.js';
import { noteKey, parseSkey, parseVkey, signer, skey, vkey } from '../../src/ledger/note-key.js';
import { faultOf, known, manglings, seed } from './vectors.js';

const { vkey: fooVkey, note: fooNote, go_note_test_vkey, bad_vkeys } = known.signed_note;
const foo = parseVkey(fooVkey);
const open = (note: string | Uint8Array, keys = [foo]) => verifyNote(parseNote(note), keys);

describe('a key by which signatures are told apart', () => {
  test('is written as it was read', () => {
    expect(vkey(foo)).toBe(fooVkey);
    expect(vkey(parseVkey(go_note_test_vkey))).toBe(go_note_test_vkey);
    expect(foo).toMatchObject({ name: 'example.com/foo', id: '530d903a', type: 'note' });
  });

  test.each([fooVkey, go_note_test_vkey])('%s is refused with any character changed', (text) => {
    const accepted = manglings(text).filter(
      (other) => faultOf(() => parseVkey(other)) === undefined,
    );
    expect(accepted).toEqual([]);
  });

  test.each([fooVkey, go_note_test_vkey])('%s is refused in part', (text: string) => {
    const parts = Array.from(text).flatMap((_, from) =>
      Array.from(text.slice(from), (_c, length) => text.slice(from, from + length)),
    );
    const suffixes = Array.from(text.slice(1), (_, i) => text.slice(i + 1));
    for (const part of [...parts, ...suffixes])
      expect(faultOf(() => parseVkey(part))).toBe('MALFORMED');
  });

  test.each(bad_vkeys as string[])('%s is refused', (text) =>
    expect(faultOf(() => parseVkey(text))).toBe('MALFORMED'),
  );

  test.each(['', 'a b', 'a+b', 'a\u2003b', 'a\nb', 'a\u0000', '\ud800'])(
    'none can be named %j',
    (name) => expect(faultOf(() => noteKey(name, 'note', seed(1)))).toBe('MALFORMED'),
  );

  test('is of 32 bytes, and so is the seed of a signer', () => {
    expect(faultOf(() => noteKey('a', 'note', Buffer.alloc(31)))).toBe('MALFORMED');
    expect(faultOf(() => signer('a', 'note', Buffer.alloc(33)))).toBe('MALFORMED');
  });

  test('has another id under another name or for another use', () => {
    const ids = [
      signer('a', 'note', seed(1)),
      signer('b', 'note', seed(1)),
      signer('a', 'cosignature', seed(1)),
      signer('a', 'note', seed(2)),
    ].map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
  });

  test.each(['note', 'cosignature'] as const)('of type %s is kept with its secret', (type) => {
    const written = skey(signer('example.com/c', type, seed(3)));
    expect(written).toMatch(/^PRIVATE\+KEY\+example\.com\/c\+[0-9a-f]{8}\+/);
    const read = parseSkey(written);
    expect(skey(read)).toBe(written);
    expect(read.verifies('text', read.sign('text'))).toBe(true);
    expect(faultOf(() => parseVkey(written))).toBe('MALFORMED');
    expect(faultOf(() => parseSkey(vkey(read)))).toBe('MALFORMED');
    const withOtherId = written.replace(read.id, '00000000');
    expect(faultOf(() => parseSkey(withOtherId))).toBe('MALFORMED');
  });
});

describe('a signed note', () => {
  const text = 'first\n\nlast\n';
  const [ours, theirs] = [
    signer('a.example', 'note', seed(1)),
    signer('b.example', 'note', seed(2)),
  ];
  const signed = noteText({ text, signatures: [signNote(text, theirs), signNote(text, ours)] });

  test('of another implementation is verified, and written as it was read', () => {
    expect(open(fooNote).map(({ key }) => key.name)).toEqual(['example.com/foo']);
    expect(parseNote(fooNote).text).toBe('This is an example message.\n');
    expect(noteText(parseNote(fooNote))).toBe(fooNote);
    expect(open(Buffer.from(fooNote))).toHaveLength(1);
  });

  test('is refused with any character changed', () => {
    const accepted = manglings(fooNote).filter((note) => faultOf(() => open(note)) === undefined);
    expect(accepted).toEqual([]);
  });

  test('is refused in part', () => {
    for (const [i] of Array.from(fooNote).entries())
      expect(faultOf(() => open(fooNote.slice(0, i)))).toBe('MALFORMED');
  });

  test('may have empty lines in its text', () => {
    expect(parseNote(signed).text).toBe(text);
    expect(open(signed, [ours])).toHaveLength(1);
  });

  test('counts only for keys that are known, by name and by id', () => {
    expect(open(signed, [ours, theirs]).map(({ key }) => key)).toEqual([theirs, ours]);
    const sameName = signer('a.example', 'note', seed(9));
    expect(open(signed, [sameName, theirs]).map(({ key }) => key)).toEqual([theirs]);
    expect(faultOf(() => open(signed, [sameName]))).toBe('UNSIGNED');
    expect(faultOf(() => open(signed, []))).toBe('UNSIGNED');
  });

  test('with one bad signature of a known key is refused, whoever else signed', () => {
    const forged = { ...signNote('another\n', ours) };
    const note = noteText({ text, signatures: [signNote(text, theirs), forged] });
    expect(open(note, [theirs])).toHaveLength(1);
    expect(faultOf(() => open(note, [theirs, ours]))).toBe('BAD_SIGNATURE');
    const twice = noteText({ text, signatures: [signNote(text, ours), forged] });
    expect(faultOf(() => open(twice, [ours]))).toBe('BAD_SIGNATURE');
  });

  test('may have sixteen signatures and more, and not without end', () => {
    const by = (count: number) =>
      Array.from({ length: count }, (_, i) => signNote(text, signer(`s${i}`, 'note', seed(i))));
    const sixteen = noteText({ text, signatures: [...by(15), signNote(text, ours)] });
    expect(open(sixteen, [ours])).toHaveLength(1);
    expect(parseNote(noteText({ text, signatures: by(100) })).signatures).toHaveLength(100);
    expect(faultOf(() => parseNote(noteText({ text, signatures: by(101) })))).toBe('MALFORMED');
  });

  test.each([
    ['no signature', `${text}\n`],
    ['no blank line', `text\n${signatureLine(signNote('text\n', ours))}`],
    ['no text', `\n\n${signed.slice(text.length + 1)}`.slice(1)],
    ['a tab', signed.replace('first', 'fi\trst')],
    ['a carriage return', signed.replace('first\n', 'first\r\n')],
    ['a NUL', signed.replace('first', 'first\0')],
    ['a control character in a signature line', signed.replace('a.example', 'a.\u0001example')],
    ['a hyphen for the em dash', signed.replace('— a', '- a')],
    ['two spaces', signed.replace('— a.example ', '— a.example  ')],
    ['more after the signature', signed.replace(/\n$/, ' \n')],
    ['text after the signatures', `${signed}more\n`],
    ['no last line feed', signed.slice(0, -1)],
    ['base64url', noteText({ text, signatures: [signNote(text, ours)] }).replace(/=\n$/, '\n')],
    ['nothing behind the id', `${text}\n— a.example ${Buffer.alloc(4).toString('base64')}\n`],
    ['a space in a name', signed.replace('a.example', 'a\u00a0example')],
    ['half a character', signed.replace('first', '\ud800')],
  ])('is refused with %s', (_what, note) =>
    expect(faultOf(() => parseNote(note))).toBe('MALFORMED'),
  );

  test('is refused where its bytes are not UTF-8', () => {
    const bytes = Buffer.from(signed);
    bytes[1] = 0xff;
    expect(faultOf(() => parseNote(bytes))).toBe('MALFORMED');
  });

  test('keeps a byte order mark as text, so that it shows', () =>
    expect(faultOf(() => open(Buffer.from(`\ufeff${fooNote}`)))).toBe('BAD_SIGNATURE'));

  test('is not made of a text with control characters, nor by a key of witnesses', () => {
    expect(faultOf(() => noteText({ text: 'a\tb\n', signatures: [] }))).toBe('MALFORMED');
    expect(faultOf(() => noteText({ text: 'a', signatures: [] }))).toBe('MALFORMED');
    const witness = signer('w.example', 'cosignature', seed(4));
    expect(faultOf(() => signNote(text, witness))).toBe('BAD_SIGNATURE');
  });
});

test('a witness answers with signature lines alone', () => {
  const lines = signatureLine(signNote('a\n', signer('a.example', 'note', seed(1))));
  expect(parseSignatures(lines).map(signatureLine).join('')).toBe(lines);
  expect(faultOf(() => parseSignatures(''))).toBe('MALFORMED');
  expect(faultOf(() => parseSignatures(`${lines}\n`))).toBe('MALFORMED');
});
