import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { openMemoryLog } from '../../src/log/memory.js';
import type { Log } from '../../src/log/port.js';
import { openPostgresLog } from '../../src/log/postgres/log.js';
import { exported } from '../log/transfer/files.js';
import { appendTo, digestOf, event, events, write } from '../log/wishes.js';
import { cahier, startCahier, type RunningCommand } from '../support/command-line.js';
import { migratedDatabase, type TestDatabase } from '../support/database.js';
import { electionPath } from './import/elections.js';

const las = fileURLToPath(electionPath('Poland_Warszawa_2019_Las.pb'));

let folder: string;
const databases: TestDatabase[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cahier-log-'));
});
afterAll(async () => {
  await Promise.all(databases.map(({ drop }) => drop()));
  await rm(folder, { recursive: true, force: true });
});

async function migrated(): Promise<string> {
  const database = await migratedDatabase();
  databases.push(database);
  return database.url;
}

async function withLog<T>(url: string, work: (log: Log) => Promise<T>): Promise<T> {
  const log = await openPostgresLog({ url });
  return work(log).finally(() => log.close());
}

async function sql(url: string, text: string): Promise<any[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client.query(text).then(
    ({ rows }) => client.end().then(() => rows),
    (error) => client.end().then(() => Promise.reject(error)),
  );
}

const untilSaid = async ({ out }: RunningCommand, text: string) => {
  for (let i = 0; i < 600 && !out.stdout.includes(text); i++) await sleep(50);
};

const json = (stdout: string): any[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('a real consultation in the log', () => {
  let url: string;
  let file: string;
  let total: number;
  beforeAll(async () => {
    [url, file] = [await migrated(), join(folder, 'las.ndjson')];
    expect((await cahier(url, 'import', 'pabulib', las)).code).toBe(0);
    total = Number(await withLog(url, (log) => log.head()));
  }, 60_000);

  test('is counted, followed and exported, for people and for programs', async () => {
    const [stats] = json((await cahier(url, 'log', 'stats', '--json')).stdout);
    expect(stats).toMatchObject({ events: total, position: String(total) });
    expect(stats.types[0]).toEqual({ type: 'BasketSubmitted', events: 127 });
    expect((await cahier(url, 'log', 'stats')).stderr).toContain('127  BasketSubmitted');

    const last = await cahier(url, 'log', 'tail', '-n', '2');
    expect(last.stdout.trim().split('\n')).toHaveLength(2);
    expect(last.stdout).toContain('AllocationComputed');
    const args = ['--after', '0', '--type', 'IdeaSubmitted', 'PhaseOpened', '--json'];
    const ideas = json((await cahier(url, 'log', 'tail', ...args)).stdout);
    expect(ideas.filter(({ type }) => type === 'IdeaSubmitted')).toHaveLength(13);
    expect(ideas.filter(({ type }) => type === 'PhaseOpened')).toHaveLength(1);
    const { stream } = ideas[0];
    const [first] = json(
      (await cahier(url, 'log', 'tail', '--stream', stream, '--json', '-n', '1', '--after', '0'))
        .stdout,
    );
    expect(first).toMatchObject({ stream, revision: 0 });

    const told = await cahier(url, 'log', 'export', file, '--json');
    expect([told.code, ...json(told.stdout)]).toMatchObject([
      0,
      { events: total, position: String(total), resumed: 0 },
    ]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const streamed = await cahier(url, 'log', 'export');
    expect([streamed.code, streamed.stdout]).toEqual([0, await readFile(file, 'utf8')]);
  }, 60_000);

  test('is imported into an empty log, once, and is counted there as before', async () => {
    const other = await migrated();
    const first = await cahier(other, 'log', 'import', file, '--json');
    expect(json(first.stdout)).toMatchObject([
      { events: total, moved: 0, position: String(total) },
    ]);
    const second = await cahier(other, 'log', 'import', file);
    expect(second).toMatchObject({ code: 0, stderr: expect.stringContaining(' 0 commands added') });
    expect((await cahier(other, 'log', 'export')).stdout).toBe(await readFile(file, 'utf8'));
    expect((await cahier(other, 'views', 'check')).code).toBe(0);
    const tally = `select "ideaId", picks from views.basket_tally order by 1`;
    expect(await sql(other, tally)).toEqual(await sql(url, tally));
  }, 60_000);

  test('is verified, and what was changed in it is named with code 3', async () => {
    const sound = await cahier(url, 'log', 'verify', '--json');
    expect([sound.code, ...json(sound.stdout)]).toMatchObject([0, { events: total, sound: true }]);
    await sql(
      url,
      `alter table log.events disable trigger append_only;
       update log.events set data = '{}' where position = 100;`,
    );
    const found = await cahier(url, 'log', 'verify');
    expect(found.code).toBe(3);
    expect(found.stderr).toContain('NOT SOUND');
    expect(found.stderr).toContain('The trigger append_only on log.events is missing');
    expect(found.stderr).toContain('The event at position 100 is not what its checksum');
  }, 60_000);
});

describe('an export file', () => {
  let whole: string;
  let file: string;
  beforeAll(async () => {
    const log = openMemoryLog();
    for (let n = 0; n < 30; n++) await appendTo(log, write(`s-${n}`, 'none', events(2)));
    [whole, file] = [await exported(log), join(folder, 'export.ndjson')];
  });

  test('that was cut off is not imported; exported again, it is whole', async () => {
    const url = await migrated();
    await writeFile(file, whole);
    expect((await cahier(url, 'log', 'import', file)).code).toBe(0);
    const other = await migrated();
    await writeFile(file, whole.slice(0, whole.length / 2));
    const refused = await cahier(other, 'log', 'import', file);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/line \d+ without/) });
    expect(await withLog(other, (log) => log.head())).toBe(0n);
    expect((await cahier(url, 'log', 'export', file)).code).toBe(0);
    expect(await readFile(file, 'utf8')).toBe(whole);
    const foreign = await cahier(other, 'log', 'export', file);
    expect(foreign).toMatchObject({ code: 4, stderr: expect.stringContaining('Line 31: command') });
    expect(await readFile(file, 'utf8')).toBe(whole);
  }, 60_000);

  test('that was changed, or is none, is refused with the line and left as it is', async () => {
    const url = await migrated();
    const cases: [command: string, text: string, says: string][] = [
      ['import', whole.replace('VoteCast', 'VoteLost'), 'Line 32: the end says sha256'],
      ['export', whole.replace('VoteCast', 'VoteLost'), 'Line 32: the end says sha256'],
      ['export', 'my shopping list', 'is not an export of a log'],
      ['import', 'my\nshopping list\n', 'Line 1: this is no JSON object.'],
    ];
    const refused = cases.map(async ([command, text, says], n) => {
      const path = join(folder, `${n}.ndjson`);
      await writeFile(path, text);
      const { code, stderr } = await cahier(url, 'log', command, path);
      expect([code, stderr]).toEqual([1, expect.stringContaining(says)]);
      expect(stderr).not.toContain('    at ');
      expect(await readFile(path, 'utf8')).toBe(text);
    });
    await Promise.all(refused);
    expect(await withLog(url, (log) => log.head())).toBe(0n);
    const none = await cahier(url, 'log', 'import', join(folder, 'none'));
    expect(none.stderr).toBe(`${join(folder, 'none')} cannot be used (ENOENT).\n`);
  }, 60_000);

  test('that contradicts the log ends with code 4 and the line, and nothing is overwritten', async () => {
    const url = await migrated();
    await withLog(url, (log) => appendTo(log, write('s-7', 'none')));
    await writeFile(file, whole);
    const { code, stderr } = await cahier(url, 'log', 'import', file);
    expect(code).toBe(4);
    expect(stderr).toMatch(/Line 9: command \S+ expects s-7 to end at none, but it ends at 0\./);
    expect(await withLog(url, (log) => log.readStream('s-7'))).toHaveLength(1);
  }, 60_000);

  test('whose import was killed half-way and run again ends as if it had not been', async () => {
    const source = openMemoryLog();
    for (let n = 0; n < 20_000; n++) await appendTo(source, write(`s-${n % 700}`));
    const large = join(folder, 'large.ndjson');
    await writeFile(large, await exported(source));
    const url = await migrated();
    const first = startCahier(url, ['log', 'import', large]);
    await withLog(url, async (log) => {
      while (first.child.exitCode === null && (await log.head()) < 1_000n) await sleep(5);
    });
    first.child.kill('SIGKILL');
    await first.ended;
    expect(await withLog(url, (log) => log.head())).toBeLessThan(20_000n);
    const [second] = json((await cahier(url, 'log', 'import', large, '--json')).stdout);
    expect(second).toMatchObject({ commands: 20_000, events: 20_000, moved: 0 });
    expect(second.added).toBeLessThan(20_000);
    const copy = await withLog(url, (log) => exported(log));
    expect(copy === (await readFile(large, 'utf8'))).toBe(true);
  }, 120_000);
});

