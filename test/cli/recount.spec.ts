import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { cahier } from '../support/command-line.js';
import { migratedDatabase, type TestDatabase } from '../support/database.js';
import { electionPath } from './import/elections.js';

const las = fileURLToPath(electionPath('Poland_Warszawa_2019_Las.pb'));

let folder: string;
let database: TestDatabase;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cahier-recount-'));
  database = await migratedDatabase();
  file = join(folder, 'log.ndjson');
  expect((await cahier(database.url, 'import', 'pabulib', las)).code).toBe(0);
  expect((await cahier(database.url, 'log', 'export', file)).code).toBe(0);
}, 120_000);
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const recount = async (...options: string[]) => {
  const { code, stdout, stderr } = await cahier('', 'recount', file, ...options);
  const lines = stdout.trim().split('\n').filter(Boolean);
  return { code, stderr, rows: lines.map((line): any => JSON.parse(line)) };
};

const sql = async (text: string): Promise<any[]> => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  return client.query(text).then(({ rows }) => client.end().then(() => rows));
};

describe('an exported log', () => {
  test('counted without a server comes to what the server tells', async () => {
    const { code, rows } = await recount('--view', 'basket_tally');
    const live = await sql('select * from views.basket_tally order by "ideaId"');
    expect(code).toBe(0);
    expect(live.length).toBeGreaterThan(0);
    expect(rows.sort((a, b) => (a.ideaId < b.ideaId ? -1 : 1))).toEqual(
      live.map(({ phaseId, ideaId, picks, votes, moneyPicked, counted, suspended }) => ({
        ...{ view: 'basket_tally', phaseId, ideaId, picks, votes, counted, suspended },
        ...{ moneyPicked: Number(moneyPicked), offlinePicks: 0, offlineVotes: 0 },
      })),
    );
  });

  test('can be counted as of a position of its past', async () => {
    const [{ position }] = await sql(
      `select position from log.events where type = 'BasketSubmitted' order by position offset 9 limit 1`,
    );
    const { rows } = await recount('--view', 'phase_participation', '--as-of', position);
    expect(rows).toMatchObject([{ participants: 10, acts: 10 }]);
  });

  test('that was changed or cut off is not counted', async () => {
    await appendFile(file, '{}\n');
    const { code, rows, stderr } = await recount();
    expect([code, rows]).toEqual([1, []]);
    expect(stderr).toContain('behind the end');
  });

  test('has no view that nobody declared', async () => {
    expect(await recount('--view', 'nonsense')).toMatchObject({ code: 2, rows: [] });
  });
});
