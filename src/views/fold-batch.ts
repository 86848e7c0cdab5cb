import {
  rowId,
  stepOf,
  typesOf,
  type ColumnType,
  type Projection,
  type Step,
  type ViewEvent,
} from '../../projections/projection.js';
import type { EventType } from '../domain/events.js';
import { UnknownVersion, upcast, type Versions } from '../domain/upcast.js';
import type { Recorded } from '../log/port.js';
import { copyField, decodeRow, encode, statements } from './table.js';
import type { Turns } from './turns.js';

/** Runs one statement; what both a client and a pool of `pg` can do. */
export interface Queryable {
  query(sql: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}

/** What a batch does to one table. */
export interface Changes {
  /** Rows that were not there before, and rows that were, each list with the positions of their last changes. */
  added: Placed;
  changed: Placed;
  removed: Row[];
  /** The positions at which those were removed. */
  goneAt: bigint[];
}

interface Placed {
  rows: Row[];
  asOf: bigint[];
}

type Row = Record<string, unknown>;

/** A row while a batch is folded: as it was, as it is, and the position of its last change. */
interface Folded {
  key: Row;
  before: Row | null;
  now: Row | null;
  asOf: bigint;
}

/** An event as views see it, and why it cannot be read where that is so: a view that counts it stops there. */
export type Seen = ViewEvent & { schemaVersion: number; unreadable?: UnknownVersion };

/** An event that a view hears of, what the view does with it, and the rows that it touches. */
interface Heard {
  event: Seen;
  step: Step<Row, EventType>;
  rows: Folded[];
}

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

const viewEvent = (event: Recorded, known: Versions): Seen => {
  const at = event.occurredAt ?? event.recordedAt;
  try {
    return { ...upcast(event, known), at } as Seen;
  } catch (error) {
    if (!(error instanceof UnknownVersion)) throw error;
    return { ...event, at, unreadable: error } as Seen;
  }
};

/** Those events that stand behind a position. */
export const behind = ({ list, types }: Events, position: bigint): Events =>
  list.length > 0 && list[0]!.position > position
    ? { list, types }
    : { list: list.filter((event) => event.position > position), types };

const placed = (folded: Folded[]): Placed => ({
  rows: folded.map(({ now }) => now!),
  asOf: folded.map(({ asOf }) => asOf),
});

const NONE: Changes = { added: placed([]), changed: placed([]), removed: [], goneAt: [] };

/**
 * Folds a whole batch into one view: one query loads the rows it touches, as they are or as they were when
 * the past was noted at `asOf`; nothing else is read. Rows that are not wanted are left out.
 */
export const foldBatch = async (
  view: Projection,
  table: string,
  { list, types }: Events,
  db: Queryable,
  { asOf, isWanted }: { asOf?: bigint; isWanted?: (key: Row) => boolean } = {},
): Promise<Changes> => {
  const heardTypes = typesOf(view);
  if (heardTypes && !heardTypes.some((type) => types.has(type))) return NONE;
  const rows = new Map<string, Folded>();
  const heard = list.flatMap((event) => hear(view, event, rows, isWanted));
  if (rows.size === 0) return NONE;
  if (!view.appendOnly) await load(view, table, rows, { db, asOf });
  for (const { event, step, rows } of heard)
    guarded(view, event, () => {
      for (const row of rows) {
        row.now = step.evolve(row.now, event, row.key);
        row.asOf = event.position;
      }
    });
  return changes(rows);
};

/** What an event touches; a row that other events of the batch touch, too, is the same. */
const hear = (
  view: Projection<Row>,
  event: Seen,
  rows: Map<string, Folded>,
  isWanted?: (key: Row) => boolean,
): Heard[] => {
  const step = stepOf(view, event);
  if (!step) return [];
  if (event.unreadable) throw new PoisonEvent(view, event, event.unreadable);
  const keys = guarded(view, event, () => step.rows(event));
  const touched = (isWanted ? keys.filter(isWanted) : keys).map((key) => {
    const id = rowId(view, key);
    const known = rows.get(id);
    if (known) return known;
    const row: Folded = { key, before: null, now: null, asOf: 0n };
    rows.set(id, row);
    return row;
  });
  return [{ event, step, rows: touched }];
};

/** Does what a view declares; throws PoisonEvent where that throws. */
const guarded = <T>(view: Projection, event: Seen, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw new PoisonEvent(view, event, error as Error);
  }
};

const changes = (rows: Map<string, Folded>): Changes => {
  const all = [...rows.values()];
  const gone = all.filter(({ now, before }) => now === null && before);
  return {
    added: placed(all.filter(({ now, before }) => now && !before)),
    changed: placed(all.filter(({ now, before }) => now && before && now !== before)),
    removed: gone.map(({ key }) => key),
    goneAt: gone.map(({ asOf }) => asOf),
  };
};

const columnValues = (view: Projection, names: readonly string[], rows: Row[]): string[] =>
  names.map((name) =>
    encode(
      view.columns[name]!,
      rows.map((row) => row[name]),
    ),
  );

const load = async (
  view: Projection,
  table: string,
  rows: Map<string, Folded>,
  { db, asOf }: { db: Queryable; asOf: bigint | undefined },
): Promise<void> => {
  const keys = [...rows.values()].map(({ key }) => key);
  const { load, loadPast } = statements(view, table);
  const sql = asOf === undefined ? load : loadPast(String(asOf));
  const found = await db.query(sql, columnValues(view, view.key, keys));
  for (const raw of found.rows) {
    const row = decodeRow(view, raw);
    const folded = rows.get(rowId(view, row))!;
    folded.before = folded.now = row;
  }
};

/** So many rows and more are copied: below that, the second turn that copying takes costs more than it saves. */
const MANY = 50;

/** Writes what a batch did to one table, in at most four statements. */
export const write = async (
  view: Projection,
  table: string,
  { added, changed, removed, goneAt }: Changes,
  db: Turns,
): Promise<void> => {
  const sql = statements(view, table);
  const values = ({ rows, asOf }: Placed) => [
    ...columnValues(view, Object.keys(view.columns), rows),
    encode('position', asOf),
  ];
  if (added.rows.length >= MANY) await db.copy(sql.copy, copyText(view, added));
  else if (added.rows.length) await db.query(sql.insert, values(added));
  if (changed.rows.length) await db.query(sql.update, values(changed));
  if (!removed.length) return;
  const keys = columnValues(view, view.key, removed);
  await db.query(sql.remove, keys);
  if (!view.appendOnly) await db.query(sql.noteGone, [...keys, encode('position', goneAt)]);
};

const copyText = (view: Projection, { rows, asOf }: Placed): string => {
  const columns = Object.entries(view.columns) as [string, ColumnType][];
  const line = (row: Row, i: number) =>
    columns.map(([name, type]) => copyField(type, row[name])).join('\t') + `\t${asOf[i]}\n`;
  return rows.map(line).join('');
};
