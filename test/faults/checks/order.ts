import type { AppendCall, Answer, Call, History, OnRecord, Stored, Wish } from '../history.js';

/** All calls that sent one wish: one operation, however often it was asked for. */
export interface Operation {
  wish: Wish;
  calls: AppendCall[];
  /** When it can first have been recorded; Infinity where every call was refused for certain. */
  start: number;
  /** When it was first acknowledged; Infinity where it never was. */
  end: number;
}

/** Where an operation stands in the log. */
export interface Placed {
  first: number;
  last: number;
  operation: Operation;
}

const never: Operation = {
  wish: { commandId: '', fingerprint: '', writes: [], checks: [] },
  calls: [],
  start: -Infinity,
  end: Infinity,
};

/** True of an answer that says what is on record. */
export const isAcknowledged = (answer: Answer): answer is Extract<Answer, { position: number }> =>
  answer.status === 'appended' || answer.status === 'repeated';

/** True of an answer after which the call may have recorded something. */
export const mayBeRecorded = (answer: Answer): boolean =>
  isAcknowledged(answer) || answer.status === 'unknown';

/**
 * Entries in their final order, and when each of them can have been there: the answer to "how long
 * can it have been at that moment?", for one stream or for the whole log.
 */
export class Timeline {
  readonly entries: Stored[] = [];
  private readonly latestStart: number[] = [];
  private readonly acknowledged: { end: number; length: number }[] = [];
  private sorted = false;

  add(entry: Stored, { start, end }: Operation): void {
    this.entries.push(entry);
    this.latestStart.push(Math.max(start, this.latestStart.at(-1) ?? -Infinity));
    if (end !== Infinity) this.acknowledged.push({ end, length: this.entries.length });
  }

  /** Entries that were acknowledged before a moment, with all that stand before them. */
  leastAt(moment: number): number {
    this.sort();
    const before = countWhile(this.acknowledged, ({ end }) => end < moment);
    return this.acknowledged[before - 1]?.length ?? 0;
  }

  /** Whether so many entries can have been there at a moment: all of them had been sent. */
  canHave(length: number, moment: number): boolean {
    if (length === 0) return true;
    return length <= this.entries.length && this.latestStart[length - 1]! <= moment;
  }

  /** How many entries stand before a position of the log. */
  lengthBefore(position: number): number {
    return countWhile(this.entries, (entry) => entry.position < position);
  }

  /** By end, each with the greatest length acknowledged so far. */
  private sort(): void {
    if (this.sorted) return;
    this.sorted = true;
    this.acknowledged.sort((a, b) => a.end - b.end);
    let longest = 0;
    for (const one of this.acknowledged) one.length = longest = Math.max(longest, one.length);
  }
}

/** How many items at the front of a sorted list hold. */
function countWhile<T>(list: readonly T[], holds: (item: T) => boolean): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(list[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A history with everything that the rules look up in it. */
export interface Order {
  history: History;
  appends: AppendCall[];
  operations: Operation[];
  operationsOf: Map<string, Operation[]>;
  /** By command id: the operation whose elements stand in the log. */
  placed: Map<string, Placed>;
  all: Timeline;
  streams: Map<string, Timeline>;
  onRecord: Map<string, OnRecord>;
}

const NOTHING = new Timeline();

/** The timeline of a stream, empty where it does not exist. */
export const timelineOf = ({ streams }: Order, stream: string): Timeline =>
  streams.get(stream) ?? NOTHING;

/** Looks a history through once. */
export function orderOf(history: History): Order {
  const appends = history.calls.filter(isAppend);
  const operations = operationsIn(appends);
  const operationsOf = grouped(operations, ({ wish }) => wish.commandId);
  const order: Order = {
    history,
    appends,
    operations,
    operationsOf,
    placed: placesOf(history.log, operationsOf),
    all: new Timeline(),
    streams: new Map(),
    onRecord: new Map(history.onRecord.map((one) => [one.commandId, one])),
  };
  for (const entry of history.log) {
    const operation = order.placed.get(entry.commandId)?.operation ?? never;
    order.all.add(entry, operation);
    if (!order.streams.has(entry.stream)) order.streams.set(entry.stream, new Timeline());
    order.streams.get(entry.stream)!.add(entry, operation);
  }
  return order;
}

const isAppend = (call: Call): call is AppendCall => call.what === 'append';

function operationsIn(appends: AppendCall[]): Operation[] {
  const key = ({ wish }: AppendCall) => `${wish.commandId}\n${wish.fingerprint}`;
  return [...grouped(appends, key).values()].map((calls) => ({
    wish: calls[0]!.wish,
    calls,
    start: earliest(calls.filter(({ answer }) => mayBeRecorded(answer)).map(({ began }) => began)),
    end: earliest(calls.filter(({ answer }) => isAcknowledged(answer)).map(({ ended }) => ended)),
  }));
}

function grouped<T>(list: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const known = groups.get(key(item));
    if (known) known.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

const earliest = (moments: number[]): number =>
  moments.reduce((first, moment) => Math.min(first, moment), Infinity);

/** The first event of each command id tells by its element which wish it was. */
function placesOf(log: Stored[], operationsOf: Map<string, Operation[]>): Map<string, Placed> {
  const placed = new Map<string, Placed>();
  for (const { commandId, position, element } of log) {
    const known = placed.get(commandId);
    if (known) known.last = position;
    else {
      const operation = operationsOf.get(commandId)?.find(({ wish }) => holds(wish, element));
      if (operation) placed.set(commandId, { first: position, last: position, operation });
    }
  }
  return placed;
}

const holds = ({ writes }: Wish, element: string): boolean =>
  writes.some(({ elements }) => elements.includes(element));
