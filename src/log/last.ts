import type { Log, Position, Recorded } from './port.js';

/** How much further back it looks each time it found too little. */
const FURTHER = 4n;

/**
 * The last events of a log, oldest first, only of `types` where given, and where the log ended when
 * they were read. It looks back from the end, further and further where such events are rare.
 */
export async function lastEvents(
  log: Log,
  count: number,
  types?: readonly string[],
): Promise<{ events: Recorded[]; head: Position }> {
  const head = await log.head();
  for (let span = BigInt(count); ; span *= FURTHER) {
    const after = span < head ? head - span : 0n;
    const events = count > 0 ? await lastOf(log.readAll({ after, types }), head, count) : [];
    if (events.length === count || after === 0n) return { events, head };
  }
}

async function lastOf(
  reading: AsyncIterable<Recorded[]>,
  head: Position,
  count: number,
): Promise<Recorded[]> {
  let last: Recorded[] = [];
  for await (const batch of reading) {
    last = [...last, ...batch.filter(({ position }) => position <= head)].slice(-count);
    if (batch.at(-1)!.position >= head) break;
  }
  return last;
}
