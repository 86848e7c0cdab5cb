import { typesOf, type Projection } from '../../projections/projection.js';
import { versions } from '../domain/upcast.js';
import type { Instant } from '../domain/fact.js';
import type { Log, Position, Recorded } from '../log/port.js';
import { eventsOf, foldBatch, type Changes, type Queryable } from './fold-batch.js';
import { notedBefore } from './past.js';
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
   * The rows of a view as they were at a position: what was noted before it, with the events since then
   * folded into it. At most so many events are read as lie between two notes of the past.
   */
  async rowsAsOf(view: Projection, asOf: Position, keys: KeyConditions): Promise<PastRows> {
    const noted = notedBefore(asOf);
    const since = eventsOf(await this.#between(view, noted, asOf), versions);
    const wanted = Object.entries(keys).map(
      ([column, values]) => [column, new Set(values)] as const,
    );
    const isWanted = (key: Record<string, unknown>) =>
      wanted.every(([column, values]) => values.has(key[column]));
    const table = `views."${view.name}"`;
    const changes = await foldBatch(view, table, since, this.db, { asOf: noted, isWanted });
    return pastRows(view, noted, changes, keys);
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

/** What was noted, but for rows that have changed since, and those as they have become. */
const pastRows = (
  view: Projection,
  noted: Position,
  { added, changed, removed }: Changes,
  keys: KeyConditions,
): PastRows => {
  const rows = [...added.rows, ...changed.rows];
  const asOf = [...added.asOf, ...changed.asOf];
  const table = `views."${view.name}"`;
  const key = view.key.map((column) => `"${column}"`);
  const keyTypes = view.key.map((column) => `"${column}" ${sqlType(view.columns[column]!)}`);
  const isSame = key.map((column) => `c.${column} = p.${column}`).join(' and ');
  const among = Object.keys(keys).map((column, i) => `and "${column}"::text = any(:pastKey${i})`);
  return {
    sql: `select (json_populate_record(null::${table}, p.row)).* from (
        select distinct on (${key.join(', ')}) ${key.join(', ')}, row from ${pastOf(table)}
        where "pastAt" <= :noted ${among.join(' ')} order by ${key.join(', ')}, "pastAt" desc
      ) p
      where p.row is not null and not exists (
        select from json_to_recordset(:pastChanged) as c(${keyTypes.join(', ')}) where ${isSame})
      union all select * from json_populate_recordset(null::${table}, :pastRows)`,
    params: {
      noted: String(noted),
      pastChanged: jsonOf([...rows, ...removed]),
      pastRows: jsonOf(rows.map((row, i) => ({ ...row, asOfPosition: asOf[i] }))),
      ...Object.fromEntries(
        Object.values(keys).map((values, i) => [`pastKey${i}`, values.map(String)]),
      ),
    },
  };
};

/** Numbers of 64 bits as text: PostgreSQL reads them so. */
const jsonOf = (rows: object[]): string =>
  JSON.stringify(rows, (_name, value) => (typeof value === 'bigint' ? String(value) : value));
