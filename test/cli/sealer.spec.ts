import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openPostgresLog } from '../../src/log/postgres/log.js';
import type { Log } from '../../src/log/port.js';
import { openFolder } from '../../src/sealing/folder.js';
import { signedTo } from '../../src/sealing/ledger.js';
import { appendTo, event, write } from '../log/wishes.js';
import { startCahier, type RunningCommand } from '../support/command-line.js';
import { migratedDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let data: string;
let log: Log;
const running: RunningCommand[] = [];

beforeEach(async () => {
  database = await migratedDatabase();
  data = await mkdtemp(join(tmpdir(), 'cahier-sealer-'));
  log = await openPostgresLog({ url: database.url });
});
afterEach(async () => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL');
  await log.close();
  await database.drop();
  await rm(data, { recursive: true, force: true });
});

const serve = (settings: Record<string, string> = {}): RunningCommand => {
  const settled = { PORT: '0', CAHIER_DATA: data, ...settings };
  const command = startCahier(database.url, ['serve'], settled);
  running.push(command);
  return command;
};

const until = async (holds: () => Promise<boolean>): Promise<void> => {
  for (let i = 0; i < 2_000; i++) {
    if (await holds()) return;
    await sleep(20);
  }
  throw new Error('it never came');
};

/** Records an event, and waits until its log is signed. */
const sealed = async (): Promise<void> => {
  const { position } = await appendTo(log, write('things', 'any', [event()]));
  const tiles = openFolder(join(data, 'ledger'));
  await until(async () => (await signedTo({ tiles })) >= position);
};

/** The process that another one has started; there must be one. */
const childOf = async (pid: number): Promise<number> => {
  let child = 0;
  await until(async () => {
    child = Number((await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ')[0]);
    return child > 0;
  });
  return child;
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('a server has its log sealed by another process, and by a new one when that dies', async () => {
  const { child, ended } = serve();
  await sealed();
  const first = await childOf(child.pid!);
  process.kill(first, 'SIGKILL');
  await until(async () => !isAlive(first));
  await sealed();
  const second = await childOf(child.pid!);
  expect(second).not.toBe(first);
  child.kill('SIGTERM');
  const { code, stderr } = await ended;
  expect(code).toBe(0);
  expect(stderr).toContain('The sealer ended (SIGKILL); another one is started.');
  expect(isAlive(second)).toBe(false);
}, 60_000);

test('a sealer does not outlive the server that started it', async () => {
  const { child, ended } = serve();
  await sealed();
  const sealer = await childOf(child.pid!);
  child.kill('SIGKILL');
  await ended;
  await until(async () => !isAlive(sealer));
}, 60_000);

test('a sealer that stands by takes over when the other one stops', async () => {
  const [one, other] = [serve({ CAHIER_ROLE: 'sealer' }), serve({ CAHIER_ROLE: 'sealer' })];
  for (const { out } of [one, other])
    await until(() => Promise.resolve(out.stdout.includes('The sealer runs.')));
  await sealed();
  one.child.kill('SIGTERM');
  expect(await one.ended).toEqual({ code: 0, stdout: 'The sealer runs.\n', stderr: '' });
  await sealed();
}, 60_000);
