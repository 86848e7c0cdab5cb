import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { cahier, startCahier, type Ended } from '../../support/command-line.js';
import { freshDatabase, type TestDatabase } from '../../support/database.js';
import {
  inFolder,
  polisTruth,
  rua,
  ruaTruth,
  seattle,
  type PolisTruth,
  type RuaTruth,
} from './folders.js';

const minutes = 60_000;

const sql = async (url: string, text: string): Promise<any[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
};
const events = async (url: string): Promise<number> =>
  Number((await sql(url, 'select count(*) as n from log.events'))[0].n);

/** Runs an import again and again while it is killed after so many events, then once to its end. */
const killedAfter = async (url: string, counts: number[], args: string[]): Promise<Ended> => {
  for (const count of counts) {
    const { child, ended } = startCahier(url, args);
    for (let known = false, at = 0; at < count && child.exitCode === null;) {
      await new Promise((r) => setTimeout(r, 10));
      known ||= (await sql(url, `select to_regclass('log.events') as t`))[0].t !== null;
      if (known) at = await events(url);
    }
    child.kill('SIGKILL');
    await ended;
  }
  return cahier(url, ...args);
};

const three = ({ up, down, neutral }: any): number[] => [up, down, neutral];
const added = (a: number[], b: number[]): number[] => a.map((n, i) => n + b[i]!);

