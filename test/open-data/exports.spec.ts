import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { LOG } from '../../src/app.module.js';
import { readPabulib } from '../../src/cli/import/pabulib-file.js';
import type { Log } from '../../src/log/port.js';
import { startServer, type TestServer } from '../support/server.js';
import {
  cityIdea,
  draft,
  foundTown,
  openBudget,
  vote,
  type Budget,
  type Town,
} from '../support/town.js';

let server: TestServer;
let town: Town;
let budget: Budget;
let formula: string;

const localId = (id: string): string =>
  Buffer.from(id, 'base64').toString().split(':').slice(1).join(':');
const head = async (): Promise<bigint> => server.running.app.get<Log>(LOG).head();

const get = async (name: string, { query = '', consultation = budget.consultation } = {}) => {
  const path = `/consultations/${localId(consultation)}/exports${name && `/${name}`}${query}`;
  const response = await fetch(server.url + path);
  return { status: response.status, headers: response.headers, text: await response.text() };
};
const table = async (name: string): Promise<Record<string, string>[]> =>
  parse((await get(name)).text, { columns: true });
const pb = () => `${localId(budget.vote)}.pb`;

beforeAll(async () => {
  server = await startServer();
  town = await foundTown(server);
  budget = await openBudget(town, {
    ideas: 3,
    voting: { ballotDisclosure: 'public_after_close' },
  });
  formula = await cityIdea(town, budget.consultation, '=HYPERLINK("https://example.org")');
  const [park, bench, lamps] = budget.ideas as [string, string, string];
  await vote(town, budget, 'zoe', [park]);
  await vote(town, budget, 'anna', [park, bench]);
  await vote(town, budget, 'ben', [bench, park]);
  await vote(town, budget, 'carla', [lamps]);
}, 60_000);
afterAll(() => server.close());

test('a list names the files there are, and the consultation that is not public has none', async () => {
  expect(JSON.parse((await get('')).text).files).toEqual([
    ...['ideas.csv', 'tallies.csv', 'baskets.csv', 'participation.csv', 'participation-days.csv'],
    ...['participation-channels.csv', 'participation-areas.csv', 'events.jsonl'],
    ...['report.md', 'phases.ics', 'widget.json'],
  ]);
  const consultation = await draft(town);
  expect(await get('', { consultation })).toMatchObject({ status: 404 });
  expect(await get('ideas.csv', { consultation })).toMatchObject({ status: 404 });
  expect(await get('constructor')).toMatchObject({ status: 404 });
});

test('E31, T06, T08 while counts are hidden no file tells of any ballot', async () => {
  expect(await table('tallies.csv')).toEqual([]);
  expect(await table('baskets.csv')).toEqual([]);
  for (const by of ['', '-days', '-channels', '-areas'])
    expect(await table(`participation${by}.csv`)).toEqual([]);
  expect(JSON.parse((await get(pb())).text).code).toBe('BALLOTS_NOT_PUBLIC');
  const events = (await get('events.jsonl')).text;
  expect(events).not.toMatch(/voterRef|Basket/);
  expect(events.trim().split('\n').length).toBeGreaterThan(15);
});

test('a cell that a spreadsheet would reckon is told as text', async () => {
  const { text } = await get('ideas.csv');
  expect(text).toContain(`"'=HYPERLINK(""https://example.org"")"`);
  const found = (await table('ideas.csv')).find((row) => row['idea_id'] === localId(formula));
  expect(found).toMatchObject({ title: `'=HYPERLINK("https://example.org")`, erased: 'no' });
});

test('after the close they tell what was counted, and of ballots what they hold, but not whose they are', async () => {
  await town.granted('closePhase', { phaseId: budget.vote, reason: 'Fini.' });
  const [park, bench, lamps] = budget.ideas.map(localId) as [string, string, string];
  const picks = Object.fromEntries(
    (await table('tallies.csv')).map((row) => [row['idea_id'], [row['picks'], row['counted']]]),
  );
  expect(picks).toEqual({ [park]: ['3', '3'], [bench]: ['2', '2'], [lamps]: ['1', '1'] });

  const baskets = new Map<string, string[]>();
  for (const row of await table('baskets.csv'))
    baskets.set(row['basket']!, [...(baskets.get(row['basket']!) ?? []), row['idea_id']!]);
  const held = [[park], [park, bench], [park, bench], [lamps]].map((ids) => ids.sort().join());
  expect([...baskets.values()].map((ids) => ids.join()).sort()).toEqual(held.sort());

  const file = (await get(pb())).text;
  const { meta, options, ballots, warnings } = readPabulib(Buffer.from(file), pb());
  expect(warnings).toEqual([]);
  expect(meta).toMatchObject({
    ...{ budget: 300_000, currency: 'EUR', voteType: 'approval', rule: 'greedy', numVotes: 4 },
    ...{ unit: 'Ville d’arcueil', description: 'Budget participatif', language: 'fr' },
  });
  expect(options.map(({ id, cost, votes }) => [id, cost, votes])).toEqual(
    [
      [park, 100_000, 3],
      [bench, 100_000, 2],
      [lamps, 100_000, 1],
    ].sort(([a], [b]) => (a! < b! ? -1 : 1)),
  );
  expect(
    ballots
      .map(({ votes }) =>
        votes
          .map(({ id }) => id)
          .sort()
          .join(),
      )
      .sort(),
  ).toEqual(held);
  expect(JSON.parse((await get('')).text).files).toContain(pb());
});

