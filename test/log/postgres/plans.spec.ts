import { expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { freshLog, type LogDatabase } from '../database.js';
import { appendTo, write } from '../wishes.js';

const names = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${prefix}-${n}`);

/** Rows that were read by whoever has disconnected since. */
async function rowsRead(database: LogDatabase): Promise<number> {
  await sleep(200);
  const [row] = await database.sql<{ rows: string }>(`
    select (select sum(idx_tup_read) from pg_stat_user_indexes where schemaname = 'log')
      + (select sum(seq_tup_read) from pg_stat_user_tables where schemaname = 'log') as rows`);
  return Number(row!.rows);
}

test('appending and reading touch what they name, however the log grew since', async () => {
  const database = await freshLog();
  const limits = { waiting: { commands: 5_000, bytes: 1e9 }, batch: { commands: 30, bytes: 1e6 } };
  const log = await database.open({ readers: 1, lanes: 1, limits, patience: 120_000 });
  for (const stream of names('early', 30)) await appendTo(log, write(stream, 'none'));
  await database.sql('analyze log.events');
  for (const stream of names('early', 20)) await log.readStream(stream);
  const before = await rowsRead(database);

  const late = names('late', 3_000);
  await Promise.all(late.map((stream) => appendTo(log, write(stream, 'none'))));
  for (let n = 0; n < 3_000; n += 300)
    await Promise.all(late.slice(n, n + 300).map((stream) => log.readStream(stream)));
  for await (const batch of log.readAll({ after: 2_030n, batchSize: 100 }))
    expect(batch).toHaveLength(100);
  await log.close();

  expect((await rowsRead(database)) - before).toBeLessThan(3 * (3_000 + 3_000 + 1_000));
  await database.remove();
});
