import type { Projection } from '../../projections/projection.js';
import type { Position } from '../log/port.js';
import { foldBatch, write, type Events } from './fold-batch.js';
import { statements } from './table.js';
import type { Turns } from './turns.js';

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

/** Events, and the span of the log in which there are no others. */
export interface Part {
  events: Events;
  span: Span;
}

/** What stands in a span of the log, cut so that the past is due nowhere but at the end of a part. */
export function* parts({ list, types }: Events, { from, to }: Span): Generator<Part> {
  let [at, left] = [from, list];
  while (at < to) {
    const next = nextDue(at, left, to);
    const after = left.findIndex(({ position }) => position > next);
    const end = after < 0 ? left.length : after;
    yield { events: { list: left.slice(0, end), types }, span: { from: at, to: next } };
    [at, left] = [next, left.slice(end)];
  }
}

/** Where the past is due next: behind the first change that was not noted yet. */
const nextDue = (at: Position, [first]: Events['list'], to: Position): Position => {
  const changed = at === notedBefore(at) ? (first?.position ?? to) : at + 1n;
  const due = notedAfter(changed - 1n);
  return due < to ? due : to;
};

/**
 * Counts one of the `parts` of a batch into a table, and notes the past where that is due. Throws
 * PoisonEvent before anything was written.
 */
export const countPart = async (
  view: Projection,
  table: string,
  { events, span }: Part,
  db: Turns,
): Promise<void> => {
  if (events.list.length) await write(view, table, await foldBatch(view, table, events, db), db);
  if (view.appendOnly || span.to !== notedBefore(span.to)) return;
  await db.query(statements(view, table).note, [String(span.to), String(span.to - PAST_EVERY)]);
};
