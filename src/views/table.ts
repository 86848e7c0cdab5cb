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

/** Those columns of rows as PostgreSQL is handed them. */
export const encodeColumns = (
  view: Projection,
  names: readonly string[],
  rows: readonly Record<string, unknown>[],
): string[] =>
  names.map((name) =>
    encode(
      view.columns[name]!,
      rows.map((row) => row[name]),
    ),
  );

/** One value as a field of a line that is copied into a table. */
const copyField = (isJson: boolean, value: unknown): string => {
  if (value === null || value === undefined) return '\\N';
  if (isJson) {
    const text = JSON.stringify(value);
    return text.includes('\\') ? text.replaceAll('\\', '\\\\') : text;
  }
  if (typeof value !== 'string') return String(value);
  return /[\\\t\n\r]/.test(value) ? value.replace(/[\\\t\n\r]/g, (c) => escaped[c]!) : value;
};

/** Rows of a view, with the positions of their last changes, as lines that are copied into its table. */
export const copyLines = (
  view: Projection,
  rows: readonly { now: Record<string, unknown> | null; asOf: bigint }[],
): string => {
  const columns = columnsOf(view).map(([name, type]) => ({ name, isJson: kind(type) === 'json' }));
  const fields: string[] = new Array(columns.length + 1);
  const lines = rows.map(({ now, asOf }) => {
    for (let i = 0; i < columns.length; i++)
      fields[i] = copyField(columns[i]!.isJson, now![columns[i]!.name]);
    fields[columns.length] = `${asOf}\n`;
    return fields.join('\t');
  });
  return lines.join('');
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

/** Changes with the form in which the past is kept. */
const PAST_FORM = 'until';

/** Digest of what decides a view's rows as far as its declaration shows: another one means another table. */
export const fingerprint = (view: Projection): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        ...[view.columns, view.key, view.indexes ?? [], typesOf(view) ?? '*'],
        view.appendOnly ? true : PAST_FORM,
      ]),
    )
    .digest('hex')
    .slice(0, 16);

/**
 * The full name of the table that holds what the rows of another one have been: a row of it was so from
 * `since` until at least `until`, a position at which the past is kept, and not until the next one of those.
 */
export const pastOf = (table: string): string => table.replace(/"$/, '__past"');

type Statements = ReturnType<typeof statementsOf>;
const known = new WeakMap<Projection, Map<string, Statements>>();

/** The statements by which one view's table lives; `table` is its full name. */
export const statements = (view: Projection, table: string): Statements => {
  const ofView = known.get(view) ?? new Map<string, Statements>();
  known.set(view, ofView);
  const found = ofView.get(table) ?? statementsOf(view, table);
  ofView.set(table, found);
  return found;
};

const statementsOf = (view: Projection, table: string) => {
  const columns = columnsOf(view);
  const all = [...columns.map(([name]) => quoted(name)), '"asOfPosition"'];
  const key = view.key.map(quoted);
  const keyTypes = view.key.map((k) => sqlType(view.columns[k]!));
  const rest = all.filter((c) => !key.includes(c));
  const arrays = (types: string[]) => types.map((type, i) => decoded(type, i + 1)).join(', ');
  const keyRows = `unnest(${arrays(keyTypes)}) as k(${key.join(', ')})`;
  const newRows = `unnest(${arrays([...columns.map(([, type]) => sqlType(type)), 'bigint'])})`;
  const same = (other: string) => key.map((k) => `${other}.${k} = k.${k}`).join(' and ');
  const sameKey = same('t');
  /** The place of the parameter behind the keys. */
  const next = key.length + 1;
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
            `create table ${past} (${keyText.join(', ')}, since bigint not null, until bigint not null,
              row json not null, primary key (${key.join(', ')}, until))`,
          ]),
    ],
    index: (view.indexes ?? []).map(index),
    drop: `drop table if exists ${table}, ${past}`,
    putBy: `insert into ${past} (${key.join(', ')}, since, until, row)
      select ${key.map((c) => `t.${c}`).join(', ')}, t."asOfPosition", $${next}, row_to_json(t)
      from ${table} t join ${keyRows} on ${sameKey}`,
    loadPast: `select (json_populate_record(null::${table}, p.row)).* from ${keyRows} join ${past} p
        on ${same('p')} and p.since <= $${next}::bigint and p.until >= $${next}::bigint
      union all select t.* from ${keyRows} join ${table} t
        on ${sameKey} and t."asOfPosition" <= $${next}::bigint`,
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
