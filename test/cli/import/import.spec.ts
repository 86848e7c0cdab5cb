import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { views } from '../../../projections/views.js';
import { freshDatabase, type TestDatabase } from '../../support/database.js';
import { counted, electionNames, electionPath, type Counted } from './elections.js';

const bin = fileURLToPath(new URL('../../../bin/cahier.js', import.meta.url));
const pathOf = (name: string): string => fileURLToPath(electionPath(name));
const minutes = 60_000;

/** Ballots that break the rules of their own file, by file: what an independent reading of it says. */
const refusedBallots: Record<string, number> = {
  'Poland_Czestochowa_2020.pb': 1,
  'US_Stanford_Dataset_Your_Voice_Your_Choice_Parks_and_Streets-_Seattle_2019_District_3_vote_knapsacks.pb': 1,
  'Worldwide_Mechanical_Turk_Utilities_7.pb': 16,
};

/** Whether the city funded what its rule says, equals going by price: then our outcome must be the city's. */
const official = ({ rule, greedy_variants, min_project_score_threshold }: Counted): boolean => {
  const name = rule.replaceAll('-', '_').replace('_threshold', '');
  const outcome =
    greedy_variants?.[`${name}${min_project_score_threshold ? '_threshold' : ''}/cheaper_first`];
  return (
    /^greedy(-threshold|-no-skip)?$/.test(rule) && outcome?.missing === 0 && outcome.extra === 0
  );
};

/** The whole collection in one import, on one database; outside the test runner, as an operator would do it. */
describe('fifty real elections, through the same commands as everybody’s', () => {
  let database: TestDatabase;
  const reports = new Map<string, any>();

  const cahier = async (...args: string[]): Promise<any[]> => {
    const env = { ...process.env, NODE_OPTIONS: '', DATABASE_URL: database.url };
    const { stdout } = await promisify(execFile)(process.execPath, [bin, ...args, '--json'], {
      env,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  };

  beforeAll(async () => {
    database = await freshDatabase();
    const imported = await cahier('import', 'pabulib', ...electionNames.map(pathOf));
    electionNames.forEach((name, i) => reports.set(name, imported[i]));
  }, 20 * minutes);
  afterAll(() => database.drop());

  test.each(electionNames)('%s is counted as its file and an independent recount say', (name) => {
    const truth = counted[name]!;
    const report = reports.get(name);
    expect(report).toMatchObject({ ballots: truth.num_votes, differences: [] });
    expect(report.refused).toBe(refusedBallots[name] ?? 0);
    expect(report.accepted + report.refused).toBe(report.ballots);
    expect(report.refusals).toHaveLength(report.refused);
    for (const option of truth.projects) {
      const ours = report.options.find((o: any) => o.id === option.id);
      expect([option.id, ours.cost]).toEqual([option.id, option.cost]);
      expect([option.id, ours.votes + ours.refusedVotes]).toEqual([
        option.id,
        option.votes_recount,
      ]);
      const score = option.points_recount ?? option.borda_recount ?? option.votes_recount;
      expect([option.id, ours.score + ours.refusedScore]).toEqual([option.id, score]);
    }
    if (official(truth)) expect(selectedBy(report)).toEqual(selectedIn(truth));
  });

  test(
    'a second run adds nothing and says the same',
    async () => {
      const names = electionNames.filter((name) => counted[name]!.num_votes < 2_000);
      const again = await cahier('import', 'pabulib', ...names.map(pathOf));
      expect(again).toEqual(names.map((name) => reports.get(name)));
      expect(again.length).toBeGreaterThan(20);
    },
    5 * minutes,
  );

  test(
    'every view, counted again from the first event, equals the live rows',
    async () => {
      const recounts = await cahier('views', 'check');
      expect(recounts.map((r) => r.view)).toEqual(views.map((v) => v.name));
      expect(recounts.filter((r) => r.differences.length)).toEqual([]);
      const ballots = electionNames.reduce((sum, name) => sum + reports.get(name).accepted, 0);
      expect(recounts.find((r) => r.view === 'my_ballot').rows).toBe(ballots);
    },
    10 * minutes,
  );
});

const selectedBy = (report: any): string[] =>
  report.options
    .filter((o: any) => o.selected)
    .map((o: any) => o.id)
    .sort();

const selectedIn = (truth: Counted): string[] =>
  truth.projects
    .filter((p) => p.selected === '1')
    .map((p) => p.id)
    .sort();
