import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { openPostgresLog } from '../../../src/log/postgres/log.js';
import { LOG_ROLE } from '../../../src/log/postgres/schema.js';
import { freshDatabase } from '../../support/database.js';
import { freshLog, type LogDatabase } from '../database.js';
import { all, appendTo, write } from '../wishes.js';

let database: LogDatabase;
beforeEach(async () => {
  database = await freshLog();
});
afterEach(() => database.remove());

const CHANGES = [
  'update log.events set position = position',
  'delete from log.events',
  'truncate log.events',
];

/** How each statement is refused, as code and message; `done` where it is not. */
async function refusals(statements: string[], before: string): Promise<[string, unknown][]> {
  await appendTo(await database.open(), write('idea-1', 'none'));
  await database.sql(before);
  const told: [string, unknown][] = [];
  for (const statement of statements) {
    const refusal = await database.sql(statement).catch((error: pg.DatabaseError) => error);
    await database.sql('rollback');
    told.push([
      statement,
      refusal instanceof Error ? `${refusal.code} ${refusal.message}` : 'done',
    ]);
  }
  await database.sql('reset role');
  return told;
}

describe('history cannot be changed', () => {
  test('by the application: it has no permission', async () => {
    for (const refusal of await refusals(CHANGES, `set role ${LOG_ROLE}`))
      expect(refusal).toEqual([refusal[0], expect.stringContaining('42501 permission denied')]);
  });

  test.each([
    ['the owner', 'set session_replication_role = origin'],
    ['a superuser who switched ordinary triggers off', 'set session_replication_role = replica'],
  ])('by %s: triggers refuse it', async (_, before) => {
    for (const refusal of await refusals(CHANGES, before))
      expect(refusal).toEqual([
        refusal[0],
        expect.stringContaining('42501 The log is append-only'),
      ]);
  });

  test('by the application on a way past the append function', async () => {
    const ways = [
      'insert into log.events select * from log.events',
      'begin; lock table log.turn in share update exclusive mode',
      'select from log.events for update',
      'drop table log.events',
      'alter table log.events disable trigger append_only',
      'create or replace function log.refuse_change() returns trigger as $$ $$ language plpgsql',
    ];
    for (const refusal of await refusals(ways, `set role ${LOG_ROLE}`))
      expect(refusal).toEqual([refusal[0], expect.stringMatching(/^42501/)]);
  });
});

describe('the log works as the application, whoever connects', () => {
  test('it cannot read what the application may not read', async () => {
    await database.sql(`revoke select on log.events from ${LOG_ROLE}`);
    await expect(database.open()).rejects.toMatchObject({
      code: 'LOG_UNAVAILABLE',
      data: { lasting: true },
    });
  });

  test('it cannot append where the application may not append', async () => {
    const log = await database.open();
    await database.sql(`revoke execute on function log.append from ${LOG_ROLE}`);
    await expect(log.append(write('idea-1', 'none'))).rejects.toMatchObject({
      code: 'LOG_UNAVAILABLE',
      data: { lasting: true, outcome: 'unrecorded' },
    });
  });

  test('a user who is no superuser needs no more than that role', async () => {
    const user = `app_${Date.now()}`;
    await database.sql(`create role ${user} login password 'x' in role ${LOG_ROLE}`);
    const url = new URL(database.url);
    [url.username, url.password] = [user, 'x'];
    const log = await openPostgresLog({ url: url.href });
    try {
      await appendTo(log, write('idea-1', 'none'));
      expect(await all(log.readAll())).toHaveLength(1);
    } finally {
      await log.close();
      await database.sql(`drop role ${user}`);
    }
  });
});

test('a database that holds no log is refused at opening', async () => {
  const empty = await freshDatabase();
  await expect(openPostgresLog({ url: empty.url })).rejects.toMatchObject({
    code: 'LOG_UNAVAILABLE',
    data: { lasting: true },
    message: expect.stringContaining('log.events'),
  });
  await empty.drop();
});

test('an append is durable before it is acknowledged, whatever the database is set to', async () => {
  const name = new URL(database.url).pathname.slice(1);
  await database.sql(`alter database ${name} set synchronous_commit = off`);
  await database.sql(`
    create table seen (value text);
    grant insert on seen to public;
    create function note() returns trigger language plpgsql as $$
    begin insert into public.seen values (current_setting('synchronous_commit')); return null; end $$;
    create trigger note after insert on log.events execute function note()`);
  await appendTo(await database.open(), write('idea-1', 'none'));
  expect(await database.sql('select value from seen')).toEqual([{ value: 'on' }]);
});
