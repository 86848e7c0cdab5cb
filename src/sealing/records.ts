import type { Position, Recorded } from '../log/port.js';

/** Runs one statement; what both a client and a pool of `pg` can do. */
export interface Queryable {
  query(sql: string, values?: unknown[]): Promise<{ rows: any[] }>;
}

/** An entry bundle of a consultation's log, and the position of the event that begins it. */
export interface Bundle {
  consultationId: string;
  index: number;
  position: Position;
}

/** Notes which events begin which bundles; what is noted already stays. */
export const noteBundles = async (db: Queryable, bundles: readonly Bundle[]): Promise<void> => {
  if (bundles.length === 0) return;
  await db.query(
    `insert into ledger.bundle (consultation_id, index, position)
     select * from unnest($1::text[], $2::integer[], $3::bigint[]) on conflict do nothing`,
    [
      bundles.map(({ consultationId }) => consultationId),
      bundles.map(({ index }) => index),
      bundles.map(({ position }) => String(position)),
    ],
  );
};

/** Which bundles of a consultation's log are noted. */
export const notedBundles = async (db: Queryable, consultationId: string): Promise<Set<number>> => {
  const { rows } = await db.query('select index from ledger.bundle where consultation_id = $1', [
    consultationId,
  ]);
  return new Set(rows.map(({ index }) => index));
};

/** The bundle that holds an event if its consultation's log does; undefined until it was noted. */
export const bundleWith = async (
  db: Queryable,
  consultationId: string,
  position: Position,
): Promise<number | undefined> => {
  const { rows } = await db.query(
    `select index from ledger.bundle where consultation_id = $1 and position <= $2
     order by position desc limit 1`,
    [consultationId, String(position)],
  );
  return rows[0]?.index;
};

/** Notes how many leaves are signed of consultations' logs; never fewer than before. */
export const noteHeads = async (
  db: Queryable,
  sizes: ReadonlyMap<string, number>,
): Promise<void> => {
  if (sizes.size === 0) return;
  await db.query(
    `insert into ledger.head (consultation_id, size) select * from unnest($1::text[], $2::integer[])
     on conflict (consultation_id) do update set size = greatest(head.size, excluded.size)`,
    [[...sizes.keys()], [...sizes.values()]],
  );
};

/** How many leaves were signed of each consultation's log. */
export const notedHeads = async (db: Queryable): Promise<Map<string, number>> => {
  const { rows } = await db.query('select consultation_id, size from ledger.head');
  return new Map(rows.map(({ consultation_id, size }) => [consultation_id, size]));
};

/** A leaf of the registry, and what it is of. */
export interface RegistryRow {
  leaf: Buffer;
  event?: Pick<Recorded, 'position'>;
  /** The place of the log that is opened, or whose head of that size it is. */
  about?: string;
  size?: number;
}

/** Appends a leaf to the registry, at an index that nobody else can take. */
export const writeRegistry = async (db: Queryable, n: number, row: RegistryRow): Promise<void> => {
  const { leaf, event, about = null, size = null } = row;
  await db.query(
    'insert into ledger.registry (n, leaf, position, about, size) values ($1, $2, $3, $4, $5)',
    [n, leaf, event ? String(event.position) : null, about, size],
  );
};

/** The index of an event in the registry; undefined where it is not there. */
export const registryIndex = async (
  db: Queryable,
  position: Position,
): Promise<number | undefined> => {
  const { rows } = await db.query('select n from ledger.registry where position = $1', [
    String(position),
  ]);
  return rows[0]?.n;
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
