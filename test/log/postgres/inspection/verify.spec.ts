import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Findings } from '../../../../src/log/inspection/inspection.js';
import { inspectPostgres } from '../../../../src/log/postgres/inspection/inspect.js';
import { LOG_ROLE } from '../../../../src/log/postgres/schema.js';
import { freshLog, type LogDatabase } from '../../database.js';
import { appendTo, event, events, write } from '../../wishes.js';

let database: LogDatabase;
beforeEach(async () => {
  database = await freshLog();
  const log = await database.open();
  await appendTo(log, write('a', 'none', events(2), { commandId: 'one' }));
  const two = [
    { stream: 'a', expect: 1, events: events(1) },
    { stream: 'b', expect: 'none', events: events(2) },
  ] as const;
  await appendTo(log, { ...write('a'), commandId: 'two', writes: two.map((w) => ({ ...w })) });
  await appendTo(log, write('c', 'none', events(3), { commandId: 'three' }));
});
afterEach(() => database.remove());

async function verified(): Promise<Findings> {
  const inspection = await inspectPostgres(database.url);
  try {
    return await inspection.verify();
  } finally {
    await inspection.close();
  }
}

/** Changes history as somebody who may do anything, and puts every guard back. */
async function behindItsBack(sql: string): Promise<void> {
  const guard = (what: string) => `alter table log.events ${what} trigger append_only`;
  await database.sql(`begin; ${guard('disable')}; ${sql}; ${guard('enable always')}; commit`);
}

/** Each kind of fault with its first places, as `position`, `commandId`, `stream@revision`. */
const places = ({ faults }: Findings) =>
  Object.fromEntries(
    faults.map(({ kind, first }) => [
      kind,
      first.map(({ position, commandId, stream, revision }) =>
        [position, commandId, stream && `${stream}@${revision}`].filter(Boolean).join(' '),
      ),
    ]),
  );

test('a log nobody touched is sound, an empty one too', async () => {
  expect(await verified()).toEqual({
    position: 8n,
    events: 8,
    commands: 3,
    sound: true,
    faults: [],
  });
  await behindItsBack('truncate log.events');
  expect(await verified()).toMatchObject({ position: 0n, events: 0, commands: 0, sound: true });
});

test('a log that grows while it is verified is sound', async () => {
  const log = await database.open();
  await Promise.all(Array.from({ length: 2_500 }, (_, n) => appendTo(log, write(`s-${n % 900}`))));
  const inspection = await inspectPostgres(database.url);
  const more: Promise<unknown>[] = [];
  const steps: number[] = [];
  const findings = await inspection.verify((done) => {
    steps.push(done);
    for (let n = 0; n < 300; n++) more.push(appendTo(log, write(`s-${n}`)));
  });
  await Promise.all(more);
  expect(findings).toMatchObject({ events: 2_508, sound: true, faults: [] });
  expect(steps).toEqual([1_000, 2_000, 2_508]);
  await inspection.close();
});

