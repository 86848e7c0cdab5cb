import { typesOf, type Projection } from '../../projections/projection.js';
import { versions } from '../domain/upcast.js';
import type { Instant } from '../domain/fact.js';
import type { Log, Position, Recorded } from '../log/port.js';
import { eventsOf, Fold, type Changes, type Queryable } from './fold.js';
import { keptBefore } from './past.js';
import { pastOf, sqlType } from './table.js';

/** Conditions on key columns: any of these values. */
export type KeyConditions = Record<string, readonly unknown[]>;

/** A view's rows as they were, as a SQL query with its parameters. */
export interface PastRows {
  sql: string;
  params: Record<string, unknown>;
}

/** What views have been: at any position of the log, and at any instant. */
export class Past {
  constructor(
    private readonly log: Log,
    private readonly db: Queryable,
  ) {}

  /**
   * The rows of a view as they were at a position: what is kept of the last position before it at which the
   * past is kept, with the events since then folded into it.
   */
  async rowsAsOf(view: Projection, asOf: Position, keys: KeyConditions): Promise<PastRows> {
    const kept = keptBefore(asOf);
    const since = eventsOf(await this.#between(view, kept, asOf), versions);
    const wanted = Object.entries(keys).map(
      ([column, values]) => [column, new Set(values)] as const,
    );
    const isWanted = (key: Record<string, unknown>) =>
      wanted.every(([column, values]) => values.has(key[column]));
    const fold = new Fold(view, `views."${view.name}"`, this.db, { asOf: kept, isWanted });
    await fold.take(since);
    return pastRows(view, kept, fold.changes, keys);
  }

  /**
   * The last position whose event was recorded at an instant or before; 0 where all came later. What
   * servers record follows their clocks, so it is as exact as these agree.
   */
  async positionAt(instant: string): Promise<Position> {
    let [before, behind] = [0n, (await this.log.head()) + 1n];
    while (behind - before > 1n) {
      const middle = (before + behind) / 2n;
      const event = await this.#next(middle - 1n);
      if (event && event.recordedAt <= instant) before = event.position;
      else behind = middle;
    }
    return before;
  }

  /** When the last event up to a position was recorded; the beginning of time before the first one. */
  async instantOf(position: Position): Promise<Instant> {
    const event = position > 0n ? await this.#next(position - 1n) : undefined;
    return event?.recordedAt ?? new Date(0).toISOString();
  }

  /** The position of the last event. */
  head(): Promise<Position> {
    return this.log.head();
  }

  async #next(after: Position): Promise<Recorded | undefined> {
    for await (const [event] of this.log.readAll({ after, limit: 1 })) return event;
    return undefined;
  }

  async #between(view: Projection, after: Position, upTo: Position): Promise<Recorded[]> {
    const found: Recorded[] = [];
    if (upTo <= after) return found;
    for await (const batch of this.log.readAll({ after, types: typesOf(view) })) {
      found.push(...batch.filter(({ position }) => position <= upTo));
      if (batch.at(-1)!.position >= upTo) break;
    }
    return found;
  }
}

/** What was kept, but for rows that have changed since, and those as they have become. */
const pastRows = (
  view: Projection,
  kept: Position,
  { added, changed, removed }: Changes,
  keys: KeyConditions,
): PastRows => {
  const rows = [...added, ...changed].map(({ now, asOf }) => ({ ...now, asOfPosition: asOf }));
  const table = `views."${view.name}"`;
  const key = view.key.map((column) => `"${column}"`);
  const keyTypes = view.key.map((column) => `"${column}" ${sqlType(view.columns[column]!)}`);
  const isSame = key.map((column) => `c.${column} = p.${column}`).join(' and ');
  const among = Object.keys(keys)
    .map((column, i) => `and "${column}"::text = any(:pastKey${i})`)
    .join(' ');
  return {
    sql: `select p.* from (
        select (json_populate_record(null::${table}, row)).* from ${pastOf(table)}
        where since <= :kept and until >= :kept ${among}
        union all select * from ${table} where "asOfPosition" <= :kept ${among}
      ) p
      where not exists (
        select from json_to_recordset(:pastChanged) as c(${keyTypes.join(', ')}) where ${isSame})
      union all select * from json_populate_recordset(null::${table}, :pastRows)`,
    params: {
      kept: String(kept),
      pastChanged: jsonOf([...rows, ...removed.map((row) => row.key)]),
      pastRows: jsonOf(rows),
      ...Object.fromEntries(
        Object.values(keys).map((values, i) => [`pastKey${i}`, values.map(String)]),
      ),
    },
  };
};

/** Numbers of 64 bits as text: PostgreSQL reads them so. */
const jsonOf = (rows: object[]): string =>
  JSON.stringify(rows, (_name, value) => (typeof value === 'bigint' ? String(value) : value));
