import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { openConsultationSecrets } from '../../src/keys/consultation-secrets.js';
import { MasterKeys } from '../../src/keys/master-keys.js';
import { migratedDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await migratedDatabase();
  pool = new pg.Pool({ connectionString: database.url });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const keys = new MasterKeys('11'.repeat(32));

test('a consultation has one secret, whoever asks first and however many at once', async () => {
  const asked = [1, 2, 3].flatMap(() => [
    openConsultationSecrets(pool, keys).secretOf('a'),
    openConsultationSecrets(pool, keys).secretOf('b'),
  ]);
  const secrets = await Promise.all(asked);
  expect(secrets.map((secret) => secret.length)).toEqual(secrets.map(() => 32));
  expect(new Set(secrets.map((secret) => secret.toString('hex'))).size).toBe(2);
});

test('in the database it is wrapped, and one that was put under another name does not open', async () => {
  const secrets = openConsultationSecrets(pool, keys);
  const secret = await secrets.secretOf('c');
  const { rows } = await pool.query('select secret from keys.consultation_secret');
  for (const row of rows) expect(row.secret.includes(secret)).toBe(false);
  await pool.query(
    `update keys.consultation_secret set consultation_id = 'd' where consultation_id = 'c'`,
  );
  await expect(secrets.secretOf('d')).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
});
