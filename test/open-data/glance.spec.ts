import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LOG } from '../../src/app.module.js';
import type { Log } from '../../src/log/port.js';
import { startServer, type TestServer } from '../support/server.js';
import { cityIdea, foundTown, openBudget, vote, type Budget, type Town } from '../support/town.js';

let server: TestServer;
let town: Town;
let budget: Budget;

const localId = (id: string): string =>
  Buffer.from(id, 'base64').toString().split(':').slice(1).join(':');
const get = async (name: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/consultations/${localId(budget.consultation)}/exports/${name}`, { headers });
const caughtUp = async () => {
  const min = String(await server.running.app.get<Log>(LOG).head());
  const query = `query($id: ID!, $min: Position) { phase(id: $id, minPosition: $min) {
    participation { participants } voteTallies { nodes { up } } options { nodes { tally { picks } } } } }`;
  await server.graphql(query, { id: budget.vote, min });
};

beforeAll(async () => {
  server = await startServer();
  town = await foundTown(server);
  budget = await openBudget(town, { ideas: 2 });
  await cityIdea(town, budget.consultation, '# [Lien](javascript:alert(1)) <b>gras</b>');
  await vote(town, budget, 'anna', budget.ideas);
  await vote(town, budget, 'ben', [budget.ideas[0]!]);
  await caughtUp();
}, 60_000);
afterAll(() => server.close());

test('E31 a widget tells what can be done now, and no counts while they are hidden', async () => {
  const told = (await (await get('widget.json')).json()) as any;
  expect(told).toMatchObject({ title: 'Budget participatif', ideas: 3 });
  const voting = told.phases.find((phase: any) => phase.method === 'budgeting');
  expect(voting).toMatchObject({ status: 'open', participants: null, leading: [] });
});

test('E40 it says how far it goes, and is sent again only once it says something else', async () => {
  const first = await get('widget.json');
  const known = { 'if-none-match': first.headers.get('etag')!, 'cache-control': 'max-age=0' };
  expect(BigInt(((await first.json()) as any).position)).toBeGreaterThan(0n);
  expect((await get('widget.json', known)).status).toBe(304);
  await town.granted('closePhase', { phaseId: budget.vote, reason: 'Fini.' });
  await caughtUp();
  const again = await get('widget.json', known);
  expect(again.status).toBe(200);
  const voting = ((await again.json()) as any).phases.find((p: any) => p.method === 'budgeting');
  expect(voting).toMatchObject({ status: 'closed', participants: 2 });
  expect(voting.leading).toEqual([
    { ideaId: localId(budget.ideas[0]!), title: 'Idée 1', counted: 2 },
    { ideaId: localId(budget.ideas[1]!), title: 'Idée 2', counted: 1 },
  ]);
});

test('phases can be subscribed to as a calendar', async () => {
  const response = await get('phases.ics');
  expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
  const text = (await response.text()).replaceAll('\r\n ', '');
  expect(text.match(/BEGIN:VEVENT/g)).toHaveLength(2);
  expect(text).toContain('SUMMARY:Budget participatif: Phase de budgeting');
  expect(text).toContain(`UID:${localId(budget.vote)}`);
  expect((await (await get('phases.ics')).text()).replaceAll('\r\n ', '')).toBe(text);
});

test('a report tells phases, counts and ideas, and at one position it is always the same', async () => {
  const position = await server.running.app.get<Log>(LOG).head();
  const report = await (await get(`report.md?position=${position}`)).text();
  expect(report).toContain(`As of position ${position} of the log.`);
  expect(report).toContain('| Idée 1 | 2 |');
  expect(report).toContain('2 people took part.');
  await cityIdea(town, budget.consultation, 'Encore une');
  expect(await (await get(`report.md?position=${position}`)).text()).toBe(report);
  expect(await (await get('report.md')).text()).toContain('Encore une');
});

test('what people write is text in it, and no link, heading or element', async () => {
  const report = await (await get('report.md')).text();
  expect(report).toContain('\\# \\[Lien\\]\\(javascript\\:alert\\(1\\)\\) \\<b\\>gras\\</b\\>');
});

test('a brief tells what a body needs to know of one idea', async () => {
  const brief = await (await get(`brief-${localId(budget.ideas[0]!)}.md`)).text();
  expect(brief).toMatch(/^# Idée 1\n/);
  expect(brief).toContain('> Pour tous\\.');
  expect(brief).toContain('| Phase de budgeting | 2 |');
  expect(brief).toContain('Price: 100000 minor units of EUR.');
  expect((await get('brief-nobody.md')).status).toBe(404);
});
