import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import pg from 'pg';
import { Freshness } from '../../src/views/freshness.js';
import { openProxy, type Proxy } from '../log/proxy.js';
import { migratedDatabase } from '../support/database.js';
import { impatient, startServer, type GraphqlAnswer, type TestServer } from '../support/server.js';
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
});

describe('while the database is away', () => {
  const wish = (commandId: string) => ({
    input: { consultationId: budget.consultation, text: { title: commandId }, commandId },
  });
  const submit = async (commandId: string) =>
    server.graphql(mutationOf('submitIdea', 'idea { title }'), wish(commandId), town.staff);

  test('a question that waits too long is told to come again, and the next one is answered', async () => {
    listen();
    impatient(server, 200);
    network.interrupt();
    const [answer, other] = await Promise.all([ask(), server.graphql('{ viewer { sub } }')]);
    network.restore();
    impatient(server, 3_000);
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
