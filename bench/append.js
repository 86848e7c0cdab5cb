import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { openPostgresLog } from '../dist/src/log/postgres.js';
import { rate, sideBySide, withDatabase } from './harness.js';

const rounds = 3;
const seconds = { 1: 1_000, 32: 8_000, 256: 20_000 };

const eventOf = (n) => ({
  eventId: uuidv7(),
  type: 'BasketSubmitted',
  schemaVersion: 1,
  organisationId: 'bench',
  consultationId: 'bench',
  recordedAt: new Date().toISOString(),
  actor: { kind: 'citizen', ref: 'v', role: 'citizen' },
  channel: 'api',
  visibility: 'restricted',
  data: {
    phaseId: 'bench.vote',
    voterRef: `v_${n}`,
    lines: [{ ideaId: 'a', unitCost: 100, votes: 1 }],
  },
});

const ours = (log) => (n) => {
  const event = eventOf(n);
  return log.append({
    commandId: randomUUID(),
    fingerprint: 'bench',
    writes: [{ stream: `ballot-bench.vote-${event.eventId}`, expect: 'none', events: [event] }],
  });
};

const columns =
  'id uuid primary key, stream text not null, revision int not null, type text not null, recorded_at timestamptz not null, data json not null, unique (stream, revision)';

const bareInsert = (pool) => (n) => {
  const e = eventOf(n);
  return pool.query({
    name: 'bare',
    text: 'insert into bare (id, stream, revision, type, recorded_at, data) values ($1, $2, 0, $3, $4, $5)',
    values: [e.eventId, `ballot-${e.eventId}`, e.type, e.recordedAt, JSON.stringify(e.data)],
  });
};

const batch = 100;
const bareBatch = (pool) => (n) => {
  const events = Array.from({ length: batch }, (_, i) => eventOf(n * batch + i));
  return pool.query({
    name: 'batch',
    text: 'insert into bare (id, stream, revision, type, recorded_at, data) select a, b, 0, c, d, e from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::json[]) as t(a, b, c, d, e)',
    values: [
      events.map((e) => e.eventId),
      events.map((e) => `ballot-${e.eventId}`),
      events.map((e) => e.type),
      events.map((e) => e.recordedAt),
      events.map((e) => JSON.stringify(e.data)),
    ],
  });
};

/** Durable appends a second: ours, a bare INSERT a row, and rows in batches of 100 as the limit. */
export const measure = () =>
  withDatabase(async (url) => {
    const log = await openPostgresLog({ url });
    const pool = new pg.Pool({ connectionString: url, max: 16 });
    await pool.query(`create table bare (${columns})`);
    const groups = [];
    for (const [inFlight, count] of Object.entries(seconds)) {
      const n = Number(inFlight);
      const rows = await sideBySide(rounds, {
        'bare INSERT, one row': () => rate(count, n, bareInsert(pool)),
        'our append': () => rate(count, n, ours(log)),
        'bare unnest, rows in batches of 100': async () => {
          const r = await rate(Math.ceil(count / 20), Math.min(n, 16), bareBatch(pool));
          return { ...r, perSecond: r.perSecond * batch };
        },
      });
      groups.push({ title: `${n} in flight`, rows });
    }
    await log.close();
    await pool.end();
    return groups;
  });
