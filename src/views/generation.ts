import type pg from 'pg';
import type { Projection } from '../../projections/projection.js';
import type { Position } from '../log/port.js';
import { inTransaction } from './advance.js';
import type { Changes } from './fold.js';
import { fingerprint, statements } from './table.js';
import { Turns } from './turns.js';
import { write } from './write.js';

/** A table beside the live one: the next of a view, or the old one. */
export interface Generation {
  view: string;
  kind: 'next' | 'old';
  position: Position;
  begunAt: string;
}

/** The full name of a table beside the live one. */
export const besides = ({ name }: Projection, kind: Generation['kind']): string =>
  `views."${name}__${kind}"`;

const NOTE = `insert into views.generation (view, kind, fingerprint, position) values ($1, $2, $3, $4)
  on conflict (view, kind) do update set fingerprint = $3, position = $4, begun_at = clock_timestamp()`;

/** Every table beside the live ones. */
export const generations = async (client: pg.ClientBase): Promise<Generation[]> => {
  const { rows } = await client.query(
    'select view, kind, position::text, begun_at from views.generation order by view, kind',
  );
  return rows.map(({ view, kind, position, begun_at }) => ({
    ...{ view, kind, position: BigInt(position) },
    begunAt: (begun_at as Date).toISOString(),
  }));
};

/** How far a table beside the live one has been counted. */
export const positionIn = async (
  client: pg.ClientBase,
  { name }: Projection,
  kind: Generation['kind'],
): Promise<Position> => {
  const { rows } = await client.query(
    'select position::text from views.generation where view = $1 and kind = $2',
    [name, kind],
  );
  return BigInt(rows[0].position);
};

/** The next table of a view, as somebody left it, or anew; tells how far it has been counted. */
export const openNext = (
  client: pg.ClientBase,
  view: Projection,
  { anew }: { anew: boolean },
): Promise<Position> =>
  inTransaction(client, async () => {
    const { rows } = await client.query(
      `select position::text from views.generation where view = $1 and kind = 'next' and fingerprint = $2`,
      [view.name, fingerprint(view)],
    );
    if (rows[0] && !anew) return BigInt(rows[0].position);
    const { drop, create } = statements(view, besides(view, 'next'));
    await client.query(drop);
    for (const statement of create) await client.query(statement);
    await client.query(NOTE, [view.name, 'next', fingerprint(view), 0]);
    return 0n;
  });

/** Writes what events up to a position did to the next table of a view, and notes how far that is, or neither. */
export const advanceNext = (
  client: pg.ClientBase,
  view: Projection,
  changes: Changes,
  { kept, to }: { kept: Position; to: Position },
): Promise<void> =>
  inTransaction(client, async () => {
    await write(view, besides(view, 'next'), changes, { db: new Turns(client), kept });
    await client.query(
      `update views.generation set position = $2 where view = $1 and kind = 'next'`,
      [view.name, String(to)],
    );
  });

/** Makes the look-ups of the next table, which are not kept up while it is counted. */
export const indexNext = (client: pg.ClientBase, view: Projection): Promise<void> =>
  inTransaction(client, async () => {
    const table = besides(view, 'next');
    const { rows } = await client.query(
      `select indexrelid::regclass::text as name from pg_index
       where indrelid = $1::regclass and not indisprimary`,
      [table],
    );
    for (const { name } of rows) await client.query(`drop index ${name}`);
    for (const index of statements(view, table).index) await client.query(index);
    await client.query(`analyze ${table}`);
  });

/** Removes a table beside the live one; false where there is none. */
export const dropGeneration = (
  client: pg.ClientBase,
  view: Projection,
  kind: Generation['kind'],
): Promise<boolean> =>
  inTransaction(client, async () => {
    await client.query(statements(view, besides(view, kind)).drop);
    const { rowCount } = await client.query(
      'delete from views.generation where view = $1 and kind = $2',
      [view.name, kind],
    );
    return rowCount! > 0;
  });

/** Puts the next table in the place of the live one, which becomes the old one; in a transaction of the caller's. */
export const swap = async (
  client: pg.ClientBase,
  view: Projection,
  position: Position,
): Promise<void> => {
  const rename = (from: string, to: string) =>
    client.query(`alter table if exists ${from} rename to "${to}"`);
  for (const part of view.appendOnly ? [''] : ['', '__past']) {
    await rename(`views."${view.name}${part}"`, `${view.name}__old${part}`);
    await rename(`views."${view.name}__next${part}"`, `${view.name}${part}`);
  }
  await client.query(NOTE, [view.name, 'old', fingerprint(view), String(position)]);
  await client.query(`delete from views.generation where view = $1 and kind = 'next'`, [view.name]);
  await client.query(
    `update views.checkpoint set position = $2, fingerprint = $3, stopped = null where name = $1`,
    [view.name, String(position), fingerprint(view)],
  );
  await client.query('update views.lease set epoch = epoch + 1');
};
