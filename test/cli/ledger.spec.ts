import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startCahier } from '../support/command-line.js';
import { migratedDatabase, type TestDatabase } from '../support/database.js';
import { startServer, type TestServer } from '../support/server.js';
import { foundTown, openBudget, vote } from '../support/town.js';

const minutes = 60_000;
const data = mkdtempSync(join(tmpdir(), 'cahier-ledger-'));
const settings = { CAHIER_DATA: data, PORT: '0' };

let server: TestServer;
let empty: TestDatabase;
const check = (url = server.databaseUrl) =>
  startCahier(url, ['ledger', 'check', '--json'], settings).ended;

beforeAll(async () => {
  [server, empty] = [await startServer(undefined, settings), await migratedDatabase()];
  const town = await foundTown(server);
  const budget = await openBudget(town);
  const commandId = 'last';
  await vote(town, budget, 'camille', budget.ideas.slice(0, 1), { commandId });
  const { data } = await server.graphql(
    'query($id: String!) { receipt(commandId: $id, waitForReceipt: true) { status } }',
    { id: commandId },
    await town.citizen('camille'),
  );
  expect(data.receipt.status).toBe('SEALED');
}, 2 * minutes);
afterAll(async () => {
  await server.close();
  await empty.drop();
  rmSync(data, { recursive: true, force: true });
});

describe('what was signed', () => {
  test('follows from the log of events: the check says so, with exit code 0', async () => {
    const { code, stdout } = await check();
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, differences: [] });
  });

  test('is not what a tile now holds: the check names the tile, with exit code 3', async () => {
    const folder = join(data, 'ledger', 'c');
    const log = join(folder, readdirSync(folder)[0]!);
    const [, size] = readFileSync(join(log, 'checkpoint'), 'utf8').split('\n');
    const name = `tile/entries/000.p/${size}`;
    const [path, before] = [join(log, name), readFileSync(join(log, name))];
    const after = Buffer.from(before);
    after[100]! ^= 1;
    writeFileSync(path, after);
    const { code, stdout } = await check();
    writeFileSync(path, before);
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({
      code: 3,
      differences: [{ place: expect.stringContaining(name) }],
    });
  });

  test('is not in a database that was restored from before: nothing starts on it, with exit code 3', async () => {
    const { code, stdout, stderr } = await startCahier(empty.url, ['serve'], settings).ended;
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/ends at position 0, and was signed up to \d+/);
  });
});
