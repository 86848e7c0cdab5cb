import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { electionPath } from './import/elections.js';

const bin = fileURLToPath(new URL('../../bin/cahier.js', import.meta.url));
const pathOf = (name: string): string => fileURLToPath(electionPath(name));
const las = pathOf('Poland_Warszawa_2019_Las.pb');

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

describe('the command line', () => {
  let database: TestDatabase;
  let data: string;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    database = await freshDatabase();
    data = await mkdtemp(join(tmpdir(), 'cahier-cli-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await database.drop();
    await rm(data, { recursive: true, force: true });
  });

  const start = (args: string[], env: Record<string, string> = {}) => {
    const child = spawn(process.execPath, [bin, ...args], {
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        DATABASE_URL: database.url,
        CAHIER_DATA: data,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    const out = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (out.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (out.stderr += chunk.toString()));
    const ended = new Promise<Ended>((resolve) =>
      child.on('close', (code) => resolve({ code, ...out })),
    );
    return { child, ended, out };
  };
  const run = (args: string[], env?: Record<string, string>): Promise<Ended> =>
    start(args, env).ended;
  const sql = async (text: string): Promise<any[]> => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  };
  const events = async (): Promise<number> =>
    Number((await sql('select count(*) as n from log.events'))[0].n);

  test('an import says what it counted, as JSON for programs and as a sentence for people', async () => {
    const { code, stdout, stderr } = await run(['import', 'pabulib', las, '--json']);
    expect(stderr).toContain("13 options compared: every count equals the file's.");
    expect(code).toBe(0);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ ballots: 127, accepted: 127, refused: 0 });
    expect(report.options).toHaveLength(13);
    expect(report.options.find((o: any) => o.id === '1137')).toMatchObject({
      votes: 103,
      score: 103,
      cost: 7000,
      selected: true,
    });
  }, 60_000);

  test('an import killed half-way and run again ends as one that was not', async () => {
    const path = pathOf('Netherlands_Amsterdam_605.pb');
    const first = start(['import', 'pabulib', path]);
    for (let i = 0; i < 2_000; i++) {
      await new Promise((r) => setTimeout(r, 10));
      const [row] = await sql(
        `select count(*) as n from pg_tables where schemaname = 'log' and tablename = 'events'`,
      );
      if (Number(row.n) && (await events()) > 300) break;
    }
    first.child.kill('SIGKILL');
    await first.ended;
    const half = await events();
    const second = await run(['import', 'pabulib', path, '--json']);
    expect(second.code).toBe(0);
    const all = await events();
    expect(half).toBeLessThan(all);
    const third = await run(['import', 'pabulib', path, '--json']);
    expect(third.stdout).toBe(second.stdout);
    expect(await events()).toBe(all);
    expect(JSON.parse(second.stdout)).toMatchObject({
      ballots: 2037,
      accepted: 2037,
      differences: [],
    });
    const doubled = await sql(
      `select stream from log.events where type = 'BasketSubmitted' group by stream having count(*) > 1`,
    );
    expect(doubled).toEqual([]);
  }, 120_000);

  const electionOf = (meta: string[], projects: string[], votes: string[]): string =>
    [
      'META',
      'key;value',
      'description;x',
      'country;France',
      'unit;X',
      'instance;1',
      `num_projects;${projects.length}`,
      `num_votes;${votes.length}`,
      'budget;10',
      'rule;greedy',
      'date_begin;2020',
      'date_end;2020',
      'currency;EUR',
      ...meta,
      'PROJECTS',
      'project_id;cost;votes',
      ...projects,
      'VOTES',
      'voter_id;vote',
      ...votes,
      '',
    ].join('\n');

  test.each([
    ['a negative price', ['vote_type;approval'], ['1;-5;0'], /Line 17: the cost of 1 is "-5"/],
    ['no projects', ['vote_type;approval'], [], /the file has no projects/],
    [
      'limits that contradict each other',
      ['vote_type;approval', 'min_length;3', 'max_length;2'],
      ['1;5;0'],
      /minItems is more than maxItems/,
    ],
    [
      'a vote still to come',
      ['vote_type;approval', 'date_end;2999'],
      ['1;5;0'],
      /date_end|not over yet/,
    ],
  ])(
    'a file with %s is refused and leaves nothing behind',
    async (_what, meta, projects, says) => {
      const path = join(data, 'bad.pb');
      await writeFile(path, electionOf(meta, projects, projects.length ? ['a;1'] : []));
      const { code, stderr, stdout } = await run(['import', 'pabulib', path]);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(says);
      expect(await sql(`select tablename from pg_tables where schemaname = 'log'`)).toEqual([]);
    },
    60_000,
  );

  test('of a voter’s ballots the first that keeps the rules counts, and each other is listed', async () => {
    const path = join(data, 'repeats.pb');
    const votes = ['a;1,2', 'a;1', 'b;2', 'b;1', 'c;1'];
    const text = electionOf(['vote_type;approval', 'max_length;1'], ['1;5;3', '2;4;2'], votes);
    await writeFile(path, text);
    const { code, stdout } = await run(['import', 'pabulib', path, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      ballots: 5,
      accepted: 3,
      refusals: [
        { voterId: 'a', codes: ['BASKET_TOO_MANY_ITEMS'] },
        { voterId: 'b', codes: ['DUPLICATE_VOTER'] },
      ],
    });
    expect(JSON.parse(stdout).options).toMatchObject([
      { id: '1', votes: 2, fileVotes: 3, refusedVotes: 2 },
      { id: '2', votes: 1, fileVotes: 2, refusedVotes: 1 },
    ]);
    expect(code).toBe(3);
  }, 60_000);

  test('a file that is not there is one sentence', async () => {
    const { code, stderr } = await run(['import', 'pabulib', join(data, 'nothing.pb')]);
    expect([code, stderr]).toEqual([1, `${join(data, 'nothing.pb')} cannot be read (ENOENT).\n`]);
  }, 60_000);

  test('views are listed, checked and rebuilt; a drifted row ends the check with code 3', async () => {
    await run(['import', 'pabulib', las]);
    expect((await run(['views', 'check', 'basket_tally', 'idea_card'])).code).toBe(0);
    await sql('update views.basket_tally set picks = picks + 1 where "ideaId" like \'%.1137\'');
    const drifted = await run(['views', 'check', 'basket_tally', '--json']);
    expect(drifted.code).toBe(3);
    expect(JSON.parse(drifted.stdout).differences).toHaveLength(2);
    const rebuilt = await run(['views', 'rebuild', 'basket_tally', '--json']);
    expect([rebuilt.code, JSON.parse(rebuilt.stdout).differences.length]).toEqual([3, 2]);
    expect((await run(['views', 'check'])).code).toBe(0);
    const old = async () => (await run(['views', 'list'])).stderr.match(/old generation/g)?.length;
    expect(await old()).toBe(1);
    await run(['views', 'drop']);
    expect(await old()).toBeUndefined();
    const unknown = await run(['views', 'check', 'nonsense']);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('No view is called nonsense');
  }, 120_000);

  test('a token of development speaks for one person; a wrong role is a usage error', async () => {
    const { code, stdout } = await run(['token', '--role', 'citizen', '--sub', 'camille']);
    expect(code).toBe(0);
    expect(stdout.trim().split('.')).toHaveLength(3);
    expect((await run(['token', '--role', 'emperor', '--sub', 'x'])).code).toBe(2);
    expect((await run(['token', '--role', 'citizen'])).code).toBe(2);
  }, 60_000);

  test('the server starts on the same data, answers, and stops when asked', async () => {
    await run(['import', 'pabulib', las]);
    const server = start(['serve'], { PORT: '0' });
    for (let i = 0; i < 600 && !server.out.stdout.includes('worth trying'); i++)
      await new Promise((r) => setTimeout(r, 50));
    const url = /listens on (\S+)/.exec(server.out.stdout)?.[1];
    const queries = [...server.out.stdout.matchAll(/^ {2}(\{ .*)$/gm)].map((m) => m[1]!);
    expect(queries).toHaveLength(3);
    for (const query of queries) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      const answer = (await response.json()) as { errors?: unknown; data: object };
      expect(answer.errors).toBeUndefined();
      expect(JSON.stringify(answer.data)).toContain(query.includes('consultations') ? 'Las' : '{');
    }
    const again = await run(['import', 'pabulib', las, '--json']);
    expect(JSON.parse(again.stdout)).toMatchObject({ accepted: 127 });
    server.child.kill('SIGINT');
    expect((await server.ended).code).toBe(0);
  }, 120_000);

  test('a port that is taken is one sentence and the next step', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((r) => taken.once('listening', r));
    const { port } = taken.address() as { port: number };
    const { code, stderr } = await run(['serve'], { PORT: String(port) });
    taken.close();
    expect(code).toBe(1);
    expect(stderr).toContain(`Port ${port} on 127.0.0.1 is already taken by another program.`);
    expect(stderr).not.toContain('    at ');
  }, 60_000);

  test('wrong settings are told all at once', async () => {
    const { code, stderr } = await run(['serve'], { PORT: 'abc', DATABASE_URL: 'mysql://x' });
    expect(code).not.toBe(0);
    expect(stderr).toContain('PORT');
    expect(stderr).toContain('DATABASE_URL');
    expect(stderr).not.toContain('    at ');
  }, 60_000);

  test('a database that is not there is one sentence and code 5', async () => {
    const { code, stderr } = await run(['serve'], {
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/x',
    });
    expect(code).toBe(5);
    expect(stderr).not.toContain('    at ');
  }, 60_000);
});
