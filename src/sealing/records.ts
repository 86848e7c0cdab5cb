import type { Recorded } from '../log/port.js';

/** Runs one statement; what both a client and a pool of `pg` can do. */
export interface Queryable {
  query(sql: string, values?: unknown[]): Promise<{ rows: any[] }>;
}

/** Where an event stands: in which consultation's log, or in the registry (null), and at which index. */
export interface Entry {
  position: bigint;
  eventId: string;
  consultationId: string | null;
  n: number;
}

/**
 * Notes where events of consultations stand; what is noted already stays. It waits for no disk: what a
 * crash of the database takes with it follows from the log, and is noted again.
 */
export const writeEntries = async (db: Queryable, entries: readonly Entry[]): Promise<void> => {
  if (entries.length === 0) return;
  await db.query(
    `with in_passing as (select set_config('synchronous_commit', 'off', true))
     insert into ledger.entry (position, event_id, consultation_id, n)
     select e.* from in_passing,
       unnest($1::bigint[], $2::uuid[], string_to_array($3, E'\\n'), $4::integer[]) e
     on conflict do nothing`,
    [
      arrayOf(entries.map(({ position }) => position)),
      arrayOf(entries.map(({ eventId }) => eventId)),
      entries.map(({ consultationId }) => consultationId).join('\n'),
      arrayOf(entries.map(({ n }) => n)),
    ],
  );
};

/** Numbers and ids as PostgreSQL reads an array of them. */
const arrayOf = (values: readonly (bigint | number | string)[]): string => `{${values.join()}}`;

/** The position of the last event that was noted. */
export const notedTo = async (db: Queryable): Promise<bigint> => {
  const { rows } = await db.query(
    'select coalesce(max(position), 0)::text as last from ledger.entry',
  );
  return BigInt(rows[0].last);
};

/** How many events of each consultation were noted, up to a position. */
export const notedUpTo = async (db: Queryable, position: bigint): Promise<Map<string, number>> => {
  const { rows } = await db.query(
    `select consultation_id, max(n) + 1 as size from ledger.entry where position <= $1 group by 1`,
    [String(position)],
  );
  return new Map(rows.map((row) => [row.consultation_id, row.size]));
};

/** The position of the event that was noted at an index of a consultation's log. */
export const positionAt = async (
  db: Queryable,
  consultationId: string,
  n: number,
): Promise<bigint> => {
  const { rows } = await db.query(
    'select position::text from ledger.entry where consultation_id = $1 and n = $2',
    [consultationId, n],
  );
  return BigInt(rows[0].position);
};

/** How many events of each consultation were noted. */
export const noted = async (db: Queryable): Promise<Map<string, number>> => {
  const { rows } = await db.query(
    'select consultation_id, count(*)::int as n from ledger.entry group by 1',
  );
  return new Map(rows.map((row) => [row.consultation_id, row.n]));
};

/** Where the event of a position, or of an id, stands; undefined until it was noted. */
export const entryOf = async (
  db: Queryable,
  wanted: { position: bigint } | { eventId: string },
): Promise<Entry | undefined> => {
  const [column, value] =
    'position' in wanted ? ['position', String(wanted.position)] : ['event_id', wanted.eventId];
  const { rows } = await db.query(
    `select position::text, event_id, consultation_id, n from ledger.entry where ${column} = $1
     union all
     select position::text, event_id, null, n from ledger.registry where ${column} = $1`,
    [value],
  );
  const [row] = rows;
  return (
    row && {
      position: BigInt(row.position),
      eventId: row.event_id,
      consultationId: row.consultation_id,
      n: row.n,
    }
  );
};

/** A leaf of the registry, and what it is of. */
export interface RegistryRow {
  leaf: Buffer;
  event?: Pick<Recorded, 'position' | 'eventId'>;
  /** The place of the log that is opened, or whose head of that size it is. */
  about?: string;
  size?: number;
}

/** Appends a leaf to the registry, at an index that nobody else can take. */
export const writeRegistry = async (db: Queryable, n: number, row: RegistryRow): Promise<void> => {
  const { leaf, event, about = null, size = null } = row;
  await db.query(
    `insert into ledger.registry (n, leaf, position, event_id, about, size)
     values ($1, $2, $3, $4, $5, $6)`,
    [n, leaf, event ? String(event.position) : null, event?.eventId ?? null, about, size],
  );
};

/** How many leaves the registry has, and the position of its last event. */
export const registryHead = async (db: Queryable): Promise<{ size: number; position: bigint }> => {
  const { rows } = await db.query(
    `select (select count(*)::int from ledger.registry) as size,
       (select coalesce(max(position), 0)::text from ledger.registry) as position`,
  );
  return { size: rows[0].size, position: BigInt(rows[0].position) };
};

/** Leaves of the registry from an index on, at most so many. */
export const registryLeaves = async (
  db: Queryable,
  from: number,
  most: number,
): Promise<Buffer[]> => {
  const { rows } = await db.query(
    'select leaf from ledger.registry where n >= $1 order by n limit $2',
    [from, most],
  );
  return rows.map(({ leaf }) => leaf);
};

/** Whether the registry tells of a log: only then does the public know of it. */
export const isOpen = async (db: Queryable, place: string): Promise<boolean> => {
  const { rows } = await db.query('select from ledger.registry where about = $1 limit 1', [place]);
  return rows.length > 0;
};

/** Of logs that the registry tells of: the size of the last head that it holds, and that head's age in milliseconds. */
export const registered = async (
  db: Queryable,
  places: readonly string[],
): Promise<Map<string, { size: number; ageMs: number }>> => {
  const { rows } = await db.query(
    `select distinct on (about) about, coalesce(size, 0)::int as size,
       case when size is null then 1e15 else
         extract(epoch from clock_timestamp() - recorded_at) * 1000 end::float8 as age
     from ledger.registry where about = any($1) order by about, n desc`,
    [places],
  );
  return new Map(rows.map(({ about, size, age }) => [about, { size, ageMs: age }]));
};
