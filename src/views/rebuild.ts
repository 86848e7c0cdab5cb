import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { typesOf, type Projection } from '../../projections/projection.js';
import { versions, type Versions } from '../domain/upcast.js';
import type { Log, Position, Recorded } from '../log/port.js';
import { inTransaction, tableOf } from './advance.js';
import { ahead } from '../ahead.js';
import { compare, type Difference } from './compare.js';
import { eventsOf, Fold } from './fold.js';
import {
  advanceNext,
  besides,
  dropGeneration,
  indexNext,
  openNext,
  positionIn,
  swap,
} from './generation.js';
import { haveAlone } from './lease.js';
import { keptBefore, parts } from './past.js';
import { withPair } from './pair.js';

/** What a count of one view from the first event found. */
export interface Recount {
  view: string;
  rows: number;
  asOfPosition: Position;
  /** Rows that are only in the live table (`live`) or only in the recount (`recount`); at most ten, in the order of their keys. */
  differences: Difference[];
  /** How long the live view stood still for it, in milliseconds. */
  stoodStillMs: number;
}

export interface RecountOptions {
  /** In which versions events can be read. */
  known?: Versions;
  /** Begins anew where an earlier recount was broken off. */
  anew?: boolean;
  /** Told after each batch how far the recount is, and how far it has to go. */
  onProgress?: (position: Position, head: Position) => void;
}

/** Counts one view from the first event beside the live one and compares every row; changes nothing. */
export const checkView = (
  url: string,
  log: Log,
  view: Projection,
  options: RecountOptions = {},
): Promise<Recount> => recount({ url, log, view, isRebuild: false, ...options });

/**
 * Counts one view from the first event beside the live one, and puts that in its place in one short
 * transaction; what was live is kept until it is dropped. Broken off, it goes on where it stood.
 */
export const rebuildView = (
  url: string,
  log: Log,
  view: Projection,
  options: RecountOptions = {},
): Promise<Recount> => recount({ url, log, view, isRebuild: true, ...options });

/** How long the live view may take to come as far as the recount, in milliseconds. */
const PATIENCE_MS = 30_000;
/** Few enough events that what is read of them does not grow old before it is let go of. */
const BATCH = 2_000;

/** What of recorded events is read for a view: its version always, and where its moment comes from if that is wanted. */
const readFor = ({ reads }: Projection): (keyof Recorded)[] | undefined =>
  reads && [
    'schemaVersion',
    ...reads.flatMap((member) =>
      member === 'at' ? (['recordedAt', 'occurredAt'] as const) : [member as keyof Recorded],
    ),
  ];

/** How long a swap may wait for those who read, and keep others waiting, in milliseconds; and how often it is tried. */
const LOCK_MS = 200;
const ATTEMPTS = 100;
const ATTEMPT_PAUSE_MS = 300;

interface Job extends RecountOptions {
  url: string;
  log: Log;
  view: Projection;
  isRebuild: boolean;
}

const recount = (job: Job): Promise<Recount> =>
  withPair(job.url, job.view, async (work, hold) => {
    const { view, log, isRebuild } = job;
    const from = await openNext(work, view, { anew: job.anew ?? !isRebuild });
    let reached = await count(work, job, from, await log.head());
    await indexNext(work, view);
    await liveReaches(work, view, reached);
    if (isRebuild) await dropGeneration(work, view, 'old');
    for (let attempt = 1; ; attempt++) {
      reached = await count(work, job, reached, await positionOf(work, view));
      const began = performance.now();
      try {
        await meet(job, { work, hold, reached });
      } catch (error) {
        await work.query('rollback');
        if (!isLocked(error) || attempt === ATTEMPTS) throw error;
        await sleep(ATTEMPT_PAUSE_MS);
        continue;
      }
      return await told(job, work, performance.now() - began);
    }
  });

/**
 * Lets the projector wait until the recount stands exactly where the live view stands, takes a snapshot of
 * both, and puts the one in the place of the other where that was asked for.
 */
const meet = (
  job: Job,
  { work, hold, reached }: { work: pg.Client; hold: pg.Client; reached: Position },
): Promise<void> =>
  inTransaction(hold, async () => {
    const { view } = job;
    await hold.query(`select set_config('lock_timeout', $1, true)`, [`${LOCK_MS}ms`]);
    await haveAlone(hold);
    const end = await count(work, job, reached, await positionOf(work, view));
    await work.query('begin isolation level repeatable read read only');
    await work.query('select from views.lease');
    if (job.isRebuild) await swap(hold, view, end);
  });

/** What the snapshot shows; the live view goes on meanwhile. */
const told = async (
  { view, isRebuild }: Job,
  work: pg.Client,
  stoodStillMs: number,
): Promise<Recount> => {
  const kind = isRebuild ? 'old' : 'next';
  const beside = besides(view, kind);
  const [live, recount] = isRebuild ? [beside, tableOf(view)] : [tableOf(view), beside];
  const found = await compare(work, view, { live, recount });
  await work.query('commit');
  const asOfPosition = await positionIn(work, view, kind);
  if (!isRebuild) await dropGeneration(work, view, kind);
  return { view: view.name, asOfPosition, stoodStillMs, ...found };
};

const isLocked = (error: unknown): boolean => (error as { code?: string }).code === '55P03';

const positionOf = async (client: pg.ClientBase, view: Projection): Promise<Position> => {
  const { rows } = await client.query('select position from views.checkpoint where name = $1', [
    view.name,
  ]);
  return BigInt(rows[0]?.position ?? 0);
};

/** Waits until the live view has read as far as the recount; it cannot be compared before. */
const liveReaches = async (
  client: pg.ClientBase,
  view: Projection,
  position: Position,
): Promise<void> => {
  const deadline = performance.now() + PATIENCE_MS;
  while ((await positionOf(client, view)) < position) {
    if (performance.now() > deadline)
      throw new Error(
        `View ${view.name} stands still before position ${position}; is a projector running?`,
      );
    await sleep(20);
  }
};

/**
 * Counts what lies behind one position and up to another into the next table: rows are held and written no
 * more often than the past is kept.
 */
const count = async (
  client: pg.ClientBase,
  { log, view, known = versions, onProgress }: Job,
  after: Position,
  upTo: Position,
): Promise<Position> => {
  if (upTo <= after) return after;
  const begin = () => new Fold(view, besides(view, 'next'), client);
  let [fold, kept, from] = [begin(), 0n, after];
  const writeDown = async (): Promise<void> => {
    await advanceNext(client, view, fold.changes, { kept, to: from });
    fold = begin();
    onProgress?.(from, upTo);
  };
  const asked = { types: typesOf(view), only: readFor(view), batchSize: BATCH };
  const batches = log.readAll({ after, ...asked });
  for await (const batch of ahead(batches)) {
    const isLast = batch.at(-1)!.position >= upTo;
    const events = isLast ? batch.filter(({ position }) => position <= upTo) : batch;
    const to = isLast ? upTo : batch.at(-1)!.position;
    for (const { events: some, span } of parts(eventsOf(events, known), { from, to })) {
      const keptNow = some.list.length ? keptBefore(span.to - 1n) : kept;
      if (keptNow !== kept && from > after) await writeDown();
      await fold.take(some);
      [kept, from] = [keptNow, span.to];
    }
    if (isLast) break;
  }
  from = upTo;
  await writeDown();
  return upTo;
};
