import { setTimeout as sleep } from 'node:timers/promises';
import type { Bell } from './bell.js';
import { isRevision } from './command.js';
import {
  JsonText,
  LogError,
  type Batch,
  type Capabilities,
  type Position,
  type ReadAllOptions,
  type ReadStreamOptions,
  type Recorded,
  type SubscribeOptions,
} from './port.js';

const BATCH = 1_000;
const LARGEST_BATCH = 20_000;
/** From so many events on it pays to have them copied. */
const LONG = 100;

/** What is wanted behind a position. */
export interface Wanted extends Pick<ReadAllOptions, 'types' | 'only'> {
  /** Largest number of events. */
  limit: number;
  /** So many are likely to be there. */
  isLong?: boolean;
  /** A store that has data as text hands it over as a `JsonText`; of others it is written here. */
  dataAsText?: boolean | undefined;
}

/** What reading in order needs of a store. */
export interface Source {
  readonly capabilities: Pick<Capabilities, 'densePositions'>;
  /** Events behind a position, and how far it looked. */
  page(after: Position, wanted: Wanted): Promise<Batch>;
  head(): Promise<Position>;
}

/** The log in order until nothing is left. Throws LOG_CORRUPT where a position is missing. */
export async function* readInOrder(
  source: Source,
  options: ReadAllOptions = {},
): AsyncGenerator<Recorded[]> {
  const { types, only, batchSize = BATCH } = options;
  let [at, left, done] = [options.after ?? 0n, options.limit ?? Infinity, false];
  await reaches(source, at);
  while (!done && left > 0) {
    const most = Math.min(left, size(batchSize));
    const { events, scannedTo, caughtUp } = await page(source, at, {
      limit: most,
      ...{ types, only, isLong: most >= LONG },
    });
    [at, left, done] = [scannedTo, left - events.length, caughtUp];
    if (events.length > 0) yield events;
  }
}

/** What `follow` needs beside the source. */
export interface Following {
  bell: Bell;
  /** How long to wait for the bell before looking anyway, in milliseconds. */
  pollMs: number;
  /** Aborts when the log closes. */
  closed: AbortSignal;
}

/**
 * The log in order and then what comes. Each batch is read when it is asked for, so a slow reader
 * costs nothing; while the store is away it keeps trying. Throws LOG_CORRUPT for a missing
 * position, LOG_CLOSED when the log closes.
 */
export async function* follow(
  source: Source,
  { bell, pollMs, closed }: Following,
  { after = 0n, types, batchSize = () => BATCH, dataAsText, everyMs, signal }: SubscribeOptions,
): AsyncGenerator<Batch> {
  const ended = AbortSignal.any([signal, closed]);
  let [at, certain, told, isLong] = [after, false, false, false];
  while (!ended.aborted) {
    const rung = bell.count;
    const batch = await untilAborted(ended, async () => {
      if (!certain) await reaches(source, at);
      return page(source, at, { limit: size(batchSize()), types, isLong, dataAsText });
    }).catch(passing);
    certain = batch !== undefined;
    if (batch && (batch.scannedTo > at || (batch.caughtUp && !told))) {
      [at, told, isLong] = [batch.scannedTo, batch.caughtUp, batch.events.length >= LONG];
      yield batch;
    }
    if (batch && !batch.caughtUp) continue;
    if (everyMs) await sleep(everyMs(), undefined, { signal: ended }).catch(() => {});
    else await bell.after(rung, pollMs, ended);
  }
  if (!signal.aborted) throw new LogError('LOG_CLOSED', 'The log was closed.');
}

/** A store that is away for a while is not the end of a subscription. */
function passing(error: unknown): undefined {
  const away = error instanceof LogError && error.code === 'LOG_UNAVAILABLE' && !error.data.lasting;
  if (!away) throw error;
}

/** The result, or nothing where the signal aborts first. */
async function untilAborted<T>(
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T | undefined> {
  let stop!: () => void;
  const aborted = new Promise<undefined>((resolve) => (stop = () => resolve(undefined)));
  signal.addEventListener('abort', stop);
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function page(source: Source, after: Position, wanted: Wanted): Promise<Batch> {
  const batch = await source.page(after, wanted);
  if (!wanted.types && source.capabilities.densePositions) withoutHole(after, batch.events);
  else rising(after, batch.events);
  if (wanted.dataAsText) batch.events.forEach(asText);
  return batch;
}

function asText(event: Recorded): void {
  if (!(event.data instanceof JsonText)) event.data = new JsonText(JSON.stringify(event.data));
}

function withoutHole(after: Position, events: readonly Recorded[]): void {
  let missing = after;
  for (const { position } of events) {
    if (position !== ++missing) throw hole(missing, position);
  }
}

/** The log lacks an event. */
export const hole = (missing: Position, found: Position): LogError =>
  new LogError('LOG_CORRUPT', `Position ${missing} is missing; ${found} follows.`, {
    missing: String(missing),
    found: String(found),
  });

function rising(after: Position, events: readonly Recorded[]): void {
  let last = after;
  for (const { position } of events) {
    if (position <= last)
      throw new LogError('LOG_CORRUPT', `Position ${position} follows ${last}.`, {
        found: String(position),
      });
    last = position;
  }
}

/** A reader that was further than the log now is has seen events that are gone. */
async function reaches(source: Source, position: Position): Promise<void> {
  const head = position > 0n ? await source.head() : position;
  if (head >= position) return;
  const missing = { missing: String(head + 1n), head: String(head) };
  throw new LogError('LOG_CORRUPT', `The log ends at ${head}, but ${position} was read.`, missing);
}

/** Positions in the order of the log, each once. */
export const inOrder = (positions: readonly Position[]): Position[] =>
  [...new Set(positions)].sort((a, b) => (a < b ? -1 : 1));

/** The first revision to read. Throws INVALID_READ where it is none. */
export function firstRevision({ from = 0 }: ReadStreamOptions = {}): number {
  if (!isRevision(from)) throw new LogError('INVALID_READ', `${from} is not a revision.`, { from });
  return from;
}

const size = (wanted: number): number =>
  Math.max(1, Math.min(LARGEST_BATCH, Math.floor(wanted) || 1));
