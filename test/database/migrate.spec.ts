import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { migrate } from '../../src/database/migrate.js';
import { migrations } from '../../src/database/migrations/list.js';
import { freshDatabase, migratedDatabase, type TestDatabase } from '../support/database.js';

describe('the tables of the log and of operations', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.drop());

  test('of several processes that start at once, one migrates and the others wait', async () => {
    const applied = await Promise.all([1, 2, 3].map(() => migrate(database.url)));
    expect(applied.flat()).toHaveLength(migrations.length);
    expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
  });

  test('a secret of a wrong length is not kept', async () => {
    const { url, drop } = await migratedDatabase();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const keep = (bytes: number) =>
      client.query(
        `insert into keys.person (person, account, master_key_id, secret, data_key)
         values (gen_random_uuid(), $1, 'k', $2, $3)`,
        [`p${bytes}`, Buffer.alloc(bytes, 7), Buffer.alloc(60, 7)],
      );
    await keep(60);
    await expect(keep(59)).rejects.toThrow('person_secret_check');
    await client.end();
    await drop();
  });
});
