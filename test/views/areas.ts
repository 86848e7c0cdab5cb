import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { one, type Projection } from '../../projections/projection.js';
import type { Log, NewEvent } from '../../src/log/port.js';
import { openPostgresLog } from '../../src/log/postgres/log.js';
import { Projector, type ProjectorOptions } from '../../src/views/projector.js';
import { migratedDatabase } from '../support/database.js';

interface Row {
  areaId: string;
  times: number;
  names: string[];
}

/**
 * A small view to test the engine with: how often an area was defined, and under which names. It throws on the
 * name `poison`, and calls `whileWriting` in the midst of each transaction that writes rows.
 */
export const tallyOf = (
  name: string,
  {
    poison,
    whileWriting,
    lane,
  }: { poison?: string; whileWriting?: () => void; lane?: string } = {},
): Projection<Row> => ({
  name,
  ...(lane && { lane }),
  key: ['areaId'],
  columns: { areaId: 'text', times: 'int', names: 'json' },
  on: {
    AreaDefined: one(
      (e) => ({ areaId: e.data.areaId }),
      (row, { data }) => {
        if (data.name === poison) throw new Error('cannot count this');
        const names = [...(row?.names ?? []), data.name];
        const toJSON = () => (whileWriting!(), [...names]);
        return {
          areaId: data.areaId,
          times: (row?.times ?? 0) + 1,
          names: whileWriting ? Object.assign(names, { toJSON }) : names,
        };
      },
    ),
    AreaRetired: one(
      (e) => ({ areaId: e.data.areaId }),
      () => null,
    ),
  },
});

/** A log of areas on a database of its own, and projectors that count them. */
export interface Areas {
  url: string;
  log: Log;
  sql: pg.Client;
  /** Starts a projector, at another address of the database or over another log where one is given. */
  start(views: Projection[], options?: ProjectorOptions, url?: string, log?: Log): Projector;
  append(type: string, data: object, schemaVersion?: number): Promise<bigint>;
  define(areaId: string, name?: string): Promise<bigint>;
  /** Defines 500 areas in turn, so many times in all, in one append. */
  defineMany(count: number): Promise<bigint>;
  rows(view: string): Promise<object[]>;
  /** Resolves once a view has read up to a position; throws an Error where it does not. */
  reaches(view: string, position: bigint): Promise<void>;
  close(): Promise<void>;
}

export async function openAreas(): Promise<Areas> {
  const database = await migratedDatabase();
  const log = await openPostgresLog({ url: database.url, pollMs: 50 });
  const sql = new pg.Client({ connectionString: database.url });
  sql.on('error', () => {});
  await sql.connect();
  const projectors: Projector[] = [];
  let revision = 0;

  const eventOf = (type: string, data: object, schemaVersion: number): NewEvent => ({
    eventId: uuidv7(),
    type,
    schemaVersion,
    organisationId: 'x',
    consultationId: null,
    recordedAt: new Date(1_700_000_000_000 + revision++).toISOString(),
    actor: { kind: 'agent', ref: 'a', role: 'staff' },
    channel: 'api',
    visibility: 'public',
    data,
  });
  const appendAll = async (events: NewEvent[]): Promise<bigint> => {
    const appended = await log.append({
      commandId: uuidv7(),
      fingerprint: 'f',
      writes: [{ stream: 'organisation-x', expect: 'any', events }],
    });
    if (appended.status !== 'appended') throw new Error(appended.status);
    return appended.position;
  };
  const append = (type: string, data: object, schemaVersion = 1) =>
    appendAll([eventOf(type, data, schemaVersion)]);
  const defineMany = (count: number) =>
    appendAll(
      Array.from({ length: count }, (_, n) =>
        eventOf('AreaDefined', { areaId: `area ${n % 500}`, name: `name ${n}` }, 1),
      ),
    );
  const define = (areaId: string, name = areaId) => append('AreaDefined', { areaId, name });
  const rows = async (view: string) =>
    (await sql.query(`select * from views."${view}" order by 1`)).rows;
  const reaches = async (view: string, position: bigint): Promise<void> => {
    for (let i = 0; i < 400; i++) {
      const { rows } = await sql.query('select position from views.checkpoint where name = $1', [
        view,
      ]);
      if (rows[0] && BigInt(rows[0].position) >= position) return;
      await sleep(25);
    }
    throw new Error(`${view} does not reach ${position}`);
  };
  return {
    url: database.url,
    log,
    sql,
    start: (views, options, url = database.url, from = log) => {
      const projector = new Projector(url, from, views, options);
      projectors.push(projector);
      projector.start();
      return projector;
    },
    append,
    define,
    defineMany,
    rows,
    reaches,
    close: async () => {
      await Promise.all(projectors.map((projector) => projector.close()));
      await sql.end();
      await log.close();
      await database.drop();
    },
  };
}
