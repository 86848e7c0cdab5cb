import { expect } from '@jest/globals';
import { foldEvent, rowId, type Projection, type ViewEvent } from '../../projections/projection.js';
import type { Log, Position } from '../../src/log/port.js';
import { Past } from '../../src/views/as-of.js';
import { decodeRow } from '../../src/views/table.js';
import type { Areas } from './areas.js';

type AreaRow = { areaId: string; asOfPosition: string };

const byArea = <Row extends { areaId: string }>(rows: Row[]): Row[] =>
  [...rows].sort((a, b) => (a.areaId < b.areaId ? -1 : 1));

/** The rows of a view of areas, and of which position each is, by folding every event up to a position one by one. */
const folded = async (log: Log, view: Projection, upTo: Position): Promise<AreaRow[]> => {
  const rows = new Map<string, any>();
  const asOf = new Map<string, string>();
  for await (const batch of log.readAll())
    for (const event of batch) {
      if (event.position > upTo) return found(rows, asOf);
      foldEvent(view, rows, { ...event, at: event.recordedAt } as ViewEvent);
      asOf.set(rowId(view, event.data as object), String(event.position));
    }
  return found(rows, asOf);
};

const found = (rows: Map<string, any>, asOf: Map<string, string>): AreaRow[] =>
  byArea([...rows].flatMap(([id, row]) => (row ? [{ ...row, asOfPosition: asOf.get(id) }] : [])));

/** Expects that a view of areas has read up to a position, and that its live rows are what folding every event up to there gives. */
export const expectCounted = async (
  { log, sql, rows }: Areas,
  view: Projection,
  upTo: Position,
): Promise<void> => {
  const { rows: checkpoints } = await sql.query(
    'select position, stopped from views.checkpoint where name = $1',
    [view.name],
  );
  expect(checkpoints).toEqual([{ position: String(upTo), stopped: null }]);
  expect(byArea((await rows(view.name)) as AreaRow[])).toEqual(await folded(log, view, upTo));
};

/** The rows of a view of areas at a position, as a question of the past finds them. */
export const rowsAsOf = async (
  { log, sql: client }: Areas,
  view: Projection,
  position: Position,
  keys = {},
): Promise<unknown[]> => {
  const { sql, params } = await new Past(log, client).rowsAsOf(view, position, keys);
  const names = Object.keys(params);
  const text = sql.replace(/(?<!:):(\w+)/g, (_all, name) => `$${names.indexOf(name) + 1}`);
  const { rows } = await client.query(text, Object.values(params));
  return byArea(rows.map((row) => decodeRow(view, row) as { areaId: string }));
};
