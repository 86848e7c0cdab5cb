import {
  stepOf,
  typesOf,
  type Projection,
  type Step,
  type ViewEvent,
} from '../../projections/projection.js';
import type { EventType } from '../domain/events.js';
import { UnknownVersion, upcast, type Versions } from '../domain/upcast.js';
import type { Position, Recorded } from '../log/port.js';
import { ByKey } from './by-key.js';
import { decodeRow, encodeColumns, statements } from './table.js';

/** Runs one statement; what both a client and a pool of `pg` can do. */
export interface Queryable {
  query(sql: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}

export type Row = Record<string, unknown>;

/** A row while events are folded: as it was and as it is, with the positions of the last changes of both. */
export interface Folded {
  key: Row;
  before: Row | null;
  since: Position;
  now: Row | null;
  asOf: Position;
}

/** What events do to one table: rows that were not there before, rows that have changed, and rows that go. */
export interface Changes {
  added: Folded[];
  changed: Folded[];
  removed: Folded[];
}

/** An event as views see it, and why it cannot be read where that is so: a view that counts it stops there. */
export type Seen = ViewEvent & { schemaVersion: number; unreadable?: UnknownVersion };

/** A view threw on an event; it stops there and is never moved past it. */
export class PoisonEvent extends Error {
  readonly type: string;
  readonly version: number;
  readonly position: bigint;

  constructor({ name }: { name: string }, event: Seen, cause: Error) {
    super(
      `${name} threw on ${event.type} in version ${event.schemaVersion} at position ${event.position}: ${cause.message}`,
    );
    this.name = 'PoisonEvent';
    this.type = event.type;
    this.version = event.schemaVersion;
    this.position = event.position;
  }
}

/** Events in the order of the log, and which types are among them. */
export interface Events {
  list: Seen[];
  types: Set<string>;
}

/** Recorded events as views see them, in the present versions of their types. */
export const eventsOf = (recorded: readonly Recorded[], known: Versions): Events => {
  const list = recorded.map((event) => viewEvent(event, known));
  return { list, types: new Set(list.map(({ type }) => type)) };
};

/** Without its moment where that was not read. */
const viewEvent = (event: Recorded, known: Versions): Seen => {
  const at = event.occurredAt ?? event.recordedAt;
  try {
    const present = upcast(event, known);
    return (at === undefined ? present : { ...present, at }) as Seen;
  } catch (error) {
    if (!(error instanceof UnknownVersion)) throw error;
    return { ...event, at, unreadable: error } as Seen;
  }
};

/** Those events that stand behind a position. */
export const behind = ({ list, types }: Events, position: Position): Events =>
  list.length > 0 && list[0]!.position > position
    ? { list, types }
    : { list: list.filter((event) => event.position > position), types };

export interface FoldOptions {
  /** Rows are loaded as they were at this position, at which the past is kept; else as they are. */
  asOf?: Position;
  /** Whether a row is wanted; others are left out. */
  isWanted?: (key: Row) => boolean;
}

/**
 * Folds events into the rows of one view, and writes nothing: one query for each lot of events loads the
 * rows that none before has touched; nothing else is read.
 */
export class Fold {
  readonly #rows: Folded[] = [];
  readonly #byKey: ByKey<Folded>;
  #unloaded: Folded[] = [];

  constructor(
    private readonly view: Projection,
    private readonly table: string,
    private readonly db: Queryable,
    private readonly options: FoldOptions = {},
  ) {
    this.#byKey = new ByKey(view);
  }

  /** Folds events that follow on those before. Throws PoisonEvent. */
  async take({ list, types }: Events): Promise<void> {
    const { view } = this;
    const heardTypes = typesOf(view);
    if (heardTypes && !heardTypes.some((type) => types.has(type))) return;
    const touched: Folded[] = [];
    const ends = inOrder(view, list, (event, step) => {
      this.#touch(event, step, touched);
      return touched.length;
    });
    if (this.#unloaded.length > 0) await this.#load();
    let [at, n] = [0, 0];
    inOrder(view, list, (event, step) => {
      for (const end = ends[n++]!; at < end; at++) {
        const row = touched[at]!;
        row.now = step.evolve(row.now, event, row.key);
        row.asOf = event.position;
      }
    });
  }

  /** What has become of the rows so far. */
  get changes(): Changes {
    const found: Changes = { added: [], changed: [], removed: [] };
    for (const row of this.#rows) {
      if (row.now === row.before) continue;
      if (row.now === null) found.removed.push(row);
      else if (row.before === null) found.added.push(row);
      else found.changed.push(row);
    }
    return found;
  }

  /** Adds the rows that an event touches; a row that others touch, too, is the same. */
  #touch(event: Seen, step: Step<Row, EventType>, touched: Folded[]): void {
    const { view } = this;
    const { isWanted } = this.options;
    if (event.unreadable) throw event.unreadable;
    for (const key of step.rows(event)) {
      if (isWanted && !isWanted(key)) continue;
      let row = view.appendOnly ? undefined : this.#byKey.get(key);
      if (!row) {
        row = { key: key as Row, before: null, since: 0n, now: null, asOf: 0n };
        this.#rows.push(row);
        if (!view.appendOnly) {
          this.#byKey.put(key, row);
          this.#unloaded.push(row);
        }
      }
      touched.push(row);
    }
  }

  async #load(): Promise<void> {
    const { view, table, db } = this;
    const { asOf } = this.options;
    const keys = encodeColumns(
      view,
      view.key,
      this.#unloaded.map(({ key }) => key),
    );
    this.#unloaded = [];
    const { load, loadPast } = statements(view, table);
    const found =
      asOf === undefined
        ? await db.query(load, keys)
        : await db.query(loadPast, [...keys, String(asOf)]);
    for (const raw of found.rows) {
      const row = decodeRow(view, raw);
      const folded = this.#byKey.get(row)!;
      folded.before = folded.now = row;
      folded.since = BigInt(raw['asOfPosition'] as string);
    }
  }
}

/** Does something with each event that a view hears, and lists what it gives; throws PoisonEvent where it throws. */
const inOrder = <T>(
  view: Projection,
  list: readonly Seen[],
  work: (event: Seen, step: Step<Row, EventType>) => T,
): T[] => {
  const found: T[] = [];
  let at = 0;
  try {
    for (; at < list.length; at++) {
      const step = stepOf(view, list[at]!);
      if (step) found.push(work(list[at]!, step));
    }
  } catch (error) {
    throw new PoisonEvent(view, list[at]!, error as Error);
  }
  return found;
};
