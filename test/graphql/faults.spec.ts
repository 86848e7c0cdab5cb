import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import pg from 'pg';
import { Contended, Forbidden } from '../../src/acts/act.js';
import { formatError } from '../../src/graphql/errors.js';
import { UnknownId } from '../../src/graphql/ids.js';
import { LogError } from '../../src/log/port.js';
import { Freshness, StaleRead } from '../../src/views/freshness.js';
import { openProxy, type Proxy } from '../log/proxy.js';
import { migratedDatabase } from '../support/database.js';
import { startServer, type GraphqlAnswer, type TestServer } from '../support/server.js';
import { foundTown, mutationOf, openBudget, type Budget, type Town } from '../support/town.js';

let server: TestServer;
let network: Proxy;
let town: Town;
let budget: Budget;

beforeAll(async () => {
  const database = await migratedDatabase();
  network = await openProxy(database.url);
  server = await startServer({ ...database, url: network.url });
  town = await foundTown(server);
  budget = await openBudget(town, { ideas: 1 });
}, 60_000);
afterAll(async () => {
  await server.close();
  await network.close();
});

/** What the server writes to its log while a test runs. */
let logged = '';
const listen = () => {
  logged = '';
  for (const stream of [process.stdout, process.stderr])
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      logged += String(text);
      return true;
    });
};
afterEach(() => void jest.restoreAllMocks());

const titles = '{ consultations { nodes { title } } }';
const ask = () => server.graphql(titles);
const answered = {
  status: 200,
  data: { consultations: { nodes: [{ title: 'Budget participatif' }] } },
};
const codeOf = ({ errors }: GraphqlAnswer) => errors?.[0]!.extensions['code'];
const secrets = /select|insert|relation|postgres|127\.0\.0\.1|localhost|\.ts|\.js|at .+:\d+|stack/i;

describe('a fault that nobody foresaw', () => {
  test('is told by a number only, and under that number our log says everything', async () => {
    listen();
    const fault = new Error('select secret from people on 127.0.0.1:5432');
    jest.spyOn(server.running.app.get(Freshness), 'reach').mockRejectedValue(fault);
    const { status, data, errors } = await server.graphql(
      '{ consultations(minPosition: "1") { nodes { title } } }',
    );
    expect({ status, data }).toEqual({ status: 200, data: null });
    const [{ message, extensions, path }] = errors as [NonNullable<typeof errors>[0]];
    expect({ message, path }).toEqual({
      message: 'Something went wrong on our side.',
      path: ['consultations'],
    });
    expect(Object.keys(extensions)).toEqual(['code', 'errorId']);
    expect(extensions['code']).toBe('INTERNAL_SERVER_ERROR');
    expect(JSON.stringify(errors)).not.toMatch(secrets);
    expect(logged).toContain(extensions['errorId']);
    expect(logged).toContain('select secret from people');
  });

  test('in the database is told the same way', async () => {
    listen();
    const admin = new pg.Client(network.url);
    await admin.connect();
    await admin.query('alter table views.consultation rename column title to gone');
    const answer = await ask();
    await admin.query('alter table views.consultation rename column gone to title');
    await admin.end();
    expect(codeOf(answer)).toBe('INTERNAL_SERVER_ERROR');
    expect(JSON.stringify(answer)).not.toMatch(secrets);
    expect(logged).toMatch(/title.* does not exist/);
    expect(await ask()).toEqual(answered);
  });

  test.each<[string, unknown]>([
    ['a text', 'select 1'],
    ['nothing', undefined],
    ['an error with a code of its own', Object.assign(new Error('select 1'), { code: 'EACCES' })],
    [
      'a GraphQL error of an unknown code',
      new GraphQLError('select 1', { extensions: { code: 'SQL' } }),
    ],
    ['a GraphQL error without a code', new GraphQLError('select 1')],
    ['what the log could not take', new LogError('INVALID_APPEND', 'select 1')],
    ['a log that is corrupt', new LogError('LOG_CORRUPT', 'select 1')],
  ])('is masked even when it is %s', (_what, thrown) => {
    listen();
    const found = formatError(
      { message: 'select 1', extensions: { code: 'SQL', stacktrace: ['x'] } },
      thrown,
    );
    expect(found.extensions).toEqual({
      code: 'INTERNAL_SERVER_ERROR',
      errorId: expect.any(String),
    });
    expect(JSON.stringify(found)).not.toMatch(secrets);
  });
});