test('RM6 after the close they tell who took part, on which days and how; of areas only as it is now', async () => {
  const phase_id = localId(budget.vote);
  expect(await table('participation.csv')).toEqual([
    {
      ...{ phase_id, participants: '4', offline_voters: '0', blank_baskets: '0', acts: '4' },
      ...{ population: '', turnout: '' },
    },
  ]);
  const today = new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Paris' });
  const days = await table('participation-days.csv');
  expect(days.at(-1)!['day']).toBe(today);
  const acts = days.map((day) => [Number(day['acts']), Number(day['began'])]);
  expect(acts.reduce(([a, b], [c, d]) => [a! + c!, b! + d!])).toEqual([4, 4]);
  expect(await table('participation-channels.csv')).toEqual([
    { phase_id, channel: 'api', acts: '4' },
  ]);
  const [areas] = await table('participation-areas.csv');
  expect(areas).toMatchObject({ phase_id, area_id: '', participants: '', acts: '' });
  const query = `?position=${await head()}`;
  const past = await get('participation-areas.csv', { query });
  expect([past.status, JSON.parse(past.text).code]).toEqual([404, 'NOT_OF_THE_PAST']);
});

test('nothing in any of them leads to a voter', async () => {
  const { data } = await server.graphql(
    '{ auditTrail(first: 100, types: ["BasketSubmitted"]) { nodes { stream } } }',
    {},
    await server.token('auditor', 'agathe'),
  );
  const voters: string[] = data.auditTrail.nodes.map(({ stream }: any) => stream.split('-').at(-1));
  expect(voters).toHaveLength(4);
  for (const name of ['ideas.csv', 'tallies.csv', 'baskets.csv', 'events.jsonl', pb()]) {
    const { text } = await get(name);
    expect(text.length).toBeGreaterThan(40);
    for (const voter of voters) expect(text).not.toContain(voter);
  }
});

test('at one position a file is always the same', async () => {
  const position = await head();
  const query = `?position=${position}`;
  const names = [
    ...['ideas.csv', 'tallies.csv', 'baskets.csv', 'participation.csv', 'participation-days.csv'],
    ...['participation-channels.csv', 'events.jsonl', pb()],
  ];
  const before = await Promise.all(names.map((name) => get(name, { query })));
  for (const { status, headers } of before)
    expect([status, headers.get('cahier-position')]).toEqual([200, String(position)]);
  await cityIdea(town, budget.consultation, 'Une idée de plus');
  const after = await Promise.all(names.map((name) => get(name, { query })));
  expect(after.map(({ text }) => text)).toEqual(before.map(({ text }) => text));
  expect((await get('ideas.csv')).text).toContain('Une idée de plus');
  expect(JSON.parse((await get('ideas.csv', { query: '?position=999999' })).text).code).toBe(
    'NOT_YET',
  );
  expect(await get('ideas.csv', { query: '?position=-1' })).toMatchObject({ status: 400 });
});

test('E21 an idea that is hidden leaves every file, those of the past as well', async () => {
  const query = `?position=${await head()}`;
  const [park] = budget.ideas as [string];
  const wished = { ideaId: park, reasonCode: 'spam', publicNote: 'Publicité.' };
  await town.granted('hideIdea', wished, '', await server.token('moderator', 'mo', ['arcueil']));
  for (const name of ['ideas.csv', 'tallies.csv', 'baskets.csv', pb()]) {
    expect((await get(name)).text).not.toContain(localId(park));
    expect((await get(name, { query })).text).not.toContain(localId(park));
  }
  const events = (await get('events.jsonl')).text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const ofPark = events.filter(({ data }) => data.ideaId === localId(park));
  expect(ofPark.map(({ type }) => type)).toEqual(['IdeaHidden']);
});
