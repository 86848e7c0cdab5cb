/**
 * What was asked of the log, what it answered, and what stands in it at the end. Positions are
 * plain numbers here, and instants are milliseconds of one process's `performance.now()`.
 */

export type Expectation = number | 'none' | 'any';

/** A command as it was wished for; every element is unique in the whole history. */
export interface Wish {
  commandId: string;
  fingerprint: string;
  writes: { stream: string; expect: Expectation; elements: string[] }[];
  checks: { stream: string; expect: number | 'none' }[];
}

/** What a call of `append` came to; `unrecorded` promises that this call recorded nothing. */
export type Answer =
  | { status: 'appended' | 'repeated'; position: number; revisions: Record<string, number> }
  | {
      status: 'conflict';
      conflicts: { stream: string; expected: Expectation; actual: number | 'none' }[];
    }
  | { status: 'idempotency_conflict' | 'unrecorded' | 'unknown' };

/** What is on record under a command id. */
export interface OnRecord {
  commandId: string;
  fingerprint: string;
  position: number;
  revisions: Record<string, number>;
}

/** One row of the campaign's view. */
export interface Row {
  stream: string;
  count: number;
  digest: string;
}

interface Timed {
  /** Who asked; one session asks one thing after the other. */
  session: string;
  began: number;
  ended: number;
}

export interface AppendCall extends Timed {
  what: 'append';
  wish: Wish;
  answer: Answer;
}

export interface StreamRead extends Timed {
  what: 'stream';
  stream: string;
  from: number;
  elements: string[];
}

export interface LogRead extends Timed {
  what: 'log';
  after: number;
  limit: number;
  /** What followed that position: each position and its element. */
  events: [position: number, element: string][];
}

export interface OutcomeRead extends Timed {
  what: 'outcome';
  commandId: string;
  onRecord: OnRecord | null;
}

export interface ViewRead extends Timed {
  what: 'view';
  stream: string;
  /** How far the view says that it has read. */
  asOf: number;
  row: Row | null;
}

/** A call that was answered, or an append whose answer never came. */
export type Call = AppendCall | StreamRead | LogRead | OutcomeRead | ViewRead;

/** An event as it stands in the log at the end. */
export interface Stored {
  position: number;
  stream: string;
  revision: number;
  commandId: string;
  eventId: string;
  type: string;
  element: string;
}

/** What one subscriber was given, over all its connections, in the order it came. */
export interface Subscriber {
  name: string;
  /** The only type it wants; all of them where absent. */
  type?: string;
  events: [position: number, element: string][];
  /** How far the last batch said that it had looked. */
  scannedTo: number;
}

export interface History {
  calls: Call[];
  /** The whole log, as it was read once all was quiet. */
  log: Stored[];
  /** What was on record for every command id that was ever sent, once all was quiet. */
  onRecord: OnRecord[];
  /** The whole view, once all was quiet, and how far it said that it had read. */
  view: { asOf: number; rows: Row[] };
  subscribers: Subscriber[];
}

/** The rules a history is held to. */
export type Rule =
  | 'positions are dense'
  | 'revisions are gapless'
  | 'everything is recorded once'
  | 'nothing is recorded that nobody wished'
  | 'a command is whole'
  | 'what is on record agrees with the events'
  | 'what was acknowledged stands where it was said'
  | 'what was appended was as expected'
  | 'what was refused is not recorded'
  | 'order agrees with time'
  | 'a conflict can be explained'
  | 'an id stands for one wish'
  | 'a reading is a prefix'
  | 'a session never reads backwards'
  | 'a view is a fold of the log'
  | 'a subscriber sees everything once';

/** A rule that a history breaks, and where. */
export interface Violation {
  rule: Rule;
  says: string;
}