describe('a real conversation of Pol.is, imported through the same commands as everybody’s', () => {
  let database: TestDatabase;
  let truth: PolisTruth;
  let args: string[];
  let first: Ended;
  let report: any;
  const said = (s: { agree: number; disagree: number; pass: number }) => [
    s.agree,
    s.disagree,
    s.pass,
  ];

  beforeAll(async () => {
    database = await freshDatabase();
    truth = await polisTruth();
    const cuts = truth.as_of.flatMap((c) => ['--as-of', String(c.until_timestamp_inclusive)]);
    args = ['import', 'polis', seattle, '--json', ...cuts];
    first = await killedAfter(database.url, [700], args);
    report = JSON.parse(first.stdout);
  }, 10 * minutes);
  afterAll(() => database.drop());

  test('the last vote of each person on each comment counts, as an independent recount says', () => {
    expect(first.code).toBe(0);
    expect(report).toMatchObject({ voters: truth.voters, refusals: [], differences: [] });
    expect(three(report.votes)).toEqual(said(truth.totals_current_last_vote_wins));
    for (const { id, votes } of report.ideas)
      expect([id, three(votes)]).toEqual([id, truth.per_comment[id]!.current]);
  });

  test('every act is kept: what was said anew is a change, and saying the same again is told', () => {
    expect(three(report.everyRow)).toEqual(said(truth.totals_every_row));
    for (const { id, rows } of report.ideas)
      expect([id, three(rows)]).toEqual([id, truth.per_comment[id]!.rows]);
    expect(report.rows.votes).toBe(truth.vote_rows);
  });

  test('votes and their changes stand in the log, in the order of their own time', async () => {
    const votes = await sql(
      database.url,
      `select type, occurred_at as at from log.events where type like 'Vote%' and type <> 'VotingConfigured' order by position`,
    );
    expect(votes).toHaveLength(truth.vote_rows - report.rows.saidAgain);
    expect(votes.filter((v) => v.type === 'VoteCast')).toHaveLength(
      truth.distinct_voter_comment_pairs,
    );
    const times = votes.map((v) => new Date(v.at).getTime());
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test('as of any moment of the conversation, what stood then is counted', () => {
    expect(report.asOf.map((c: any) => three(c.votes))).toEqual(
      truth.as_of.map((c) => said(c.current)),
    );
  });

  test(
    'and an export of the log says the same, by position as by the time of the acts',
    async () => {
      await inFolder({}, async (folder) => {
        const path = join(folder, 'log.ndjson');
        expect((await cahier(database.url, 'log', 'export', path)).code).toBe(0);
        const [cut] = report.asOf;
        const truths = { '--as-of': cut.position, '--until': cut.until };
        for (const [option, value] of Object.entries<string>(truths)) {
          const args = ['recount', path, '--view', 'vote_tally', option, value];
          const rows = (await cahier(database.url, ...args)).stdout.trimEnd().split('\n');
          const sum = rows.map((row) => three(JSON.parse(row))).reduce(added);
          expect([option, sum]).toEqual([option, said(truth.as_of[0]!.current)]);
        }
      });
    },
    minutes,
  );

  test('what moderators rejected is hidden, and its votes are kept', async () => {
    expect(report.ideas.filter((i: any) => i.hidden)).toHaveLength(truth.moderated['-1']!);
    const [{ n }] = await sql(
      database.url,
      `select count(*)::int as n from views.idea_card where "hiddenAt" is not null`,
    );
    expect(n).toBe(truth.moderated['-1']);
  });

  test(
    'killed and started again it repeats nothing, and a further run says the same',
    async () => {
      const before = await events(database.url);
      expect((await cahier(database.url, ...args)).stdout).toBe(first.stdout);
      expect(await events(database.url)).toBe(before);
      const twice = await sql(
        database.url,
        `select 1 from log.events where type = 'VoteCast' group by stream, data->>'ideaId' having count(*) > 1`,
      );
      expect(twice).toEqual([]);
    },
    minutes,
  );

  test(
    'every view, counted again from the first event, equals the live rows',
    async () => {
      const { stdout } = await cahier(database.url, 'views', 'check', '--json');
      const recounts = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(recounts.length).toBeGreaterThan(10);
      expect(recounts.filter((r) => r.differences.length)).toEqual([]);
    },
    2 * minutes,
  );

  test(
    'a folder that is none writes nothing, and says where the fault is',
    async () => {
      const before = await events(database.url);
      await inFolder({ 'comments.csv': 'timestamp,comment-id\n' }, async (path) => {
        const { code, stderr } = await cahier(database.url, 'import', 'polis', path);
        expect([code, stderr]).toEqual([
          1,
          `${path}: comments.csv, line 1: the header has no column author-id, agrees, disagrees, moderated, comment-body.\n`,
        ]);
      });
      const { code, stderr } = await cahier(
        database.url,
        'import',
        'polis',
        seattle,
        '--as-of',
        'then',
      );
      expect([code, stderr]).toEqual([2, expect.stringContaining('Say a day, an instant')]);
      expect(await events(database.url)).toBe(before);
    },
    minutes,
  );
});

describe('a real French consultation, imported through the same commands as everybody’s', () => {
  let database: TestDatabase;
  let truth: RuaTruth;
  let args: string[];
  let first: Ended;
  let report: any;

  beforeAll(async () => {
    database = await freshDatabase();
    truth = await ruaTruth();
    const cuts = truth.as_of.flatMap((c) => ['--as-of', c.end_of_day]);
    args = ['import', 'rua', rua, '--json', ...cuts];
    first = await killedAfter(database.url, [1000], args);
    report = JSON.parse(first.stdout);
  }, 10 * minutes);
  afterAll(() => database.drop());

  test('votes for, against and mixed count as an independent recount says, now and as of three days', () => {
    expect(first.code).toBe(0);
    const said = (v: Record<string, number>) => [v['YES'], v['NO'], v['MITIGE']];
    expect(report).toMatchObject({ voters: truth.counts['voters'], refusals: [], differences: [] });
    expect(three(report.votes)).toEqual(said(truth.vote_values));
    expect(report.asOf.map((c: any) => three(c.votes))).toEqual(
      truth.as_of.map((c) => said(c.votes)),
    );
    for (const { id, votes } of report.ideas)
      expect([id, [votes.up, votes.neutral, votes.down]]).toEqual([
        id,
        truth.per_opinion[id]!.votes_yes_mixed_no_recount,
      ]);
  });

  test('arguments stand for or against their proposals, each in its discussion', async () => {
    for (const { id, comments } of report.ideas)
      expect([id, [comments.for, comments.against]]).toEqual([
        id,
        truth.per_opinion[id]!.arguments_for_against_rows,
      ]);
    const posted = await sql(
      database.url,
      `select data->>'stance' as stance, count(*)::int as n from log.events where type = 'CommentPosted' group by 1 order by 1`,
    );
    const all = report.ideas.map((i: any) => i.comments);
    const total = (side: string) => all.reduce((n: number, c: any) => n + c[side], 0);
    expect(posted).toEqual([
      { stance: 'against', n: total('against') },
      { stance: 'for', n: total('for') },
      { stance: null, n: truth.counts['sources'] },
    ]);
  });

  test('reports and what moderators did stand on record, each person by a pseudonym', async () => {
    const of = async (type: string): Promise<any[]> =>
      sql(database.url, `select data from log.events where type = '${type}'`);
    const flags = await of('ContentFlagged');
    expect(flags).toHaveLength(truth.counts['reports']!);
    expect(new Set(flags.map((f) => f.data.source))).toEqual(new Set(['citizen']));
    expect(await of('IdeaHidden')).toHaveLength(1);
    expect(await of('CommentHidden')).toHaveLength(2);
    const names = JSON.stringify(await sql(database.url, 'select data, actor from log.events'));
    for (const person of ['u1266e1e81c82', 'u3c49777b219d']) expect(names).not.toContain(person);
  });

  test(
    'killed and started again it repeats nothing, and a further run says the same',
    async () => {
      const before = await events(database.url);
      expect((await cahier(database.url, ...args)).stdout).toBe(first.stdout);
      expect(await events(database.url)).toBe(before);
    },
    minutes,
  );
});
