import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { LedgerError } from '../../src/ledger/ledger-error.js';
import { demandContinuity } from '../../src/sealing/ledger.js';
import { seed } from '../ledger/vectors.js';
import { openSite, type Site } from './site.js';

const sites: Site[] = [];
afterEach(async () => {
  for (const site of sites.splice(0)) await site.close();
});

const open = async (given?: { folder: string }): Promise<Site> => {
  const site = await openSite(given);
  sites.push(site);
  return site;
};

/** A folder in which five events of a consultation were signed. */
const signed = async () => {
  const site = await open();
  const sealer = site.start();
  await site.happen('a', {}, {}, {}, {}, {});
  await site.sealed();
  await sealer.close();
  return site;
};

test('a log of events that goes on from what was signed is signed further', async () => {
  const { ledger } = await signed();
  await expect(demandContinuity(ledger)).resolves.toBeUndefined();
});

test('nothing is signed when the log of events is shorter than what was signed', async () => {
  const { folder } = await signed();
  const restored = await open({ folder });
  await restored.happen('a', {}, {});
  const head = await restored.tiles.read('c/a/checkpoint');
  await expect(demandContinuity(restored.ledger)).rejects.toThrow(
    'The log of events ends at position 2, and was signed up to 5.',
  );
  const sealer = restored.start();
  await restored.happen('a', {});
  await sealer.close();
  expect(await restored.tiles.read('c/a/checkpoint')).toEqual(head);
});

test('nothing is signed when another event stands where the last one was signed', async () => {
  const { folder } = await signed();
  const other = await open({ folder });
  await other.happen('a', {}, {}, {}, {}, {}, {});
  await expect(demandContinuity(other.ledger)).rejects.toThrow(LedgerError);
  await expect(demandContinuity(other.ledger)).rejects.toThrow(
    'consult.example.fr/c/a was signed at 5 leaves, and the last of them is not in the log',
  );
});

test('nothing is signed with another key, or on tiles that were changed', async () => {
  const { ledger, folder } = await signed();
  await expect(demandContinuity({ ...ledger, seed: seed(3) })).rejects.toMatchObject({
    code: 'UNSIGNED',
  });
  const tile = join(folder, 'c/a/tile/0/000.p/5');
  await writeFile(tile, Buffer.alloc(5 * 32, 1));
  await expect(demandContinuity(ledger)).rejects.toMatchObject({ code: 'UNPROVEN' });
});
