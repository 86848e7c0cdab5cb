/**
 * The log remembers every act once, in one order. This is its only door: memory, PostgreSQL and
 * KurrentDB implement it, and one contract suite holds all three to it.
 */

/**
 * A place in the log's order. Compare it, store it, hand it back; compute nothing with it outside
 * `log`.
 */
export type Position = bigint;

/** Who acts: a citizen under a pseudonym, an agent, an officer or the system itself. */
export interface Actor {
  kind: 'citizen' | 'agent' | 'officer' | 'system';
  ref: string;
  role: string;
  departmentId?: string;
}

export type Channel = 'web' | 'api' | 'widget' | 'booth' | 'meeting' | 'import';

/**
 * Who may read an event's data: everybody, staff and auditors, or auditors only until the phase
 * closes.
 */
export type Visibility = 'public' | 'restricted' | 'sealed_until_close';

/** JSON that is not read, for who only hands it on. */
export class JsonText {
  constructor(readonly text: string) {}
}

/**
 * An event as it is handed to the log; its JSON, what is sealed included, has at most 256 KiB.
 */
export interface NewEvent {
  /** A UUID in small letters; UUIDv7 unless an import chose another. */
  eventId: string;
  type: string;
  schemaVersion: number;
  organisationId: string | null;
  consultationId: string | null;
  /**
   * The server's clock when the act was judged, `2026-11-22T20:30:00.000Z`; the only clock that
   * rules use.
   */
  recordedAt: string;
  /** When the act took place, only where it was not made through this server (paper, import). */
  occurredAt?: string;
  actor: Actor;
  channel: Channel;
  causationId?: string;
  correlationId?: string;
  visibility: Visibility;
  data: unknown;
  /**
   * A person's words and identity, by name: of each only a salted SHA-256 in base64url. The words
   * themselves lie beside the log.
   */
  sealed?: Record<string, string>;
}

/** An event as the log keeps it. */
export interface Recorded extends NewEvent {
  position: Position;
  stream: string;
  /** Rank in its stream, from 0. */
  revision: number;
  commandId: string;
}

/**
 * What a stream must be for an append to be accepted: its last revision, nothing at all, or
 * anything.
 */
export type Expect = number | 'none' | 'any';

export interface Write {
  stream: string;
  expect: Expect;
  events: NewEvent[];
}

/** Holds an append to a stream that it does not write: "unless that stream changed since". */
export interface Check {
  stream: string;
  expect: number | 'none';
}

export interface AppendRequest {
  /** The idempotency key, at most 200 characters; at most one append is ever recorded under it. */
  commandId: string;
  /** Digest of the wish behind it; another wish under the same key is a conflict. */
  fingerprint: string;
  /**
   * Each stream once, checks included; stream names have at most 200 characters and no control
   * character.
   */
  writes: Write[];
  checks?: Check[];
  /** Kept with the outcome and given back on a repeat; JSON. */
  answer?: unknown;
}

/** What was recorded under a command id. */
export interface Outcome {
  commandId: string;
  fingerprint: string;
  /** Position of the last event of the command. */
  position: Position;
  /** Streams written and their new last revision. */
  revisions: Record<string, number>;
  answer: unknown;
}

/**
 * The answer to an append. Conflicts are data: the caller reads again and decides again.
 * `repeated` gives what is on record, from an earlier call or from an attempt of this one whose
 * answer was lost.
 */
export type Appended =
  | ({ status: 'appended' | 'repeated' } & Outcome)
  | {
      status: 'conflict';
      conflicts: { stream: string; expected: Expect; actual: number | 'none' }[];
    }
  | { status: 'idempotency_conflict'; commandId: string };

export interface ReadStreamOptions {
  /** First revision to read, inclusive; 0 by default. */
  from?: number;
}

export interface ReadAllOptions {
  /** Read what follows this position, exclusive; from the beginning by default. */
  after?: Position;
  /** Only events of these types. */
  types?: readonly string[];
  /** Stop after so many events. */
  limit?: number;
  /** Largest number of events in one batch; 1,000 by default. */
  batchSize?: number;
  /** What of an event is needed besides its position and type; a store may leave out the rest. All of it by default. */
  only?: readonly (keyof Recorded)[];
}

export interface SubscribeOptions {
  after?: Position;
  types?: readonly string[];
  /** Largest number of events in one batch, asked anew for each batch. */
  batchSize?: () => number;
  /** The data of each event as a `JsonText`. */
  dataAsText?: boolean;
  /**
   * How long to wait when nothing was left, in milliseconds, asked anew each time: who reads all the
   * time need not be woken, which costs each append.
   */
  everyMs?: () => number;
  signal: AbortSignal;
}

/** One step of a subscription; without events it only tells how far it has looked. */
export interface Batch {
  events: Recorded[];
  scannedTo: Position;
  /** True when nothing was left to read behind this batch at the time it was read. */
  caughtUp: boolean;
}

/** What a store can be held to. What it cannot honour it refuses with UNSUPPORTED. */
export interface Capabilities {
  /** One append may write several streams, all or none. */
  severalStreams: boolean;
  /** An append may be held to streams that it does not write. */
  checks: boolean;
  /** Positions count the events without a hole, so that a missing event shows. */
  densePositions: boolean;
}

export interface Log {
  readonly capabilities: Capabilities;
  /**
   * Appends all writes or none; resolves once they are durable. Rejects with a LogError: nothing
   * was recorded, unless its `data.outcome` is `unknown`; then the same request may be sent again,
   * or its outcome asked for later.
   */
  append(request: AppendRequest): Promise<Appended>;
  /** What was recorded under each of these command ids; ids never recorded are absent. */
  outcomes(commandIds: readonly string[]): Promise<Map<string, Outcome>>;
  /**
   * All events of one stream from a revision on, oldest first; empty for an unknown stream. Events
   * may be shared: change none.
   */
  readStream(stream: string, options?: ReadStreamOptions): Promise<Recorded[]>;
  /**
   * The log in order, in batches of bounded memory. Throws LOG_CORRUPT where a position is
   * missing.
   */
  readAll(options?: ReadAllOptions): AsyncIterable<Recorded[]>;
  /**
   * The events at these positions, in the order of the log, each once; of a position that holds none
   * there is nothing.
   */
  readAt(positions: readonly Position[]): Promise<Recorded[]>;
  /**
   * The log in order and then what comes, until the signal aborts; never skips, never repeats, and
   * outlives a database that goes away. The next batch is read when it is asked for. Throws
   * LOG_CORRUPT where a position is missing.
   */
  subscribe(options: SubscribeOptions): AsyncIterable<Batch>;
  /** Position of the last event; 0n for an empty log. */
  head(): Promise<Position>;
  /** Drains what was accepted, then releases every connection. */
  close(): Promise<void>;
}

/**
 * What the log could not do, by a code of the public contract. OVERLOADED, and LOG_UNAVAILABLE
 * unless its `data.lasting` is true, are worth another attempt. LOG_CORRUPT names the place in
 * `data.missing`.
 */
export class LogError extends Error {
  constructor(
    readonly code:
      | 'INVALID_APPEND'
      | 'EVENT_TOO_LARGE'
      | 'INVALID_READ'
      | 'UNSUPPORTED'
      | 'OVERLOADED'
      | 'LOG_CORRUPT'
      | 'LOG_UNAVAILABLE'
      | 'LOG_CLOSED',
    message: string,
    readonly data: Record<string, unknown> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'LogError';
  }
}
