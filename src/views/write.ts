import type { Projection } from '../../projections/projection.js';
import type { Position } from '../log/port.js';
import type { Changes, Folded } from './fold.js';
import { copyLines, encode, encodeColumns, statements } from './table.js';
import type { Turns } from './turns.js';

/** So many rows and more are copied: below that, the second turn that copying takes costs more than it saves. */
const MANY = 50;

/**
 * Writes what events did to one table, in at most five statements. Rows that go or change for the first time
 * since the past was kept are put by as they were.
 */
export const write = async (
  view: Projection,
  table: string,
  { added, changed, removed }: Changes,
  { db, kept }: { db: Turns; kept: Position },
): Promise<void> => {
  const sql = statements(view, table);
  const isOver = ({ since }: Folded) => since <= kept;
  const over = view.appendOnly ? [] : [...changed.filter(isOver), ...removed.filter(isOver)];
  if (over.length) await db.query(sql.putBy, [...keysOf(view, over), String(kept)]);
  if (added.length >= MANY) await db.copy(sql.copy, copyLines(view, added));
  else if (added.length) await db.query(sql.insert, valuesOf(view, added));
  if (changed.length) await db.query(sql.update, valuesOf(view, changed));
  if (removed.length) await db.query(sql.remove, keysOf(view, removed));
};

const keysOf = (view: Projection, rows: Folded[]): string[] =>
  encodeColumns(
    view,
    view.key,
    rows.map(({ key }) => key),
  );

const valuesOf = (view: Projection, rows: Folded[]): string[] => [
  ...encodeColumns(
    view,
    Object.keys(view.columns),
    rows.map(({ now }) => now!),
  ),
  encode(
    'position',
    rows.map(({ asOf }) => asOf),
  ),
];
