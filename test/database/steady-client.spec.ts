import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { SteadyClient } from '../../src/database/steady-client.js';
import { isAway } from '../../src/views/away.js';
import { Network } from '../faults/network.js';
import { migratedDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let network: Network;
let pool: pg.Pool;
beforeEach(async () => {
  database = await migratedDatabase();
  const url = new URL(database.url);
  const { port } = url;
  network = new Network(() => Number(port));
  url.port = String(await network.open());
  const settings = { connectionString: url.href, max: 1, query_timeout: 300 };
  pool = new pg.Pool({ ...settings, Client: SteadyClient });
});
afterEach(async () => {
  await pool.end();
  await network.close();
  await database.drop();
});

test('nobody asks again on a connection that fell silent, even if it was handed back as a sound one', async () => {
  const client = await pool.connect();
  await client.query('select 1');
  network.silence(() => true);
  const unanswered = await client.query('select 1').catch((error: unknown) => error);
  expect(isAway(unanswered)).toBe(true);
  client.release();
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});
