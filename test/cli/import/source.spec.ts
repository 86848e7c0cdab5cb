import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { SourceFolder } from '../../../src/cli/import/source.js';
import { inFolder } from './folders.js';

test('a small packed file that unpacks to more than memory holds is refused as it is read', async () => {
  const member = gzipSync(`a,${'x'.repeat(2 ** 19)}\n`.repeat(2));
  const bomb = Buffer.concat(Array<Uint8Array>(300).fill(member));
  expect(bomb.length).toBeLessThan(2 ** 20);
  const lines = async (path: string) => {
    let read = 0;
    for await (const { number } of (await new SourceFolder(path).lines('votes.csv'))!)
      read = number;
    return read;
  };
  await expect(inFolder({ 'votes.csv.gz': bomb }, lines)).rejects.toMatchObject({
    name: 'SourceError',
    reason: 'the file is larger than 268435456 bytes.',
  });
});
