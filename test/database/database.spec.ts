import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDatabase } from '../../src/database/database.js';
import { listenError, StartError } from '../../src/start-error.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { serverOfVersion } from '../support/old-server.js';

const open = (databaseUrl: string) => openDatabase({ databaseUrl, data: '/nowhere' });

async function trouble(databaseUrl: string): Promise<StartError> {
  const error = await open(databaseUrl).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof StartError) return error;
  throw new Error(`expected a StartError, got ${error}`);
}

describe('the database of DATABASE_URL', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.drop());

  test('is used instead of the embedded one', async () => {
    const opened = await open(database.url);
    expect(opened).toMatchObject({ url: database.url, embedded: false });
    await opened.close();
  });

  test('that nobody serves: one sentence and the next step', async () => {
    expect(await trouble('postgres://u:hidden@127.0.0.1:1/cahier')).toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      sentence: 'The database at 127.0.0.1:1/cahier cannot be used: nothing listens there.',
      nextStep: expect.stringContaining('unset it to use the embedded database'),
    });
  });

  test.each([
    ['wrong password', (url: URL) => (url.password = 'guess'), /it refused the password/],
    ['missing database', (url: URL) => (url.pathname = '/absent'), /it has no such database/],
    [
      'unknown host',
      (url: URL) => (url.hostname = 'absent.invalid'),
      /no such host is known|could not be looked up/,
    ],
  ])('%s: told without the password', async (_, spoil, reason) => {
    const url = new URL(database.url);
    const secret = url.password;
    spoil(url);
    const { code, message } = await trouble(url.href);
    expect(code).toBe('DATABASE_UNREACHABLE');
    expect(message).toMatch(reason);
    expect(message).not.toContain(secret);
    expect(message).not.toContain('guess');
  });

  test('of a PostgreSQL older than 15 is refused', async () => {
    const old = await serverOfVersion('140012');
    expect(await trouble(old.url)).toMatchObject({
      code: 'SERVER_TOO_OLD',
      sentence: `The database server at ${old.place} is PostgreSQL 14; Cahier needs 15 or later.`,
    });
    await old.close();
  });

  test('of PostgreSQL 15 is taken', async () => {
    const oldest = await serverOfVersion('150000');
    await (await open(oldest.url)).close();
    await oldest.close();
  });
});

describe('a port we cannot listen on', () => {
  test('already taken: one sentence and the next step', async () => {
    const first = createServer().listen(0, '127.0.0.1');
    await once(first, 'listening');
    const { port } = first.address() as AddressInfo;
    const [error] = await once(createServer().listen(port, '127.0.0.1'), 'error');
    expect(listenError(error, '127.0.0.1', port)).toMatchObject({
      code: 'PORT_IN_USE',
      sentence: `Port ${port} on 127.0.0.1 is already taken by another program.`,
      nextStep: expect.stringContaining(`PORT=${port + 1}`),
    });
    first.close();
  });

  test('an address of another machine', async () => {
    const [error] = await once(createServer().listen(0, '192.0.2.1'), 'error');
    expect(listenError(error, '192.0.2.1', 0)).toMatchObject({ code: 'ADDRESS_UNAVAILABLE' });
  });

  test('any other error is given back as it is', () => {
    const other = new Error('else');
    expect(listenError(other, '127.0.0.1', 4000)).toBe(other);
  });
});
