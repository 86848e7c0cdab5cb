import type { Projection } from '../../projections/projection.js';
import type { Position } from '../log/port.js';
import { Fold, type Events } from './fold.js';
import type { Turns } from './turns.js';
import { write } from './write.js';

/**
 * The past is kept as it was at every position that is a multiple of this: to know a row at any position no
 * more events than that are folded.
 */
export const PAST_EVERY = 10_000n;

/** The last position up to another one at which the past is kept. */
export const keptBefore = (position: Position): Position => position - (position % PAST_EVERY);

/** How far a view was counted before a batch, and is after it. */
export interface Span {
  from: Position;
  to: Position;
}

/** Events, and the span of the log in which there are no others. */
export interface Part {
  events: Events;
  span: Span;
}

/** What stands in a span of the log, cut so that no position at which the past is kept lies between two events of a part. */
export function* parts({ list, types }: Events, { from, to }: Span): Generator<Part> {
  let [at, left] = [from, list];
  while (at < to) {
    const end = left.length ? keptBefore(left[0]!.position - 1n) + PAST_EVERY : to;
    const next = end < to ? end : to;
    const after = left.findIndex(({ position }) => position > next);
    const count = after < 0 ? left.length : after;
    yield { events: { list: left.slice(0, count), types }, span: { from: at, to: next } };
    [at, left] = [next, left.slice(count)];
  }
}

/** Counts one of the `parts` of a batch into a table. Throws PoisonEvent before anything was written. */
export const countPart = async (
  view: Projection,
  table: string,
  { events, span }: Part,
  db: Turns,
): Promise<void> => {
  if (!events.list.length) return;
  const fold = new Fold(view, table, db);
  await fold.take(events);
  await write(view, table, fold.changes, { db, kept: keptBefore(span.to - 1n) });
};
