import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { cahier } from '../support/command-line.js';
import { migratedDatabase, type TestDatabase } from '../support/database.js';

const given = '019c1f0e-0000-7000-8000-000000000001';
const other = '019c1f0e-0000-7000-8000-000000000002';
let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await migratedDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(
    `insert into outbox.message (cause, recipient, reason, about, says, state, attempts, trouble)
     values ($1, 'a_1', 'idea_status', 'i1', '{}', 'dead', 8, '550 no such box'),
            ($2, 'a_2', 'idea_status', 'i2', '{}', 'dead', 8, '550 no such box'),
            ($2, 'a_3', 'idea_status', 'i3', '{}', 'sent', 1, null)`,
    [given, other],
  );
}, 60_000);
afterAll(async () => {
  await client.end();
  await database.drop();
});

const told = async (...args: string[]): Promise<any[]> => {
  const { code, stdout, stderr } = await cahier(database.url, 'notifications', ...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
};

test('what was given up is listed with the reason, and sent again where an operator says so', async () => {
  const about = { reason: 'idea_status', state: 'dead', attempts: 8, trouble: '550 no such box' };
  expect(await told('list')).toEqual([
    { cause: given, recipient: 'a_1', about: 'i1', ...about },
    { cause: other, recipient: 'a_2', about: 'i2', ...about },
  ]);
  expect((await told('list', '--state', 'sent')).map(({ recipient }) => recipient)).toEqual([
    'a_3',
  ]);
  const due = { state: 'due', attempts: 0 };
  expect(await told('retry', other)).toMatchObject([{ recipient: 'a_2', ...due }]);
  expect(await told('retry', 'nothing')).toEqual([]);
  expect(await told('retry')).toMatchObject([{ recipient: 'a_1', ...due }]);
  expect(await told('list')).toEqual([]);
  expect(await told('list', '--state', 'sent')).toHaveLength(1);
});

test('a state that there is not is wrong usage', async () => {
  const { code, stderr } = await cahier(database.url, 'notifications', 'list', '--state', 'lost');
  expect(code).toBe(2);
  expect(stderr).toContain('due, sent, muted, nobody, dead');
});
