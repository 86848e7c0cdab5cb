import { setImmediate } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type pg from 'pg';
import type { Projection } from '../../projections/projection.js';
import type { Position } from '../log/port.js';
import { behind, PoisonEvent } from './fold.js';
import type { Lease } from './lease.js';
import { countPart, type Part } from './past.js';
import { fingerprint, statements } from './table.js';
import { Turns } from './turns.js';

const logger = new Logger('Projector');

/** Who writes views: over which connection, and by which right. */
export interface Writer {
  client: pg.ClientBase;
  lease: Lease;
}

/** How far a view that runs has read the log. */
export interface Progress {
  view: Projection;
  position: Position;
}

export const tableOf = (view: Projection): string => `views."${view.name}"`;

/**
 * Makes the tables that are missing, remakes those whose declaration changed, and tells where each view
 * stands. A view that had stopped is tried again where it stopped: a newer Cahier may count what an older
 * one could not.
 */
export const prepare = async (
  { client, lease }: Writer,
  views: Projection[],
): Promise<Progress[]> =>
  inTransaction(client, async () => {
    await lease.share(client);
    const { rows } = await client.query(
      'select name, fingerprint, position, stopped from views.checkpoint',
    );
    const known = new Map(rows.map((r) => [r.name as string, r]));
    const progress: Progress[] = [];
    for (const view of views) {
      const at = known.get(view.name);
      if (at?.stopped) logger.warn(`view ${view.name} is tried again: ${at.stopped}`);
      if (at?.fingerprint === fingerprint(view))
        progress.push({ view, position: BigInt(at.position) });
      else progress.push({ view, position: await remake(client, view) });
    }
    await client.query(
      'update views.checkpoint set stopped = null where stopped is not null and name = any($1)',
      [views.map(({ name }) => name)],
    );
    return progress;
  });

/**
 * Brings the views that run forward by one part of a batch, and tells which go on; a view that throws stops
 * by name, with the event it threw on. What is read, written and put by of the part is one transaction
 * behind the fence. Throws LeaseLost.
 */
export const apply = async (
  { client, lease }: Writer,
  running: Progress[],
  part: Part,
): Promise<Progress[]> =>
  inTransaction(client, async () => {
    await lease.share(client);
    const { to } = part.span;
    const db = new Turns(client);
    const ends = await inTurn(running.map((progress) => () => advanced(progress, part, db)));
    const going = ends.flatMap((end) => (end instanceof PoisonEvent ? [] : [end]));
    for (const [i, end] of ends.entries())
      if (end instanceof PoisonEvent) await halt(client, running[i]!.view, end);
    await client.query(
      'update views.checkpoint set position = $1 where name = any($2) and position < $1',
      [to.toString(), going.map(({ view }) => view.name)],
    );
    return going;
  });

/** A view brought forward, or why it stops. While the database works for one view, others are folded. */
const advanced = async (
  progress: Progress,
  { events, span: { to } }: Part,
  db: Turns,
): Promise<Progress | PoisonEvent> => {
  const { view, position: from } = progress;
  if (to <= from) return progress;
  try {
    await countPart(view, tableOf(view), { events: behind(events, from), span: { from, to } }, db);
    return { view, position: to };
  } catch (error) {
    if (error instanceof PoisonEvent) return error;
    throw error;
  }
};

/**
 * Begins them in turn, so that the database is at work for the first while others are folded, and tells what
 * all of them came to, or the first error once none is at work any longer.
 */
const inTurn = async <T>(work: (() => Promise<T>)[]): Promise<T[]> => {
  const begun: Promise<T>[] = [];
  for (const begin of work) {
    const promise = begin();
    promise.catch(() => {});
    begun.push(promise);
    await setImmediate();
  }
  await Promise.allSettled(begun);
  return Promise.all(begun);
};

const halt = async (client: pg.ClientBase, view: Projection, error: PoisonEvent): Promise<void> => {
  logger.error(`view ${view.name} stopped: ${error.message}`);
  await client.query('update views.checkpoint set stopped = $2 where name = $1', [
    view.name,
    error.message,
  ]);
};

const remake = async (client: pg.ClientBase, view: Projection): Promise<Position> => {
  const sql = statements(view, tableOf(view));
  for (const statement of [sql.drop, ...sql.create, ...sql.index]) await client.query(statement);
  await client.query(
    `insert into views.checkpoint (name, fingerprint) values ($1, $2)
     on conflict (name) do update set fingerprint = $2, position = 0, stopped = null`,
    [view.name, fingerprint(view)],
  );
  return 0n;
};

/** Runs statements as one transaction on a client. */
export const inTransaction = async <T>(
  client: pg.ClientBase,
  work: () => Promise<T>,
): Promise<T> => {
  await client.query('begin');
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  }
};
