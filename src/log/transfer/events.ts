import type { Recorded } from '../port.js';
import type { CommandLine, EndLine, Header } from './format.js';
import type { TextLine } from './lines.js';

/** The events of an export, in their order. The lines must have been scanned. */
export async function* eventsOf(lines: AsyncIterable<TextLine>): AsyncGenerator<Recorded> {
  for await (const { bytes } of lines) {
    const line = JSON.parse(String(bytes)) as CommandLine | EndLine | Header;
    if ('commandId' in line) yield* eventsOfCommand(line);
  }
}

/** The last event of a command stands at its position, the others before it. */
function* eventsOfCommand({ commandId, position, writes }: CommandLine): Generator<Recorded> {
  const placed = writes.flatMap(({ stream, revision, events }) =>
    events.map((event, rank) => ({ ...event, stream, revision: revision + rank, commandId })),
  );
  const before = BigInt(position) - BigInt(placed.length);
  for (const [rank, event] of placed.entries())
    yield { ...event, position: before + BigInt(rank + 1) };
}
