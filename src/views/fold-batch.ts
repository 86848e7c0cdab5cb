import {
  foldEvent,
  rowId,
  type Key,
  type Projection,
  type Step,
  type ViewEvent,
} from '../../projections/projection.js';
import type { EventType } from '../domain/events.js';
import { UnknownVersion, upcast, type Versions } from '../domain/upcast.js';
import type { Recorded } from '../log/port.js';
import { decodeRow, encode, statements } from './table.js';

/** Runs one statement; what both a client and a pool of `pg` can do. */
export interface Queryable {
  query(sql: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}

/** What a batch does to one table. */
export interface Changes {
  rows: Record<string, unknown>[];
  removed: Key<Record<string, unknown>>[];
  asOf: bigint[];
}

/** An event as views see it, and why it cannot be read where that is so: a view that counts it stops there. */
export type Seen = ViewEvent & { schemaVersion: number; unreadable?: UnknownVersion };

/** A view threw on an event; it stops there and is never moved past it. */
export class PoisonEvent extends Error {
  readonly type: string;
  readonly version: number;
  readonly position: bigint;

  constructor(view: Projection, event: Seen, cause: Error) {
    super(
      `${view.name} threw on ${event.type} in version ${event.schemaVersion} at position ${event.position}: ${cause.message}`,
    );
    this.name = 'PoisonEvent';
    this.type = event.type;
    this.version = event.schemaVersion;
    this.position = event.position;
  }
}

/** A recorded event as views see it, in the present version of its type. */
export const viewEvent = (event: Recorded, known: Versions): Seen => {
  const at = event.occurredAt ?? event.recordedAt;
  try {
    return { ...upcast(event, known), at } as Seen;
  } catch (error) {
    if (!(error instanceof UnknownVersion)) throw error;
    return { ...event, at, unreadable: error } as Seen;
  }
};

const stepOf = (view: Projection, event: ViewEvent): Step<object, EventType> | undefined =>
  (Object.hasOwn(view.on, event.type) ? view.on[event.type] : view.on['*']) as
    Step<object, EventType> | undefined;

/** Folds a whole batch into one view: one query loads the rows it touches, nothing else is read. */
export const foldBatch = async (
  view: Projection,
  table: string,
  events: Seen[],
  db: Queryable,
): Promise<Changes> => {
  const keys = new Map<string, Key<Record<string, unknown>>>();
  const asOf = new Map<string, bigint>();
  for (const event of events)
    for (const key of touched(view, event)) {
      const id = rowId(view, key);
      keys.set(id, key as Record<string, unknown>);
      asOf.set(id, event.position);
    }
  if (!keys.size) return { rows: [], removed: [], asOf: [] };
  const rows = await load(view, table, [...keys.values()], db);
  const before = new Map(rows);
  for (const event of events)
    try {
      foldEvent(view, rows, event);
    } catch (error) {
      throw new PoisonEvent(view, event, error as Error);
    }
  return changes(before, rows, keys, asOf);
};

const touched = (view: Projection, event: Seen): object[] => {
  const step = stepOf(view, event);
  if (!step) return [];
  if (event.unreadable) throw new PoisonEvent(view, event, event.unreadable);
  try {
    return step.rows(event);
  } catch (error) {
    throw new PoisonEvent(view, event, error as Error);
  }
};

const changes = (
  before: Map<string, object | null>,
  after: Map<string, object | null>,
  keys: Map<string, Key<Record<string, unknown>>>,
  asOf: Map<string, bigint>,
): Changes => {
  const changed = [...after].filter(([id, row]) => row !== null && row !== before.get(id));
  return {
    rows: changed.map(([, row]) => row as Record<string, unknown>),
    asOf: changed.map(([id]) => asOf.get(id)!),
    removed: [...after]
      .filter(([id, row]) => row === null && before.get(id))
      .map(([id]) => keys.get(id)!),
  };
};

const columnArrays = (view: Projection, names: readonly string[], rows: object[]): unknown[][] =>
  names.map((name) =>
    rows.map((row) => encode(view.columns[name]!, (row as Record<string, unknown>)[name])),
  );

const load = async (
  view: Projection,
  table: string,
  keys: object[],
  db: Queryable,
): Promise<Map<string, object | null>> => {
  const found = await db.query(statements(view, table).load, columnArrays(view, view.key, keys));
  return new Map(
    found.rows.map((raw) => {
      const row = decodeRow(view, raw);
      return [rowId(view, row), row];
    }),
  );
};

/** Writes what a batch did to one table, in at most two statements. */
export const write = async (
  view: Projection,
  table: string,
  c: Changes,
  db: Queryable,
): Promise<void> => {
  const sql = statements(view, table);
  if (c.rows.length)
    await db.query(sql.upsert, [
      ...columnArrays(view, Object.keys(view.columns), c.rows),
      c.asOf.map(String),
    ]);
  if (c.removed.length) await db.query(sql.remove, columnArrays(view, view.key, c.removed));
};
