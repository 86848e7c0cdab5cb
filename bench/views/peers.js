import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource, EntitySchema } from 'typeorm';
import { rate } from '../harness.js';
import { openEmmett } from '../log/stores.js';

const tally = new EntitySchema({
  name: 'tally',
  schema: 'peer',
  tableName: 'tally',
  columns: {
    ideaId: { type: 'text', primary: true },
    picks: { type: 'integer' },
  },
});

/** A projector as one writes it with an object mapper: a transaction an event, a row read and saved at a time. */
export const projectByTypeorm = async (url, rows) => {
  const db = new DataSource({ type: 'postgres', url, entities: [tally] });
  await db.initialize();
  await db.query('drop schema if exists peer cascade; create schema peer');
  await db.query('create table peer.checkpoint (position bigint)');
  await db.query('insert into peer.checkpoint values (0)');
  await db.synchronize();
  const start = performance.now();
  for (const { position, data } of rows)
    await db.transaction(async (tx) => {
      for (const { ideaId } of data.lines) {
        const row = (await tx.findOneBy('tally', { ideaId })) ?? { ideaId, picks: 0 };
        row.picks++;
        await tx.save('tally', row);
      }
      await tx.query('update peer.checkpoint set position = $1', [position]);
    });
  const perSecond = (1_000 * rows.length) / (performance.now() - start);
  await db.destroy();
  return perSecond;
};

/** Emmett's consumer on so many messages of its own store, which count and do nothing else; and how many it missed. */
export const consumeByEmmett = async (url, count) => {
  const { store, append, close } = await openEmmett(url);
  await rate(count, 32, () => append());
  const consumer = store.consumer();
  let [seen, last] = [0, performance.now()];
  consumer.reactor({
    processorId: `bench ${count} ${last}`,
    startFrom: 'BEGINNING',
    eachMessage: () => void (seen++, (last = performance.now())),
  });
  const start = performance.now();
  const consuming = consumer.start();
  while (seen < count && performance.now() - last < 5_000) await sleep(50);
  const perSecond = (1_000 * seen) / (last - start);
  await consumer.stop();
  await consuming;
  await consumer.close();
  await close();
  return { perSecond, missed: count - seen };
};
