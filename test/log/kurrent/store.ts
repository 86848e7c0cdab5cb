import { randomUUID } from 'node:crypto';

/** A record on its way into the store. */
export interface NewRecord {
  id: string;
  type: string;
  data: Uint8Array;
  metadata: Uint8Array;
  isJson: boolean;
}

/** A record as the store keeps it; its position is where it begins in one long file. */
export interface Kept extends NewRecord {
  stream: string;
  revision: number;
  position: bigint;
  created: number;
}

/** -1 for no stream, -2 for any, -4 for one that exists, or a revision; as the server's protocol has it. */
export type Expected = number;

/** One stream of an append: what it must be, and what is written to it. */
export interface Part {
  stream: string;
  expected: Expected;
  /** The place of its check in the request, where the request has checks. */
  check?: number;
}

export interface Failure {
  part: Part;
  actual: number;
}

export type Result =
  | { status: 'ok'; position: bigint; last: Map<string, number> }
  | { status: 'wrong'; failures: Failure[] };

const ANY = -2;
const EXISTS = -4;

/**
 * How KurrentDB keeps events, as far as a client can see: one log with positions in bytes, system
 * records and other people's streams between ours, repeats told by event id.
 */
export class DoubleStore {
  readonly records: Kept[] = [];
  private readonly streams = new Map<string, Kept[]>();
  private readonly watching = new Set<() => void>();
  private end = 1_472n;

  constructor() {
    this.noise();
  }

  stream(name: string): Kept[] | undefined {
    return this.streams.get(name);
  }

  /** Appends records, each to its part, all or none. */
  append(parts: Part[], records: { part: number; record: NewRecord }[]): Result {
    const ofPart = parts.map((_, p) => records.filter((r) => r.part === p).map((r) => r.record));
    const judged = parts.map((part, p) => this.judge(part, ofPart[p]!));
    const failures = judged.flatMap((j, p) => (j === 'wrong' ? [this.failure(parts[p]!)] : []));
    if (failures.length) return { status: 'wrong', failures };
    const done = judged.every((j, p) => j === 'repeated' || ofPart[p]!.length === 0);
    if (!done) for (const { part, record } of records) this.keep(parts[part]!.stream, record);
    const written = parts.filter((_, p) => ofPart[p]!.length > 0);
    const last = new Map(written.map(({ stream }) => [stream, this.revision(stream)]));
    if (this.records.length % 7 === 0) this.noise();
    return { status: 'ok', position: this.lastOf(records), last };
  }

  /** Calls back after each append until the returned function is called. */
  watch(seen: () => void): () => void {
    this.watching.add(seen);
    return () => this.watching.delete(seen);
  }

  /** The index of the first record that is not before a position. */
  rankOf(position: bigint): number {
    let [low, high] = [0, this.records.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.records[middle]!.position < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  revision(stream: string): number {
    return (this.streams.get(stream)?.length ?? 0) - 1;
  }

  private judge({ stream, expected }: Part, records: NewRecord[]): 'fits' | 'repeated' | 'wrong' {
    const actual = this.revision(stream);
    const kept = this.streams.get(stream) ?? [];
    const known = (at: number) =>
      records.length > 0 && records.every(({ id }, i) => kept[at + i]?.id === id);
    if (expected === ANY) {
      const first = records[0] && kept.findIndex(({ id }) => id === records[0]!.id);
      return first !== undefined && first >= 0 && known(first) ? 'repeated' : 'fits';
    }
    if (expected === EXISTS) return actual >= 0 ? 'fits' : 'wrong';
    if (actual === expected) return 'fits';
    return actual > expected && known(expected + 1) ? 'repeated' : 'wrong';
  }

  private failure(part: Part): Failure {
    return { part, actual: this.revision(part.stream) };
  }

  private lastOf(records: { record: NewRecord }[]): bigint {
    const ids = new Set(records.map(({ record }) => record.id));
    return this.records.findLast(({ id }) => ids.has(id))!.position;
  }

  private keep(stream: string, record: NewRecord): void {
    const revision = this.revision(stream) + 1;
    const kept = { ...record, stream, revision, position: this.end, created: Date.now() };
    this.end += BigInt(100 + record.data.length + record.metadata.length);
    this.records.push(kept);
    if (!this.streams.has(stream)) this.streams.set(stream, []);
    this.streams.get(stream)!.push(kept);
    for (const seen of this.watching) seen();
  }

  /** What a server and its other users write of their own. */
  private noise(): void {
    const json = (value: unknown) => Buffer.from(JSON.stringify(value));
    const record = (type: string, data: unknown): NewRecord => {
      return { id: randomUUID(), type, data: json(data), metadata: json({}), isJson: true };
    };
    this.keep('$stats-127.0.0.1:2113', record('$statsCollected', { proc: 1 }));
    this.keep('orders-17', record('VoteCast', { of: 'somebody else' }));
  }
}
