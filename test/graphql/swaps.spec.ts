import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { views } from '../../projections/views.js';
import { LOG } from '../../src/app.module.js';
import type { Log } from '../../src/log/port.js';
import { checkView, rebuildView } from '../../src/views/rebuild.js';
import { impatient, startServer, type TestServer } from '../support/server.js';
import { cityIdea, foundTown, openBudget, vote, type Budget, type Town } from '../support/town.js';

let server: TestServer;
let town: Town;
let budget: Budget;
beforeAll(async () => {
  server = await startServer();
  impatient(server, 30_000);
  town = await foundTown(server);
  budget = await openBudget(town, { tallyVisibility: 'always' });
}, 60_000);
afterAll(() => server.close());

const swapped = views.filter(({ name }) =>
  ['idea_card', 'ballot_option', 'basket_tally'].includes(name),
);

/** What an answer counts: phases, ideas, options, picks, participants. */
const ask = async (min?: string): Promise<number[]> => {
  const { data, errors } = await server.graphql(
    `query($consultation: ID!, $phase: ID!, $min: Position) {
      consultation(id: $consultation, minPosition: $min) {
        phases { id } ideas(first: 100) { nodes { id } } }
      phase(id: $phase, minPosition: $min) {
        participation { participants } options { nodes { tally { picks } } } } }`,
    { consultation: budget.consultation, phase: budget.vote, min },
  );
  expect(errors).toBeUndefined();
  const { consultation, phase } = data;
  const options = phase.options.nodes as { tally: { picks: number } | null }[];
  return [
    consultation.phases.length,
    consultation.ideas.nodes.length,
    options.length,
    options.reduce((sum, { tally }) => sum + (tally?.picks ?? 0), 0),
    phase.participation.participants,
  ];
};

test('while views are swapped again and again everybody is answered, and nobody is told less than before', async () => {
  const log = server.running.app.get<Log>(LOG);
  const opened = String(await log.head());
  let isOver = false;
  const read = async () => {
    let [times, before] = [0, await ask(opened)];
    for (; !isOver; times++) {
      const now = await ask();
      now.forEach((count, i) => expect(count).toBeGreaterThanOrEqual(before[i]!));
      before = now;
    }
    return times;
  };
  const write = async (who: string) => {
    let times = 0;
    while (!isOver) {
      const voter = `${who} ${++times}`;
      const { userErrors, position } = await vote(town, budget, voter, budget.ideas.slice(0, 2));
      expect(userErrors).toEqual([]);
      expect((await ask(position))[4]).toBeGreaterThanOrEqual(times);
      await cityIdea(town, budget.consultation, `Idée de ${voter}`);
    }
    return times;
  };
  const swap = async () => {
    for (const view of [...swapped, ...swapped]) await rebuildView(server.databaseUrl, log, view);
  };
  const swapping = swap().finally(() => (isOver = true));
  const reading = Promise.all([read(), read()]);
  const written = await Promise.all([write('Anne'), write('Bruno'), swapping]);
  for (const times of await reading) expect(times).toBeGreaterThan(0);
  const votes = written[0] + written[1];
  const ideas = Math.min(100, 4 + votes);
  expect(await ask(String(await log.head()))).toEqual([2, ideas, 4, 2 * votes, votes]);
  for (const view of swapped)
    expect(await checkView(server.databaseUrl, log, view)).toMatchObject({ differences: [] });
});
