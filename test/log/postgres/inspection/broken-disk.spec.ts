import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chmod, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { acquire } from '../../../../src/database/embedded.js';
import { inspectPostgres } from '../../../../src/log/postgres/inspection/inspect.js';
import { openPostgresLog } from '../../../../src/log/postgres/log.js';
import { logSchema } from '../../../../src/log/postgres/schema.js';
import { appendTo, events, write } from '../../wishes.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cahier-log-disk-'));
  await chmod(folder, 0o755);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const PAGE_BYTES = 8_192;

/** Fills a log, and resolves with the file that holds its events. */
async function filled(url: string): Promise<string> {
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  await owner.query(logSchema);
  const log = await openPostgresLog({ url });
  for (let n = 0; n < 20; n++) await appendTo(log, write(`s-${n}`, 'none', events(100)));
  await log.close();
  const { rows } = await owner.query(`select pg_relation_filepath('log.events') as path`);
  await owner.end();
  return join(folder, 'postgres', rows[0].path);
}

async function flipByte(path: string, offset: number): Promise<void> {
  const file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, offset);
  byte[0]! ^= 1;
  await file.write(byte, 0, 1, offset);
  await file.close();
}

test('a bit that a disk lost is found, with the events that cannot be read', async () => {
  const first = await acquire({ folder });
  const path = await filled(first.url);
  await first.release();
  await flipByte(path, 10 * PAGE_BYTES + 5_000);
  const again = await acquire({ folder });
  const inspection = await inspectPostgres(again.url);
  const { events, position, faults } = await inspection.verify();
  await inspection.close();
  await again.release();
  const unreadable = faults.find(({ kind }) => kind === 'unreadable')!;
  expect(unreadable.first[0]).toMatchObject({ says: expect.stringContaining('invalid page') });
  expect(Number(unreadable.first[0]!.position)).toBeGreaterThan(100);
  expect(position).toBe(2_000n);
  expect(events).toBeGreaterThan(1_900);
  expect(events).toBeLessThan(2_000);
  expect(faults).toHaveLength(1);
}, 60_000);
