import { expect } from '@jest/globals';
import { foldEvent, rowId, type Projection, type ViewEvent } from '../../projections/projection.js';
import type { Log, Position } from '../../src/log/port.js';
import type { Areas } from './areas.js';

type AreaRow = { areaId: string; asOfPosition: string };

const byArea = (rows: AreaRow[]): AreaRow[] =>
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
