import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { AuditTrailRow } from '../../projections/audit-trail.js';
import { Trail } from '../../src/views/trail.js';
import { openAreas, type Areas } from './areas.js';

let areas: Areas;
let db: DataSource;
beforeEach(async () => {
  areas = await openAreas();
  db = await new DataSource({ type: 'postgres', url: areas.url }).initialize();
});
afterEach(async () => {
  await db.destroy();
  await areas.close();
});

const rowAt = (position: bigint): AuditTrailRow => ({
  ...{ position, type: 'AreaDefined', stream: 'x', consultationId: null, visibility: 'public' },
});

describe('the audit trail', () => {
  test('tells what the log says at each place, in the order in which it is asked', async () => {
    for (const areaId of ['a', 'b', 'c']) await areas.define(areaId);
    const told = await new Trail(areas.log, db).tell([rowAt(3n), rowAt(1n)]);
    expect(told.map(({ position, data }) => [position, data])).toMatchObject([
      [3n, { areaId: 'c' }],
      [1n, { areaId: 'a' }],
    ]);
    expect(told[0]).toMatchObject({ occurredAt: null, sealed: {} });
  });

  test('keeps no silence of an act that the log has lost', async () => {
    await areas.define('a');
    const telling = new Trail(areas.log, db).tell([rowAt(1n), rowAt(2n)]);
    await expect(telling).rejects.toMatchObject({ code: 'LOG_CORRUPT', data: { missing: '2' } });
  });
});
