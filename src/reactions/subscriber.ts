import type { ViewEvent } from '../../projections/projection.js';
import type { EventType } from '../domain/events.js';
import type { Queryable } from '../views/fold.js';

/** Something that follows the log and acts on it: what it takes in and how far it has read move together. */
export interface Subscriber {
  name: string;
  /** The types of event that it takes in; other types than before mean that it reads from the first event again. */
  types: readonly EventType[];
  /** Takes an event in, within the transaction that also moves the checkpoint. */
  take(event: ViewEvent, db: Queryable): Promise<void>;
  /**
   * Does what is due; resolves with the moment, in milliseconds since 1970, when something is due next. It
   * may be cut short anywhere and is then begun again.
   */
  work(db: Queryable): Promise<number>;
}
