import { chained } from '../fold.js';
import type { Row, Subscriber, ViewRead, Violation } from '../history.js';
import { timelineOf, type Order, type Timeline } from './order.js';

/** What views said, and what subscribers were given, held against the log. */
export function* checkViews(order: Order): Generator<Violation> {
  const folds = new Map<Timeline, Row[]>();
  for (const call of order.history.calls)
    if (call.what === 'view') yield* viewRead(order, call, folds);
  yield* finalView(order, folds);
  for (const subscriber of order.history.subscribers) yield* completeness(order, subscriber);
}

/** The row of a stream after each of its events. */
function foldsOf(timeline: Timeline, folds: Map<Timeline, Row[]>): Row[] {
  const known = folds.get(timeline);
  if (known) return known;
  const rows: Row[] = [];
  for (const entry of timeline.entries) rows.push(chained(rows.at(-1) ?? null, entry));
  folds.set(timeline, rows);
  return rows;
}

const isSame = (one: Row | null | undefined, other: Row | null | undefined): boolean =>
  one?.count === other?.count && one?.digest === other?.digest;

const told = (row: Row | null | undefined): string =>
  row ? `${row.count} elements with digest ${row.digest}` : 'no row';

function* viewRead(
  order: Order,
  { session, stream, asOf, row }: ViewRead,
  folds: Map<Timeline, Row[]>,
): Generator<Violation> {
  const timeline = timelineOf(order, stream);
  const due = foldsOf(timeline, folds)[timeline.lengthBefore(asOf + 1) - 1];
  const end = order.history.log.length;
  if (asOf <= end && isSame(row, due)) return;
  const says = `${session} read ${told(row)} of ${stream} as of ${asOf}; the log of ${end} gives ${told(due)}`;
  yield { rule: 'a view is a fold of the log', says };
}

function* finalView(order: Order, folds: Map<Timeline, Row[]>): Generator<Violation> {
  const rule = 'a view is a fold of the log';
  const { log, view } = order.history;
  if (view.asOf !== log.length)
    yield { rule, says: `the view stands at ${view.asOf}, the log at ${log.length}` };
  const rows = new Map(view.rows.map((row) => [row.stream, row]));
  for (const stream of new Set([...rows.keys(), ...order.streams.keys()])) {
    const due = foldsOf(timelineOf(order, stream), folds).at(-1);
    if (!isSame(rows.get(stream), due))
      yield { rule, says: `${stream} has ${told(rows.get(stream))}; the log gives ${told(due)}` };
  }
}

/** Each event it wants exactly once, in order, over all its connections. */
function* completeness({ history }: Order, subscriber: Subscriber): Generator<Violation> {
  const { name, type, events, scannedTo } = subscriber;
  const rule = 'a subscriber sees everything once';
  const due = history.log.filter((event) => !type || event.type === type);
  const wrong = events.findIndex(
    ([position, element], i) => due[i]?.position !== position || due[i].element !== element,
  );
  if (wrong >= 0)
    yield {
      rule,
      says: `${name} was given position ${events[wrong]![0]} where ${due[wrong]?.position ?? 'nothing'} was due`,
    };
  else if (events.length < due.length)
    yield { rule, says: `${name} was never given position ${due[events.length]!.position}` };
  else if (scannedTo !== history.log.length)
    yield {
      rule,
      says: `${name} looked up to ${scannedTo}; the log ends at ${history.log.length}`,
    };
}
