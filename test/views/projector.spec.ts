import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { one, type Projection } from '../../projections/projection.js';
import type { Log } from '../../src/log/port.js';
import { openPostgresLog } from '../../src/log/postgres/log.js';
import { Projector } from '../../src/views/projector.js';
import { checkView, rebuildView } from '../../src/views/rebuild.js';
import { migratedDatabase, type TestDatabase } from '../support/database.js';

interface Row {
  areaId: string;
  times: number;
  names: string[];
}

/** A small view to test the engine with: how often an area was defined, and under which names. */
const tallyOf = (name: string, poison?: string): Projection<Row> => ({
  name,
  key: ['areaId'],
  columns: { areaId: 'text', times: 'int', names: 'json' },
  on: {
    AreaDefined: one(
      (e) => ({ areaId: e.data.areaId }),
      (row, { data }) => {
        if (data.name === poison) throw new Error('cannot count this');
        return {
          areaId: data.areaId,
          times: (row?.times ?? 0) + 1,
          names: [...(row?.names ?? []), data.name],
        };
      },
    ),
    AreaRetired: one(
      (e) => ({ areaId: e.data.areaId }),
      () => null,
    ),
  },
});

describe('the projector', () => {
  let database: TestDatabase;
  let log: Log;
  let sql: pg.Client;
  let revision = 0;
  const projectors: Projector[] = [];

  beforeEach(async () => {
    database = await migratedDatabase();
    log = await openPostgresLog({ url: database.url, pollMs: 50 });
    sql = new pg.Client({ connectionString: database.url });
    sql.on('error', () => {});
    await sql.connect();
    revision = 0;
  });
  afterEach(async () => {
    await Promise.all(projectors.splice(0).map((p) => p.close()));
    await sql.end();
    await log.close();
    await database.drop();
  });

  const start = (...views: Projection[]): Projector => {
    const projector = new Projector(database.url, log, views);
    projectors.push(projector);
    projector.start();
    return projector;
  };
  const append = async (type: string, data: object): Promise<bigint> => {
    const appended = await log.append({
      commandId: uuidv7(),
      fingerprint: 'f',
      writes: [
        {
          stream: 'organisation-x',
          expect: 'any',
          events: [
            {
              eventId: uuidv7(),
              type,
              schemaVersion: 1,
              organisationId: 'x',
              consultationId: null,
              recordedAt: new Date(1_700_000_000_000 + revision++).toISOString(),
              actor: { kind: 'agent', ref: 'a', role: 'staff' },
              channel: 'api',
              visibility: 'public',
              data,
            },
          ],
        },
      ],
    });
    if (appended.status !== 'appended') throw new Error(appended.status);
    return appended.position;
  };
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

  test('keeps a view up to the log, one row a key, each with the position of its last change', async () => {
    const view = tallyOf('areas');
    await define('a', 'old');
    start(view);
    await define('b');
    const last = await define('a', 'new');
    await reaches('areas', last);
    expect(await rows('areas')).toEqual([
      { areaId: 'a', times: 2, names: ['old', 'new'], asOfPosition: '3' },
      { areaId: 'b', times: 1, names: ['b'], asOfPosition: '2' },
    ]);
  });

  test('removes the row that a fold gives up', async () => {
    start(tallyOf('areas'));
    await define('a');
    await reaches('areas', await append('AreaRetired', { areaId: 'a' }));
    expect(await rows('areas')).toEqual([]);
  });

  test('a view that throws stops alone, names the event, and is never moved past it', async () => {
    await define('a');
    start(tallyOf('sound'), tallyOf('sick', 'poison'));
    await reaches('sick', 1n);
    await define('b', 'poison');
    const last = await define('c');
    await reaches('sound', last);
    const { rows: checkpoints } = await sql.query('select * from views.checkpoint order by name');
    expect(checkpoints).toMatchObject([
      {
        name: 'sick',
        position: '1',
        stopped: expect.stringContaining('AreaDefined at position 2'),
      },
      { name: 'sound', position: '3', stopped: null },
    ]);
    expect(await rows('sick')).toHaveLength(1);
  });

  test('of two projectors one writes, and when it goes the other takes over where it stood', async () => {
    const first = start(tallyOf('areas'));
    await reaches('areas', await define('a'));
    start(tallyOf('areas'));
    await reaches('areas', await define('b'));
    await first.close();
    await reaches('areas', await define('a'));
    expect(await rows('areas')).toMatchObject([
      { areaId: 'a', times: 2 },
      { areaId: 'b', times: 1 },
    ]);
  });

  test('a projector whose place was taken writes nothing more', async () => {
    start(tallyOf('areas'));
    await reaches('areas', await define('a'));
    await sql.query(
      `update views.lease set epoch = epoch + 1, holder = 'another', expires_at = 'infinity'`,
    );
    await define('b');
    await sleep(1_500);
    expect(await rows('areas')).toHaveLength(1);
    await sql.query(`update views.lease set expires_at = '-infinity'`);
    await reaches('areas', 2n);
    expect(await rows('areas')).toHaveLength(2);
  });

  test('killed connections cost a view nothing', async () => {
    start(tallyOf('areas'));
    await reaches('areas', await define('a'));
    await sql.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cahier projector'`,
    );
    await reaches('areas', await define('a'));
    expect(await rows('areas')).toMatchObject([{ areaId: 'a', times: 2 }]);
  });

  test('a view whose declaration changed is made anew from the first event', async () => {
    const first = start(tallyOf('areas'));
    await reaches('areas', await define('a'));
    await first.close();
    start({ ...tallyOf('areas'), indexes: [['times', 'areaId']] });
    await reaches('areas', await define('b'));
    expect(await rows('areas')).toMatchObject([{ areaId: 'a', times: 1 }, { areaId: 'b' }]);
  });

  test('a counter that drifted is found by counting again, and a rebuild puts it right', async () => {
    const view = tallyOf('areas');
    start(view);
    await reaches('areas', await define('a'));
    await sql.query('update views.areas set times = 7');
    const check = await checkView(database.url, log, view);
    expect(check.differences.map((d) => d.side).sort()).toEqual(['live', 'recount']);
    expect(await rows('areas')).toMatchObject([{ times: 7 }]);
    await rebuildView(database.url, log, view);
    expect(await rows('areas')).toMatchObject([{ times: 1 }]);
    await reaches('areas', await define('a'));
    expect(await checkView(database.url, log, view)).toMatchObject({ rows: 1, differences: [] });
    expect(await rows('areas')).toMatchObject([{ times: 2 }]);
  });
});
