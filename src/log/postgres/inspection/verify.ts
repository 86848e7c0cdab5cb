import type { Position } from '../../port.js';
import { logError } from '../session.js';
import type { Ask } from './ask.js';
import { EventCheck, EVENTS, type CheckedRow } from './event-check.js';
import { FaultList } from '../../inspection/fault-list.js';
import { guardsDown } from './guards.js';
import type { Findings, Progress } from '../../inspection/inspection.js';

const PAGE = 1_000;

const HEAD = 'select coalesce(max(position), 0) from log.events';

/** Event ids that stand more than once; one scan that spills to disk rather than grow. */
const TWICE = `
  select event_id, min(position), count(*) over () from log.events where position <= $1
  group by event_id having count(*) > 1 order by min(position) limit 10`;

/**
 * Reads a log in PostgreSQL up to where it ends now, in pages of bounded memory, and looks for
 * faults of every kind; it stalls nobody who appends meanwhile. Not covered, because no checksum
 * is: fingerprints and answers.
 */
export async function verify(ask: Ask, progress: Progress): Promise<Findings> {
  const faults = new FaultList();
  for (const fault of await guardsDown(ask)) faults.add(fault);
  const [[head]] = (await ask(HEAD)) as [[string]];
  const { events, commands } = await eachEvent(ask, BigInt(head), faults, progress);
  await readable(faults, () => eventIds(ask, head, faults));
  const { all } = faults;
  return { position: BigInt(head), events, commands, sound: all.length === 0, faults: all };
}

/** Reads less at a time around a place that cannot be read, until the place is found. */
async function eachEvent(
  ask: Ask,
  head: Position,
  faults: FaultList,
  progress: Progress,
): Promise<EventCheck> {
  const check = new EventCheck(faults);
  for (let [at, limit] = [0n, PAGE]; at < head;) {
    const rows = await page(ask, at, head, limit);
    if (Array.isArray(rows)) {
      for (const row of rows) check.see(row);
      at = rows.length < limit ? head : BigInt(rows.at(-1)![0]!);
      limit = Math.min(PAGE, limit * 2);
    } else if (limit > 1) limit = Math.ceil(limit / 10);
    else check.skip(++at, rows.unreadable);
    progress(Number(at), Number(head));
  }
  check.end();
  return check;
}

/** A page of events, or why it cannot be read. */
async function page(ask: Ask, at: Position, head: Position, limit: number) {
  try {
    return (await ask(EVENTS, [String(at), String(head), String(limit)])) as CheckedRow[];
  } catch (error) {
    return { unreadable: corrupt(error) };
  }
}

async function eventIds(ask: Ask, head: string, faults: FaultList): Promise<void> {
  const rows = await ask(TWICE, [head]);
  const more = Number(rows[0]?.[2] ?? 0) - rows.length;
  for (const [i, [eventId, position]] of rows.entries()) {
    const says = `The event id ${eventId}, first at position ${position}, stands more than once.`;
    const times = i === rows.length - 1 ? 1 + more : 1;
    faults.add({ kind: 'event_id_twice', says, position: BigInt(position!) }, times);
  }
}

/** Notes what cannot be read as a fault and goes on without it. */
async function readable(faults: FaultList, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    faults.add({ kind: 'unreadable', says: corrupt(error) });
  }
}

/** Why the store cannot read its own files; throws what has another reason. */
function corrupt(error: unknown): string {
  const { code, message } = logError(error);
  if (code !== 'LOG_CORRUPT') throw error;
  return message;
}
