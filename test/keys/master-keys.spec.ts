import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openMasterKeys } from '../../src/keys/open-master-keys.js';

test('a machine of development makes one master key, for its owner only, however many start at once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cahier-keys-'));
  try {
    const all = await Promise.all([1, 2, 3, 4].map(() => openMasterKeys({}, join(folder, 'data'))));
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    const [name, ...others] = await readdir(join(folder, 'data'));
    expect(others).toEqual([]);
    const path = join(folder, 'data', name!);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(path, 'utf8')).toMatch(/^[0-9a-f]{64}$/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a key of the settings leaves no file behind', async () => {
  const keys = await openMasterKeys({ current: 'ab'.repeat(32) }, '/nowhere/at/all');
  expect(keys.has(keys.id)).toBe(true);
});
