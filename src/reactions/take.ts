import { createHash } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type pg from 'pg';
import type { Versions } from '../domain/upcast.js';
import type { Batch, Position } from '../log/port.js';
import { inTransaction, type Writer } from '../views/advance.js';
import { eventsOf, PoisonEvent, type Seen } from '../views/fold.js';
import type { Subscriber } from './subscriber.js';

const logger = new Logger('Reactions');

/** How far a subscriber has read the log. */
export interface Reading {
  subscriber: Subscriber;
  position: Position;
}

const fingerprint = ({ types }: Subscriber): string =>
  createHash('sha256')
    .update(JSON.stringify([...types].sort()))
    .digest('hex')
    .slice(0, 16);

/** Tells where each subscriber goes on: where it stood, or at the beginning where it takes in other types than before. */
export const prepare = (
  { client, lease }: Writer,
  subscribers: readonly Subscriber[],
): Promise<Reading[]> =>
  inTransaction(client, async () => {
    await lease.fence(client);
    const reading: Reading[] = [];
    for (const subscriber of subscribers) {
      const { rows } = await client.query<{ position: string }>(
        `insert into reactions.checkpoint as c (name, fingerprint) values ($1, $2)
         on conflict (name) do update set fingerprint = $2, stopped = null,
           position = case c.fingerprint when $2 then c.position else 0 end
         returning position`,
        [subscriber.name, fingerprint(subscriber)],
      );
      reading.push({ subscriber, position: BigInt(rows[0]!.position) });
    }
    return reading;
  });

/** Lets subscribers take a batch in, each in a transaction with its checkpoint; tells which go on. Throws LeaseLost. */
export const take = async (
  writer: Writer,
  reading: readonly Reading[],
  batch: Batch,
  known: Versions,
): Promise<Reading[]> => {
  const events = eventsOf(batch.events, known).list;
  const goingOn: Reading[] = [];
  for (const one of reading) {
    const fresh = events.filter(({ position }) => position > one.position);
    try {
      await takeIn(writer, one, fresh, batch.scannedTo);
      goingOn.push(batch.scannedTo > one.position ? { ...one, position: batch.scannedTo } : one);
    } catch (error) {
      if (!(error instanceof PoisonEvent)) throw error;
      await halt(writer, one.subscriber, error);
    }
  }
  return goingOn;
};

const takeIn = (
  { client, lease }: Writer,
  { subscriber }: Reading,
  events: readonly Seen[],
  scannedTo: Position,
): Promise<void> =>
  inTransaction(client, async () => {
    await lease.fence(client);
    for (const event of events)
      if (subscriber.types.includes(event.type)) await takeOne(subscriber, event, client);
    await client.query(
      'update reactions.checkpoint set position = $2 where name = $1 and position < $2',
      [subscriber.name, scannedTo.toString()],
    );
  });

const takeOne = async (subscriber: Subscriber, event: Seen, db: pg.ClientBase): Promise<void> => {
  if (event.unreadable) throw new PoisonEvent(subscriber, event, event.unreadable);
  await subscriber.take(event, db);
};

/** Stops one subscriber by name, with the event that it cannot read; the others go on. */
const halt = async (
  { client, lease }: Writer,
  { name }: Subscriber,
  error: PoisonEvent,
): Promise<void> => {
  logger.error(`${name} stopped: ${error.message}`);
  await inTransaction(client, async () => {
    await lease.fence(client);
    await client.query('update reactions.checkpoint set stopped = $2 where name = $1', [
      name,
      error.message,
    ]);
  });
};
