import type { EventType } from '../domain/events.js';
import type { Subscriber } from '../reactions/subscriber.js';
import { deliver, type Delivery } from './deliver.js';
import { told } from './notice.js';
import { keeps, takeIn } from './record.js';

/**
 * Writes to people about what happened to what they wrote and chose: each of them once for each event. A
 * message may arrive twice where a crash comes between sending it and the note of it, under the same id.
 */
export const outbox = (delivery: Delivery): Subscriber => ({
  name: 'outbox',
  types: [...new Set([...Object.keys(keeps), ...Object.keys(told)])] as EventType[],
  take: takeIn,
  work: async (db) => {
    await deliver(delivery, db);
    const { rows } = await db.query(
      `select min(try_at) as next from outbox.message where state = 'due'`,
    );
    return (rows[0]!['next'] as Date | null)?.getTime() ?? Infinity;
  },
});
