import type { Position } from '../port.js';

/** What can be wrong with a log. */
export type FaultKind =
  | 'guard_down'
  | 'position_missing'
  | 'unreadable'
  | 'checksum_differs'
  | 'revision_out_of_line'
  | 'command_missing'
  | 'command_range_differs'
  | 'event_id_twice';

/** One fault and its place, as far as it has one. */
export interface Fault {
  kind: FaultKind;
  /** What is wrong, in one sentence. */
  says: string;
  position?: Position;
  stream?: string;
  revision?: number;
  commandId?: string;
}

/** What verification found; the log is sound when there is no fault. */
export interface Findings {
  /** Position of the last event that was looked at. */
  position: Position;
  events: number;
  commands: number;
  sound: boolean;
  /** Each kind that was found: how often, and the first places. */
  faults: { kind: FaultKind; count: number; first: Fault[] }[];
}

/** Told now and then how many of how many events are verified. */
export type Progress = (done: number, total: number) => void;

/** How large a log is, and of what. */
export interface Stats {
  position: Position;
  events: number;
  streams: number;
  commands: number;
  /** Mean number; 0 for an empty log. */
  eventsPerCommand: number;
  /** Null for an empty log. */
  firstRecordedAt: string | null;
  lastRecordedAt: string | null;
  /** Events by type, and by consultation with `null` for those of none; most first. */
  types: { type: string; events: number }[];
  consultations: { consultationId: string | null; events: number }[];
  /** On disk; null where the store does not tell. */
  bytes: { events: number; indexes: number; total: number } | null;
}

/**
 * What a store tells of itself beside being a log; each store has its own way to look, and a store
 * may have none.
 */
export interface Inspection {
  /** Reads the whole log as it stands now and looks for faults. */
  verify(progress?: Progress): Promise<Findings>;
  stats(): Promise<Stats>;
  close(): Promise<void>;
}
