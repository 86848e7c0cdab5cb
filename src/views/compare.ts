import type pg from 'pg';
import type { Projection } from '../../projections/projection.js';

/** A row that is only in one of two tables, as JSON. */
export interface Difference {
  side: 'live' | 'recount';
  row: string;
}

const MOST = 10;

/** How many rows the recount of a view has, and the first rows, by their keys, in which the live table differs. */
export const compare = async (
  client: pg.ClientBase,
  view: Projection,
  { live, recount }: Record<Difference['side'], string>,
): Promise<{ rows: number; differences: Difference[] }> => {
  const key = view.key.map((column) => `"${column}"`).join(', ');
  const rowsOf = (table: string) => `select ${key}, row_to_json(t)::text as row from ${table} t`;
  const only = (side: Difference['side'], table: string, other: string) =>
    `select '${side}' as side, d.* from (${rowsOf(table)} except all ${rowsOf(other)}) d`;
  const { rows: differences } = await client.query(
    `select side, row from (
       ${only('live', live, recount)} union all ${only('recount', recount, live)}
     ) d order by ${key}, side limit ${MOST}`,
  );
  const { rows } = await client.query(`select count(*)::int as n from ${recount}`);
  return { rows: rows[0].n, differences };
};