test.each<[what: string, sql: string, found: Record<string, string[]>]>([
  [
    'a word changed in an event',
    `update log.events set data = '{"n":7}' where position = 4`,
    { checksum_differs: ['4 b@0'] },
  ],
  [
    'a space more in an event’s JSON',
    `update log.events set data = '{"n": 0}' where position = 4`,
    { checksum_differs: ['4 b@0'] },
  ],
  [
    'an act of somebody else',
    `update log.events set actor = '{"kind":"citizen","ref":"t_other","role":"citizen"}'
     where position = 7`,
    { checksum_differs: ['7 c@1'] },
  ],
  [
    'an act moved to another day',
    `update log.events set recorded_at = recorded_at - interval '1 day' where position = 7`,
    { checksum_differs: ['7 c@1'] },
  ],
  [
    'an event taken out of the middle',
    'delete from log.events where position = 4',
    {
      position_missing: ['4'],
      revision_out_of_line: ['5 b@1'],
      command_range_differs: ['3 two', '5 two'],
    },
  ],
  [
    'the last event taken away',
    'delete from log.events where position = 8',
    { command_missing: ['6 three'] },
  ],
  [
    'an event taken out, and the others moved up',
    `delete from log.events where position = 7;
     update log.events set position = 7, revision = 1 where position = 8`,
    { command_range_differs: ['6 three'] },
  ],
  [
    'a revision changed',
    'update log.events set revision = 5 where position = 8',
    { revision_out_of_line: ['8 c@5'] },
  ],
  [
    'two events of a stream in the place of each other',
    `update log.events set revision = -1 where position = 7;
     update log.events set revision = 1 where position = 8;
     update log.events set revision = 2 where position = 7`,
    { revision_out_of_line: ['7 c@2'] },
  ],
  [
    'two events of one revision, where the key was dropped',
    `drop index log.events_stream;
     update log.events set revision = 1 where position = 8`,
    { guard_down: [''], revision_out_of_line: ['7 c@1', '8 c@1'] },
  ],
  [
    'an event of another position',
    'update log.events set position = 20 where position = 8',
    {
      position_missing: ['8'],
      command_range_differs: ['6 three', '20 three'],
    },
  ],
  [
    'a command forgotten',
    'update log.events set command_size = null where position = 5',
    { command_missing: ['3 two'] },
  ],
  [
    'a command of another size',
    'update log.events set command_size = 1 where position = 2',
    { command_range_differs: ['1 one'] },
  ],
  [
    'an event given to another command',
    `update log.events set command_id = 'one' where position = 3`,
    {
      checksum_differs: ['3 a@2'],
      command_range_differs: ['1 one', '4 two'],
    },
  ],
])('%s is found, with its place', async (_, sql, found) => {
  await behindItsBack(sql);
  const findings = await verified();
  expect(findings.sound).toBe(false);
  expect(places(findings)).toEqual(found);
});

test('an event id that stands twice is found, with its first place', async () => {
  const log = await database.open();
  const eventId = '0197a0b0-1111-7000-8000-00000000000f';
  await appendTo(log, write('d', 'none', [event({ eventId }), event({ eventId })]));
  expect(places(await verified())).toEqual({ event_id_twice: ['9'] });
});

test('of many faults of a kind all are counted and the first ten are told', async () => {
  const log = await database.open();
  await appendTo(log, write('d', 'none', events(2_500)));
  await behindItsBack(`update log.events set channel = 'booth' where position > 100`);
  const [fault] = (await verified()).faults;
  expect(fault).toMatchObject({ kind: 'checksum_differs', count: 2_408 });
  expect(fault!.first.map(({ position }) => Number(position))).toEqual([
    101, 102, 103, 104, 105, 106, 107, 108, 109, 110,
  ]);
});

describe('a guard that is down is found', () => {
  test.each([
    ['alter table log.events disable trigger append_only', 'append_only on log.events'],
    ['alter table log.events enable trigger append_only', 'append_only on log.events'],
    ['drop trigger append_only on log.events', 'append_only on log.events'],
    [`grant update on log.events to ${LOG_ROLE}`, 'right to update on log.events'],
    [`grant update (data) on log.events to ${LOG_ROLE}`, 'right to update on log.events'],
    ['grant delete on log.events to public', 'right to delete on log.events'],
    ['drop index log.events_command', 'unique key on command ids'],
    [
      `drop index log.events_command;
       create unique index on log.events ((md5(command_id)::uuid)) where command_size > 1`,
      'unique key on command ids',
    ],
    [
      'create or replace function log.refuse_change() returns trigger language plpgsql as $$ begin return null; end $$',
      'function log.refuse_change',
    ],
    [
      `do $$ begin execute replace(pg_get_functiondef('log.append'::regproc), 'known = ', 'known <> '); end $$`,
      'function log.append',
    ],
  ])('%s', async (sql, says) => {
    await database.sql(sql);
    const { faults } = await verified();
    expect(faults).toMatchObject([
      { kind: 'guard_down', count: 1, first: [{ says: expect.stringContaining(says) }] },
    ]);
  });
});
