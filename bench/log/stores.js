import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { openPostgresLog } from '../../dist/src/log/postgres/log.js';
import { ballot, baskets, newId } from './events.js';

/** Our log, as the server opens it. */
export const openOurs = async (url) => {
  const log = await openPostgresLog({ url });
  const append = (count = 1) => {
    const writes = [{ stream: ballot(), expect: 'none', events: baskets(count) }];
    return log.append({ commandId: newId(), fingerprint: 'bench', writes });
  };
  return { log, append, close: () => log.close() };
};

/** Emmett's PostgreSQL event store, as it comes. */
export const openEmmett = async (url) => {
  const { getPostgreSQLEventStore } = await import('@event-driven-io/emmett-postgresql');
  const store = getPostgreSQLEventStore(url);
  await store.schema.migrate();
  const append = (count = 1) => {
    const events = baskets(count).map(({ type, data, eventId: _, ...metadata }) => ({
      type,
      data,
      metadata,
    }));
    return store.appendToStream(ballot(), events, {
      expectedStreamVersion: 'STREAM_DOES_NOT_EXIST',
    });
  };
  return { store, append, close: () => store.close() };
};

const eventStoreId = 'ballot';

/** Castore's PostgreSQL adapter, as it comes. */
export const openCastore = async (url) => {
  const { PostgresEventStorageAdapter } = await import('@castore/event-storage-adapter-postgres');
  await PostgresEventStorageAdapter.createEventTable({ connectionString: url });
  const adapter = new PostgresEventStorageAdapter({ connectionString: url });
  const detail = (aggregateId) => (basket, n) => {
    const { type, data: payload, recordedAt: timestamp, eventId: _, ...metadata } = basket;
    return { aggregateId, version: n + 1, type, payload, metadata, timestamp };
  };
  const append = (count = 1) => {
    const events = baskets(count).map(detail(randomUUID()));
    if (count === 1) return adapter.pushEvent(events[0], { eventStoreId });
    const group = events.map((event) =>
      Object.assign(adapter.groupEvent(event), { context: { eventStoreId } }),
    );
    return adapter.pushEventGroup({}, ...group);
  };
  return { append, close: () => adapter._sql.end() };
};

const COLUMNS = {
  position: 'bigint',
  revision: 'integer',
  schema_version: 'integer',
  recorded_at: 'timestamptz',
  event_id: 'uuid',
  stream: 'text',
  type: 'text',
  organisation_id: 'text',
  consultation_id: 'text',
  actor: 'json',
  channel: 'text',
  command_id: 'text',
  visibility: 'text',
  data: 'json',
  checksum: 'bytea',
  command_size: 'integer',
  fingerprint: 'text',
};
const names = Object.keys(COLUMNS).join(', ');
const checksum = Buffer.alloc(32, 7);

const INSERT = `insert into bare.events (${names})
  values (${Object.keys(COLUMNS).map((_, i) => `$${i + 1}`)})`;

const UNNEST = `insert into bare.events (${names})
  select * from unnest(${Object.values(COLUMNS).map((type, i) => `$${i + 1}::${type}[]`)})`;

const rowOf = (event, position) => [
  position,
  0,
  event.schemaVersion,
  event.recordedAt,
  event.eventId,
  ballot(),
  event.type,
  event.organisationId,
  event.consultationId,
  JSON.stringify(event.actor),
  event.channel,
  newId(),
  event.visibility,
  JSON.stringify(event.data),
  checksum,
  1,
  'bench',
];

/** What PostgreSQL can do with rows like ours in a table like ours, when nobody asks anything of it. */
export const openBare = async (url) => {
  const pool = new pg.Pool({ connectionString: url, max: 16 });
  await pool.query(`create schema bare;
    create table bare.events (like log.events including all)`);
  let position = 0;
  const rows = (count) => baskets(count).map((event) => rowOf(event, ++position));
  const insert = () => pool.query({ name: 'insert', text: INSERT, values: rows(1)[0] });
  const unnest = (count) => {
    const batch = rows(count);
    const values = batch[0].map((_, column) => batch.map((row) => row[column]));
    return pool.query({ name: 'unnest', text: UNNEST, values });
  };
  return { insert, unnest, close: () => pool.end() };
};
