import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { views } from '../../../projections/views.js';
import { readElection } from '../../../src/cli/import/command.js';
import { runImport, type ImportReport } from '../../../src/cli/import/run.js';
import { checkView } from '../../../src/views/rebuild.js';
import { startApp, type TestApp } from '../../support/app.js';
import { counted, electionNames, electionPath, type Counted } from './elections.js';

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
  return /^greedy(-threshold|-no-skip)?$/.test(rule) && outcome?.missing === 0 && outcome.extra === 0;
};

describe('every election in the collection, through the same commands as everybody’s', () => {
  let cahier: TestApp;
  const imported = async (name: string): Promise<ImportReport> => {
    const { file, text } = await readElection(fileURLToPath(electionPath(name)));
    return runImport(file, text, cahier.commands, cahier.queries);
  };
  beforeAll(async () => {
    cahier = await startApp();
  }, 60_000);
  afterAll(() => cahier.close());

  test.each(electionNames)(
    '%s is counted as its file and an independent recount say',
    async (name) => {
      const truth = counted[name]!;
      const report = await imported(name);
      expect(report.ballots).toBe(truth.num_votes);
      expect(report.refused).toBe(refusedBallots[name] ?? 0);
      expect(report.accepted + report.refused).toBe(report.ballots);
      expect(report.refusals).toHaveLength(report.refused);
      expect(report.differences).toEqual([]);
      for (const option of truth.projects) {
        const ours = report.options.find((o) => o.id === option.id)!;
        expect([name, option.id, ours.votes + ours.refusedVotes]).toEqual([name, option.id, option.votes_recount]);
        const score = option.points_recount ?? option.borda_recount;
        if (score !== undefined) expect(ours.score + ours.refusedScore).toBe(score);
      }
      if (official(truth))
        expect(report.options.filter((o) => o.selected).map((o) => o.id).sort()).toEqual(
          truth.projects.filter((p) => p.selected === '1').map((p) => p.id).sort(),
        );
    },
    240_000,
  );

  test('a second run adds nothing and says the same', async () => {
    const name = 'Worldwide_Mechanical_Turk_Utilities_7.pb';
    const before = await cahier.log.head();
    const second = await imported(name);
    expect(await cahier.log.head()).toBe(before);
    expect(second).toMatchObject({ accepted: 59, refused: 16, differences: [] });
    expect(second.refusals[0]!.codes).toEqual(['TOO_FEW_VOTES']);
  }, 60_000);

  test.each(views)('after all that, $name counted again from the first event equals the live rows', async (view) => {
    const recount = await checkView(cahier.url, cahier.log, view);
    expect(recount.differences).toEqual([]);
    expect(recount.asOfPosition).toBe(await cahier.log.head());
    if (!['official_feedback', 'decision'].includes(view.name)) expect(recount.rows).toBeGreaterThan(0);
  }, 240_000);
});
