import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { ZipReader } from '../../src/ledger/zip/reader.js';
import { ZipWriter } from '../../src/ledger/zip/writer.js';
import { folder } from '../audit/election.js';

const place = folder();
const path = join(place, 'a.zip');
const tampered = join(place, 'tampered.zip');
let bytes: Buffer;
let twice: Buffer;

async function* bitByBit(...chunks: string[]) {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

const written = async (to: string): Promise<Buffer> => {
  const zip = await ZipWriter.create(to);
  await zip.add('one', Buffer.from('first'));
  await zip.add('two/two', bitByBit('sec', '', 'ond'));
  await zip.add('zero', Buffer.alloc(0));
  await zip.close();
  return readFileSync(to);
};

/** `one` and `two`, the latter renamed in both its headers. */
const twiceNamed = async (): Promise<Buffer> => {
  const to = join(place, 'twice.zip');
  const zip = await ZipWriter.create(to);
  for (const name of ['one', 'two']) await zip.add(name, Buffer.alloc(3));
  await zip.close();
  return Buffer.from(readFileSync(to, 'latin1').replaceAll('two', 'one'), 'latin1');
};

/** Reads every file of an archive. */
const readAll = async (from: string): Promise<string[]> => {
  const zip = await ZipReader.open(from);
  try {
    const files: string[] = [];
    for (const name of zip.names) files.push(`${name}=${await zip.read(name, 100)}`);
    return files;
  } finally {
    await zip.close();
  }
};

const replaced = (from: string, to: string): Buffer =>
  Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');

beforeAll(async () => {
  bytes = await written(path);
  twice = await twiceNamed();
});

test('an archive gives back what was put in, and is the same bytes each time', async () => {
  expect(await readAll(path)).toEqual(['one=first', 'two/two=second', 'zero=']);
  expect((await written(join(place, 'b.zip'))).equals(bytes)).toBe(true);
});

test('every single bit counts', async () => {
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const other = Buffer.from(bytes);
    other[bit >> 3]! ^= 1 << (bit & 7);
    writeFileSync(tampered, other);
    await expect(readAll(tampered)).rejects.toMatchObject({ name: 'LedgerError' });
  }
}, 60_000);

describe('an archive is refused', () => {
  test.each<[string, () => Buffer]>([
    ['that ends early', () => bytes.subarray(0, -1)],
    ['that something follows', () => Buffer.concat([bytes, Buffer.of(0)])],
    ['that something precedes', () => Buffer.concat([Buffer.of(0), bytes])],
    ['that is empty', () => Buffer.alloc(0)],
    ['with a name out of its folder', () => replaced('two/two', '../etc1')],
    ['with a name from the root', () => replaced('two/two', '/etc/ab')],
    ['with a name that ends early', () => replaced('two/two', 'two\0two')],
    ['with a name of another system', () => replaced('two/two', 'two\\two')],
    ['with a name twice', () => twice],
  ])('%s', async (_title, make) => {
    writeFileSync(tampered, make());
    await expect(readAll(tampered)).rejects.toMatchObject({
      name: 'LedgerError',
      code: 'MALFORMED',
    });
  });

  test('in which a file is larger than asked for, before it is read', async () => {
    const zip = await ZipReader.open(path);
    await expect(zip.read('one', 4)).rejects.toThrow('5 bytes long, more than 4');
    await zip.close();
  });

  test('when it is written: a name twice, or out of its folder', async () => {
    const zip = await ZipWriter.create(join(place, 'c.zip'));
    await zip.add('one', Buffer.alloc(1));
    await expect(zip.add('one', Buffer.alloc(1))).rejects.toThrow('has a one already');
    await expect(zip.add('../one', Buffer.alloc(1))).rejects.toThrow('cannot name a file');
    await zip.abandon();
  });
});
