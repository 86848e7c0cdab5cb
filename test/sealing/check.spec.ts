import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { checkLedger } from '../../src/sealing/check.js';
import { openSite, type Site } from './site.js';

let site: Site;
beforeEach(async () => {
  site = await openSite();
  const sealer = site.start();
  const events = Array.from({ length: 260 }, (_, n) => ({ data: { n } }));
  await site.happen('a', { type: 'ConsultationPublished' }, ...events);
  await site.happen(null, { type: 'AreaDefined' });
  await site.sealed();
  await sealer.close();
});
afterEach(() => site.close());

test('a ledger that follows from the log is as it should be', async () => {
  expect(await checkLedger(site.ledger)).toEqual({ logs: 2, leaves: 264, differences: [] });
});

test('what came after the last signed head is no difference', async () => {
  await site.happen('a', {});
  expect((await checkLedger(site.ledger)).differences).toEqual([]);
});

const flipped = async (path: string) => {
  const bytes = await readFile(join(site.folder, path));
  bytes[bytes.length - 2]! ^= 1;
  await writeFile(join(site.folder, path), bytes);
};

test.each([
  'c/a/tile/0/000',
  'c/a/tile/0/001.p/5',
  'c/a/tile/1/000.p/1',
  'c/a/tile/entries/000',
  'c/a/tile/entries/001.p/5',
])('a bit that was changed in %s is found, and where', async (path) => {
  await flipped(path);
  const { differences } = await checkLedger(site.ledger);
  expect(differences.map(({ log, place }) => `${log}/${place}`)).toEqual([path]);
});

test.each(['c/a/checkpoint', 'registry/checkpoint'])('a changed %s is found', async (path) => {
  await flipped(path);
  const { differences } = await checkLedger(site.ledger);
  expect(differences.map(({ log, place }) => `${log}/${place}`)).toEqual([path]);
});

test('a tile that is missing is found, and so is a changed entry of the registry', async () => {
  await rm(join(site.folder, 'c/a/tile/0/000'));
  await flipped('registry/tile/entries/000.p/3');
  const { differences } = await checkLedger(site.ledger);
  expect(differences.map(({ log }) => log)).toEqual(['c/a', 'registry']);
});
