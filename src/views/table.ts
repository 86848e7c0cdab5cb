import { createHash } from 'node:crypto';
import { typesOf, type ColumnType, type Projection } from '../../projections/projection.js';

const sqlTypes: Record<string, string> = {
  text: 'text',
  int: 'integer',
  money: 'bigint',
  position: 'bigint',
  boolean: 'boolean',
  json: 'json',
};

const kind = (type: ColumnType): string => type.replace('?', '');
export const isNullable = (type: ColumnType): boolean => type.endsWith('?');
export const sqlType = (type: ColumnType): string => sqlTypes[kind(type)]!;

const quoted = (name: string): string => `"${name}"`;
const columnsOf = (view: Projection): [string, ColumnType][] =>
  Object.entries(view.columns) as [string, ColumnType][];

/**
 * The values of one column as PostgreSQL is handed them: JSON one value a line, for none of it holds a
 * line feed, and everything else as an array.
 */
export const encode = (type: ColumnType, values: readonly unknown[]): string =>
  kind(type) === 'json'
    ? values.map((value) => (value == null ? '' : JSON.stringify(value))).join('\n')
    : `{${values.map(element).join()}}`;

const element = (value: unknown): string => {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value !== 'string') return String(value);
  return `"${/["\\]/.test(value) ? value.replace(/["\\]/g, '\\$&') : value}"`;
};

/** One value as a field of a line that is copied into a table. */
export const copyField = (type: ColumnType, value: unknown): string => {
  if (value === null || value === undefined) return '\\N';
  if (kind(type) === 'json') return JSON.stringify(value).replaceAll('\\', '\\\\');
  if (typeof value !== 'string') return String(value);
  return /[\\\t\n\r]/.test(value) ? value.replace(/[\\\t\n\r]/g, (c) => escaped[c]!) : value;
};

const escaped: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** What `encode` made, as an array again. */
const decoded = (type: string, place: number): string =>
  type === 'json' ? `string_to_array($${place}, E'\\n', '')::json[]` : `$${place}::${type}[]`;

/** A value as the view's row holds it, from what PostgreSQL hands back. */
export const decode = (type: ColumnType, value: unknown): unknown => {
  if (value === null) return null;
  if (kind(type) === 'position') return BigInt(value as string);
  return kind(type) === 'money' ? Number(value) : value;
};

/** A row of a view from a row of its table. */
export const decodeRow = (
  view: Projection,
  row: Record<string, unknown>,
): Record<string, unknown> =>
  Object.fromEntries(columnsOf(view).map(([name, type]) => [name, decode(type, row[name])]));

/** Digest of what decides a view's rows as far as its declaration shows: another one means another table. */
export const fingerprint = (view: Projection): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        ...[view.columns, view.key, view.indexes ?? [], typesOf(view) ?? '*'],
        view.appendOnly ?? false,
      ]),
    )
    .digest('hex')
    .slice(0, 16);

/** The full name of the table that holds what the rows of another one have been. */
export const pastOf = (table: string): string => table.replace(/"$/, '__past"');

/** The statements by which one view's table lives; `table` is its full name. */
export const statements = (view: Projection, table: string) => {
  const columns = columnsOf(view);
  const all = [...columns.map(([name]) => quoted(name)), '"asOfPosition"'];
  const key = view.key.map(quoted);
  const keyTypes = view.key.map((k) => sqlType(view.columns[k]!));
  const rest = all.filter((c) => !key.includes(c));
  const arrays = (types: string[]) => types.map((type, i) => decoded(type, i + 1)).join(', ');
  const keyRows = `unnest(${arrays(keyTypes)}) as k(${key.join(', ')})`;
  const newRows = `unnest(${arrays([...columns.map(([, type]) => sqlType(type)), 'bigint'])})`;
  const sameKey = key.map((k) => `t.${k} = k.${k}`).join(' and ');
  const index = (list: readonly string[], i: number) =>
    `create index on ${table} (${list.map(quoted).join(', ')}) /* ${i} */`;
  const past = pastOf(table);
  const columnText = ([name, type]: [string, ColumnType]) =>
    `${quoted(name)} ${sqlType(type)}${isNullable(type) ? '' : ' not null'}`;
  const keyText = columns.filter(([name]) => view.key.includes(name)).map(columnText);
  return {
    create: [
      `create table ${table} (${columns.map(columnText).join(', ')}, "asOfPosition" bigint not null,
        primary key (${key.join(', ')}))`,
      ...(view.appendOnly
        ? []
        : [
            `create index on ${table} using brin ("asOfPosition") with (pages_per_range = 16)`,
            `create table ${past} (${keyText.join(', ')}, "pastAt" bigint not null, row json,
              primary key (${key.join(', ')}, "pastAt"))`,
          ]),
    ],
    index: (view.indexes ?? []).map(index),
    drop: `drop table if exists ${table}, ${past}`,
    note: `insert into ${past} (${key.join(', ')}, "pastAt", row)
      select ${key.join(', ')}, $1, row_to_json(t) from ${table} t
      where t."asOfPosition" > $2 and t."asOfPosition" <= $1
      on conflict (${key.join(', ')}, "pastAt") do update set row = excluded.row`,
    noteGone: `insert into ${past} (${key.join(', ')}, "pastAt")
      select * from unnest(${arrays([...keyTypes, 'bigint'])})
      on conflict (${key.join(', ')}, "pastAt") do update set row = null`,
    loadPast: (at: string) =>
      `select (json_populate_record(null::${table}, p.row)).* from ${keyRows} cross join lateral (
        select t.row from ${past} t where ${sameKey} and t."pastAt" <= ${at}
        order by t."pastAt" desc limit 1) p where p.row is not null`,
    load: `select t.* from ${table} t join ${keyRows} on ${sameKey}`,
    copy: `copy ${table} (${all.join(', ')}) from stdin`,
    insert: `insert into ${table} (${all.join(', ')}) select * from ${newRows}`,
    update: `update ${table} t set ${rest.map((c) => `${c} = r.${c}`).join(', ')}
      from ${newRows} as r(${all.join(', ')}) where ${key.map((k) => `t.${k} = r.${k}`).join(' and ')}`,
    remove: `delete from ${table} t using ${keyRows} where ${sameKey}`,
    readAll: `select * from ${table} order by ${key.map((k) => `${k}${collate(view, k)}`).join(', ')}`,
  };
};

const collate = (view: Projection, column: string): string =>
  sqlType(view.columns[column.slice(1, -1)]!) === 'text' ? ' collate "C"' : '';
