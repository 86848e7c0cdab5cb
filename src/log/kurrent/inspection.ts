import { checksumOf, covered } from '../checksum.js';
import { FaultList } from '../inspection/fault-list.js';
import type { Findings, Inspection, Progress, Stats } from '../inspection/inspection.js';
import { jsonText } from '../json.js';
import type { Position } from '../port.js';
import { connect, loadClient } from './client.js';
import { memoryOf } from './memory.js';
import { Names, PREFIX } from './names.js';
import { KurrentReader } from './reader.js';
import { metadataOf, positionOf, recordedOf, type KeptRecord } from './records.js';

const PATIENCE_MS = 15_000;

/** Looks into the log in KurrentDB. Rejects with LOG_UNAVAILABLE where the server is away. */
export async function inspectKurrent(url: string): Promise<Inspection> {
  const kurrent = await loadClient();
  const client = connect(kurrent, url);
  const closing = new AbortController();
  const options = { patience: PATIENCE_MS, answerMs: PATIENCE_MS, closed: closing.signal };
  const reader = new KurrentReader(client, kurrent, new Names(PREFIX), options);
  return {
    verify: (progress = () => undefined) => verify(reader, progress),
    stats: () => stats(reader),
    close: async () => {
      closing.abort();
      await client.dispose();
    },
  };
}

/**
 * Reads everything once: revisions without a gap, checksums, and behind the memory of a command its
 * events, whole and in a row. It remembers the last revision of every stream.
 */
async function verify(reader: KurrentReader, progress: Progress): Promise<Findings> {
  const faults = new FaultList();
  const check = new Check(faults, reader.names);
  const head = await reader.head();
  for await (const records of reader.everything()) {
    for (const record of records) check.see(record);
    progress(Number(check.position), Math.max(Number(head), Number(check.position)));
  }
  check.end();
  const { events, commands, position } = check;
  return { position, events, commands, sound: faults.all.length === 0, faults: faults.all };
}

class Check {
  private readonly revisions = new Map<string, number>();
  private expected = { commandId: '', left: 0 };
  position: Position = 0n;
  events = 0;
  commands = 0;

  constructor(
    private readonly faults: FaultList,
    private readonly names: Names,
  ) {}

  see(record: KeptRecord): void {
    if (record.streamId.startsWith(this.names.commands)) return this.memory(record);
    this.position = positionOf(record);
    this.events++;
    this.revision(record);
    this.checksum(record);
    this.command(record);
  }

  /** Says that there is nothing more. */
  end(): void {
    const { commandId, left } = this.expected;
    if (left === 0) return;
    const says = `Command ${commandId} should be followed by ${left} more of its events.`;
    this.faults.add({ kind: 'command_range_differs', says, commandId, position: this.position });
    this.expected.left = 0;
  }

  private memory(record: KeptRecord): void {
    this.end();
    const memory = memoryOf(record);
    const commandId = this.names.commandOf(record.streamId);
    if (memory.type !== 'CommandRecorded') return;
    this.commands++;
    this.expected = { commandId, left: memory.size };
  }

  private revision({ streamId, revision }: KeptRecord): void {
    const next = (this.revisions.get(streamId) ?? -1) + 1;
    this.revisions.set(streamId, Number(revision));
    if (Number(revision) === next) return;
    const says = `Revision ${revision} of ${streamId} stands where ${next} should.`;
    const place = { position: this.position, stream: streamId, revision: Number(revision) };
    this.faults.add({ kind: 'revision_out_of_line', says, ...place });
  }

  private checksum(record: KeptRecord): void {
    const event = recordedOf(record, this.names);
    const { actor, sealed, checksum } = metadataOf(record);
    const sumOf = (data: string) =>
      checksumOf(covered(event, event, { actor: actor!, data, sealed }));
    // Older events were kept with names in the order in which they were given.
    if (checksum === sumOf(jsonText(record.data, 'data'))) return;
    if (checksum === sumOf(JSON.stringify(record.data))) return;
    const { position, stream, revision } = event;
    const says = `The event at position ${position} is not what its checksum was made of.`;
    this.faults.add({ kind: 'checksum_differs', says, position, stream, revision });
  }

  /** An event with a fingerprint of its own ends a command that was recorded in one stream alone. */
  private command(record: KeptRecord): void {
    const { commandId, fingerprint } = metadataOf(record);
    if (this.expected.left > 0 && commandId === this.expected.commandId) this.expected.left--;
    else if (this.expected.left > 0) this.end();
    if (fingerprint !== undefined) this.commands++;
  }
}

/** Counts everything in one reading; what it takes on disk only the server's operator can see. */
async function stats(reader: KurrentReader): Promise<Stats> {
  const types = new Map<string, number>();
  const consultations = new Map<string | null, number>();
  let [first, last] = [null, null] as (string | null)[];
  let [position, events, streams, commands] = [0n, 0, 0, 0];
  for await (const records of reader.everything())
    for (const record of records) {
      if (record.streamId.startsWith(reader.names.commands)) {
        if (memoryOf(record).type === 'CommandRecorded') commands++;
        continue;
      }
      const event = recordedOf(record, reader.names);
      if (metadataOf(record).fingerprint !== undefined) commands++;
      count(types, event.type);
      count(consultations, event.consultationId);
      if (event.revision === 0) streams++;
      if (!first || event.recordedAt < first) first = event.recordedAt;
      if (!last || event.recordedAt > last) last = event.recordedAt;
      [position, events] = [event.position, events + 1];
    }
  return {
    ...{ position, events, streams, commands },
    eventsPerCommand: commands ? events / commands : 0,
    firstRecordedAt: first ?? null,
    lastRecordedAt: last ?? null,
    types: mostFirst(types).map(([type, n]) => ({ type, events: n })),
    consultations: mostFirst(consultations).map(([id, n]) => ({ consultationId: id, events: n })),
    bytes: null,
  };
}

const count = <Key>(counts: Map<Key, number>, key: Key): void =>
  void counts.set(key, (counts.get(key) ?? 0) + 1);

const mostFirst = <Key>(counts: Map<Key, number>): [Key, number][] =>
  [...counts].sort(([, a], [, b]) => b - a);
