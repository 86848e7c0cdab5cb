import { afterAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { openConsultationSecrets } from '../../src/keys/consultation-secrets.js';
import { MasterKeys } from '../../src/keys/master-keys.js';
import { Vault } from '../../src/keys/vault.js';
import { cahier, startCahier } from '../support/command-line.js';
import { migratedDatabase, type TestDatabase } from '../support/database.js';
import { masterKey } from '../support/master-key.js';
import { startServer } from '../support/server.js';

const databases: TestDatabase[] = [];
afterAll(() => Promise.all(databases.map((d) => d.drop())));
const migrated = async () => {
  const database = await migratedDatabase();
  databases.push(database);
  return database;
};
const newKey = 'a7'.repeat(32);

/** Does something with the vault of a database, under a master key. */
const withVault = async <T>(url: string, key: string, work: (vault: Vault) => Promise<T>) => {
  const pool = new pg.Pool({ connectionString: url });
  try {
    return await work(new Vault(pool, new MasterKeys(key)));
  } finally {
    await pool.end();
  }
};
/** The secret of a consultation, under a master key. */
const secretOf = async (url: string, key: string): Promise<Buffer> => {
  const pool = new pg.Pool({ connectionString: url });
  try {
    return await openConsultationSecrets(pool, new MasterKeys(key)).secretOf('pb26');
  } finally {
    await pool.end();
  }
};
const rotating = { CAHIER_MASTER_KEY: newKey, CAHIER_MASTER_KEY_OLD: masterKey };

describe('cahier keys rotate', () => {
  test('wraps everybody’s keys anew, and a second time nobody’s; the old key opens nothing any more', async () => {
    const { url } = await migrated();
    const before = await withVault(url, masterKey, async (vault) =>
      (await vault.person('anna')).voterRef('p'),
    );
    const secret = await secretOf(url, masterKey);
    for (const rewrapped of [1, 0]) {
      const ended = await startCahier(url, ['keys', 'rotate', '--json'], rotating).ended;
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      expect(JSON.parse(ended.stdout)).toEqual({ rewrapped, consultations: rewrapped });
    }
    const after = await withVault(url, newKey, async (vault) =>
      (await vault.person('anna')).voterRef('p'),
    );
    expect(after).toBe(before);
    expect(await secretOf(url, newKey)).toEqual(secret);
    await expect(secretOf(url, masterKey)).rejects.toMatchObject({ code: 'MASTER_KEY_WRONG' });
    const old = await cahier(url, 'views', 'list');
    expect(old).toMatchObject({ code: 1, stdout: '' });
    expect(old.stderr).toContain('CAHIER_MASTER_KEY_OLD');
  }, 60_000);

  test('says what it needs', async () => {
    const { url } = await migrated();
    const ended = await cahier(url, 'keys', 'rotate');
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('CAHIER_MASTER_KEY_OLD');
  }, 60_000);
});

test('what is pending is erased, and what is orphaned swept, though there is nothing', async () => {
  const { url } = await migrated();
  const pending = await cahier(url, 'keys', 'erase-pending', '--json');
  expect(pending).toMatchObject({ code: 0, stdout: '{"erased":0}\n' });
  const swept = await cahier(url, 'keys', 'sweep', '--json');
  expect(swept).toMatchObject({ code: 0, stdout: '{"removed":0}\n' });
}, 60_000);

test('F27 a server does not start under a wrong master key, says why, and starts again under the right one', async () => {
  const database = await migrated();
  const kept = { ...database, drop: async () => undefined };
  await withVault(database.url, masterKey, (vault) => vault.person('anna'));
  await expect(startServer(kept, { CAHIER_MASTER_KEY: newKey })).rejects.toMatchObject({
    code: 'MASTER_KEY_WRONG',
    nextStep: expect.stringContaining('nothing is lost'),
  });
  const both = { CAHIER_MASTER_KEY: newKey, CAHIER_MASTER_KEY_OLD: masterKey };
  for (const settings of [{}, both]) await (await startServer(kept, settings)).close();
}, 60_000);