test.each<[string, unknown, object]>([
  ['who may not', new Forbidden('No.'), { code: 'FORBIDDEN' }],
  ['who names nothing', new UnknownId('id', 'Idea'), { code: 'BAD_USER_INPUT', expected: 'Idea' }],
  ['who came with too many', new Contended('x'), { code: 'CONTENDED', retryable: true }],
  [
    'who asks too early',
    new StaleRead('x', 7n, 5n),
    { code: 'STALE_READ', requiredPosition: '7', reachedPosition: '5', retryable: true },
  ],
  ['who comes in a rush', new LogError('OVERLOADED', 'x'), { code: 'OVERLOADED', retryable: true }],
  [
    'whose act found no log',
    new LogError('LOG_UNAVAILABLE', 'host'),
    { code: 'LOG_UNAVAILABLE', retryable: true },
  ],
  [
    'whose read found no database',
    Object.assign(new Error('host'), { code: 'ECONNREFUSED' }),
    { code: 'UNAVAILABLE', retryable: true },
  ],
  [
    'whose question takes too long',
    Object.assign(new Error('canceling statement'), { code: '57014' }),
    { code: 'TOO_SLOW' },
  ],
])('%s is told by a code and whether to try again', (_who, thrown, extensions) => {
  const found = formatError({ message: 'host' }, thrown);
  expect(found.extensions).toEqual(extensions);
  expect(found.message).not.toContain('host');
});

describe('while the database is away', () => {
  const wish = (commandId: string) => ({
    input: { consultationId: budget.consultation, text: { title: commandId }, commandId },
  });
  const submit = async (commandId: string) =>
    server.graphql(mutationOf('submitIdea', 'idea { title }'), wish(commandId), town.staff);

  test('a question that waits too long is told to come again, and the next one is answered', async () => {
    listen();
    network.interrupt();
    const [answer, other] = await Promise.all([ask(), server.graphql('{ viewer { sub } }')]);
    network.restore();
    expect(answer).toMatchObject({
      data: null,
      errors: [{ extensions: { code: 'UNAVAILABLE', retryable: true } }],
    });
    expect(JSON.stringify(answer)).not.toMatch(secrets);
    expect(other).toEqual({ status: 200, data: { viewer: null } });
    expect(await ask()).toEqual(answered);
  });

  test('for a moment, questions and wishes wait and are answered', async () => {
    network.interrupt();
    const asked = ask();
    const wished = submit('patient');
    await sleep(700);
    network.restore();
    expect(await asked).toEqual(answered);
    expect((await wished).data.submitIdea).toMatchObject({
      userErrors: [],
      idea: { title: 'patient' },
    });
  });

  test('a wish whose answer is lost behind us is granted once all the same', async () => {
    network.loseNextAnswer();
    const first = await submit('unheard');
    expect(first.data.submitIdea).toMatchObject({ userErrors: [], idea: { title: 'unheard' } });
    expect((await submit('unheard')).data).toEqual(first.data);
  });
});

test('however often every connection to the database is killed, the server answers, and each wish is granted once', async () => {
  const voters = await Promise.all(
    Array.from({ length: 12 }, (_v, i) => town.citizen(`killed ${i}`)),
  );
  let killing = true;
  const input = { phaseId: budget.vote, lines: [{ ideaId: budget.ideas[0] }], commandId: 'mine' };
  const strange: GraphqlAnswer[] = [];
  const insist = async (token: string) => {
    for (let n = 0; n < 100; n++) {
      const answer = await server.graphql(
        mutationOf('submitBasket', 'myBallot { basketRevision }'),
        { input },
        token,
      );
      if (answer.errors?.some((e) => !e.extensions['retryable'])) strange.push(answer);
      const read = await ask();
      if (read.errors?.some((e) => !e.extensions['retryable'])) strange.push(read);
      if (!killing && !answer.errors) return answer.data.submitBasket;
    }
  };
  const killer = async () => {
    const admin = new pg.Client(server.databaseUrl);
    await admin.connect();
    for (let n = 0; n < 12; n++) {
      await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()`,
      );
      await sleep(60);
    }
    await admin.end();
    killing = false;
  };
  const [granted] = await Promise.all([Promise.all(voters.map(insist)), killer()]);
  expect(strange).toEqual([]);
  expect(granted.map((p) => [p.userErrors, p.myBallot])).toEqual(
    granted.map(() => [[], { basketRevision: 1 }]),
  );
  expect(await ask()).toEqual(answered);
});
