import type { LogRead, OutcomeRead, StreamRead, Violation } from '../history.js';
import { timelineOf, type Order, type Timeline } from './order.js';

/** What readers were shown: a prefix of what stands there now, as long as it can have been then. */
export function* checkReadings(order: Order): Generator<Violation> {
  const reached = new Map<string, number>();
  for (const call of order.history.calls) {
    if (call.what === 'stream') yield* streamRead(order, call, reached);
    if (call.what === 'log') yield* logRead(order, call, reached);
    if (call.what === 'outcome') yield* outcomeRead(order, call);
  }
}

function* streamRead(
  order: Order,
  { stream, from, elements, ...call }: StreamRead,
  reached: Map<string, number>,
): Generator<Violation> {
  const timeline = timelineOf(order, stream);
  const wrong = elements.findIndex((element, i) => timeline.entries[from + i]?.element !== element);
  if (wrong >= 0) {
    const says = `${call.session} read ${elements[wrong]} as revision ${from + wrong} of ${stream}`;
    return yield { rule: 'a reading is a prefix', says };
  }
  const length = from + elements.length;
  const seen = { ...call, name: stream, from, length, whole: true };
  yield* lengthOf(timeline, seen);
  yield* onward(reached, seen);
}

interface Seen {
  session: string;
  began: number;
  ended: number;
  name: string;
  from: number;
  length: number;
  /** Whether it read to the end. */
  whole: boolean;
}

/** Not shorter than what was acknowledged before, nor longer than what was sent by then. */
function* lengthOf(timeline: Timeline, seen: Seen): Generator<Violation> {
  const { name, from, length, whole, began, ended, session } = seen;
  const least = timeline.leastAt(began);
  if (whole && length < least)
    yield {
      rule: 'a reading is a prefix',
      says: `${session} read ${length} of ${name}, where ${least} were acknowledged`,
    };
  if (length > from && !timeline.canHave(length, ended))
    yield {
      rule: 'a reading is a prefix',
      says: `${session} read ${length} of ${name} before they were sent`,
    };
}

/** A session that read so far reads as far afterwards. */
function* onward(
  reached: Map<string, number>,
  { session, name, from, length, whole }: Seen,
): Generator<Violation> {
  const key = `${session}\n${name}`;
  const before = reached.get(key) ?? 0;
  if (whole && length > from) reached.set(key, Math.max(before, length));
  if (whole && length < before)
    yield {
      rule: 'a session never reads backwards',
      says: `${session} read ${length} of ${name}, and ${before} earlier`,
    };
}

function* logRead(
  { all }: Order,
  { after, limit, events, ...call }: LogRead,
  reached: Map<string, number>,
): Generator<Violation> {
  const wrong = events.findIndex(
    ([position, element], i) =>
      position !== after + i + 1 || all.entries[position - 1]?.element !== element,
  );
  if (wrong >= 0) {
    const says = `${call.session} read ${events[wrong]![1]} at position ${events[wrong]![0]}, after ${after}`;
    return yield { rule: 'a reading is a prefix', says };
  }
  const seen = {
    ...call,
    name: 'the log',
    from: after,
    length: after + events.length,
    whole: events.length < limit,
  };
  yield* lengthOf(all, seen);
  yield* onward(reached, seen);
}

function* outcomeRead(order: Order, call: OutcomeRead): Generator<Violation> {
  const { commandId, onRecord, began, ended, session } = call;
  const rule = 'what is on record agrees with the events';
  const place = order.placed.get(commandId);
  if (!onRecord) {
    if (place && place.operation.end < began)
      yield { rule, says: `${session} was told that ${commandId} is not on record, after it was` };
    return;
  }
  const final = order.onRecord.get(commandId);
  const same =
    final?.position === onRecord.position &&
    final.fingerprint === onRecord.fingerprint &&
    Object.entries(final.revisions).every(([s, revision]) => onRecord.revisions[s] === revision);
  if (!same) yield { rule, says: `${session} was told ${JSON.stringify(onRecord)}` };
  else if (place && place.operation.start > ended)
    yield { rule, says: `${session} was told of ${commandId} before it was sent` };
}
