import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { freshLog, type LogDatabase } from './database.js';
import { appendTo, digestOf, event, write } from './wishes.js';

const INSTANT = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;

/** The definition of the checksum in PostgreSQL's words, not ours. */
const AS_STORED = `
  select encode(checksum, 'hex') as kept, encode(sha256(convert_to(array_to_string(array[
    stream, command_id, event_id::text, type, schema_version::text, organisation_id,
    consultation_id, to_char(recorded_at at time zone 'UTC', ${INSTANT}),
    to_char(occurred_at at time zone 'UTC', ${INSTANT}), actor::text, channel, causation_id,
    correlation_id, visibility, data::text,
    sealed::text
  ], E'\\n', ''), 'UTF8')), 'hex') as stored
  from log.events order by position`;

let database: LogDatabase;
beforeAll(async () => {
  database = await freshLog();
});
afterAll(() => database.remove());

test('an event is kept with a checksum of exactly what is stored, digests of sealed words included', async () => {
  const log = await database.open();
  const full = event({
    eventId: '0197a0b0-1111-7000-8000-00000000000f',
    occurredAt: '1789-03-01T00:00:00.120Z',
    causationId: 'cause',
    correlationId: 'correlation',
    data: { text: 'é 投票 📣 \n \u2028 \\ "', b: 1.5e300, a: [null] },
  });
  const bare = event({ organisationId: null, consultationId: null, data: null });
  const list = [full, { ...full, sealed: { title: digestOf('words') } }, bare];
  await appendTo(log, write('idée-1', 'none', list, { commandId: 'c 1' }));
  const rows = await database.sql<{ kept: string; stored: string }>(AS_STORED);
  expect(rows.map(({ kept }) => kept)).toEqual(rows.map(({ stored }) => stored));
  expect(new Set(rows.map(({ kept }) => kept)).size).toBe(3);
});
