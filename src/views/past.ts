import type pg from 'pg';
import type { Projection } from '../../projections/projection.js';
import type { Position } from '../log/port.js';
import { foldBatch, write, type Events } from './fold-batch.js';
import { statements } from './table.js';

/**
 * After so many positions it is noted what has become of the rows that changed meanwhile: to know a row at
 * any position no more events than that are folded.
 */
export const PAST_EVERY = 10_000n;

/** The last position up to another one at which the past is noted. */
export const notedBefore = (position: Position): Position => position - (position % PAST_EVERY);

const notedAfter = (position: Position): Position => notedBefore(position) + PAST_EVERY;

/** How far a view was counted before a batch, and is after it. */
export interface Span {
  from: Position;
  to: Position;
}

/**
 * Counts a batch into a table, and notes the past wherever that is due; in a transaction of the caller's,
 * in which nothing of the batch stands where it throws PoisonEvent.
 */
export const countBatch = async (
  view: Projection,
  table: string,
  events: Events,
  span: Span,
  db: pg.ClientBase,
): Promise<void> => {
  const points = view.appendOnly ? [] : pointsIn(events.list, span);
  if (points.length === 0) return count(view, table, events, db);
  await db.query('savepoint counted');
  try {
    await countTo(points, view, table, events, db);
  } catch (error) {
    await db.query('rollback to counted');
    throw error;
  }
  await db.query('release counted');
};

const count = async (view: Projection, table: string, events: Events, db: pg.ClientBase) =>
  events.list.length
    ? write(view, table, await foldBatch(view, table, events, db), db)
    : Promise.resolve();

const countTo = async (
  points: Position[],
  view: Projection,
  table: string,
  { list, types }: Events,
  db: pg.ClientBase,
): Promise<void> => {
  let left = list;
  for (const point of points) {
    const after = left.findIndex(({ position }) => position > point);
    const end = after < 0 ? left.length : after;
    await count(view, table, { list: left.slice(0, end), types }, db);
    left = left.slice(end);
    await db.query(statements(view, table).note, [String(point), String(point - PAST_EVERY)]);
  }
  await count(view, table, { list: left, types }, db);
};

/** Where the past is due in a batch: nothing has changed since at the others. */
const pointsIn = (list: Events['list'], { from, to }: Span): Position[] => {
  const points = new Set([notedAfter(from)]);
  for (const { position } of list) points.add(notedAfter(position - 1n));
  return [...points].filter((point) => point <= to).sort((a, b) => (a < b ? -1 : 1));
};