test('following shows what comes, and ends quietly when told or unread', async () => {
  const url = await migrated();
  await withLog(url, async (log) => {
    const secret = event({ type: 'Said', sealed: { name: digestOf('Camille') } });
    await appendTo(log, write('a', 'none', [secret]));
    const people = startCahier(url, ['log', 'tail', '--follow']);
    const program = startCahier(url, ['log', 'tail', '-f', '--json', '--type', 'Said']);
    await Promise.all([untilSaid(people, 'Said'), untilSaid(program, 'Said')]);
    await appendTo(log, write('b', 'none'));
    await appendTo(log, write('a', 0, [event({ type: 'Said' })]));
    await Promise.all([untilSaid(people, 'a #1'), untilSaid(program, '"revision":1')]);
    people.child.kill('SIGINT');
    program.child.stdout!.destroy();
    await appendTo(log, write('a', 1, [event({ type: 'Said' })]));
    await appendTo(log, write('a', 2, [event({ type: 'Said' })]));
    const [told, read] = await Promise.all([people.ended, program.ended]);
    expect(told).toMatchObject({ code: 0, stderr: '' });
    expect(told.stdout.trim().split('\n')).toHaveLength(3);
    expect(read).toMatchObject({ code: 0, stderr: '' });
    expect(json(read.stdout).slice(0, 2)).toMatchObject([
      { position: '1', type: 'Said', sealed: { name: digestOf('Camille') } },
      { position: '3', revision: 1 },
    ]);
  });
}, 60_000);

test('a wrong position or number is a usage error', async () => {
  const url = await migrated();
  const wrong = [
    ['tail', '--after', '-1'],
    ['tail', '-n', 'many'],
    ['export', '--after', 'x'],
    ['import'],
  ];
  const ended = await Promise.all(wrong.map((args) => cahier(url, 'log', ...args)));
  expect(ended.map(({ code }) => code)).toEqual([2, 2, 2, 2]);
}, 60_000);
