import { isRevision, prepare } from '../command.js';
import { LogError, type AppendRequest, type NewEvent, type Position } from '../port.js';

/**
 * The first line of an export. The file is NDJSON: this, a line for each command, and an end line.
 */
export interface Header {
  format: 'cahier-log';
  version: 1;
  /** The position behind which the export begins, in decimal. */
  after: string;
}

/** What one command recorded: everything that `append` needs to record it again. */
export interface CommandLine {
  commandId: string;
  fingerprint: string;
  answer: unknown;
  /** Position of its last event, in decimal. */
  position: string;
  /** Each with the revision of its first event. */
  writes: { stream: string; revision: number; events: NewEvent[] }[];
}

/** The last line of an export; a file without it is not whole. */
export interface EndLine {
  end: true;
  commands: number;
  events: number;
  /** Where the export ends, in decimal. */
  position: string;
  /** SHA-256 of all lines before this one, line feeds included, in hexadecimal. */
  sha256: string;
}

/** A file that is no whole and sound export, or does not belong to the log it is used with. */
export class TransferError extends Error {
  constructor(
    readonly code: 'MALFORMED' | 'CONFLICT',
    /** Counted from 1. */
    readonly line: number,
    message: string,
  ) {
    super(`Line ${line}: ${message}`);
    this.name = 'TransferError';
  }
}

/** The first line of an export that begins behind a position. */
export const headerText = (after: Position): string =>
  lineText({ format: 'cahier-log', version: 1, after: String(after) } satisfies Header);

/** A value as one line with its line feed. */
export const lineText = (value: object): string => `${JSON.stringify(value)}\n`;

/** The position behind which an export begins, by its first line. Throws TransferError. */
export function afterOf(text: string): Position {
  const { format, version, after } = json(text, 1) as Partial<Header>;
  if (format !== 'cahier-log') throw malformed(1, 'this is no export of a log.');
  if (version !== 1) throw malformed(1, `version ${version} of the format is not known here.`);
  return positionOf(after, 1);
}

/** A line behind the first. Throws TransferError where it is neither a sound command nor an end. */
export function lineOf(text: string, line: number): CommandLine | EndLine {
  const value = json(text, line) as CommandLine | EndLine;
  positionOf(value.position, line);
  if (!('end' in value)) soundCommand(value, line);
  return value;
}

/** The append that records a command again, exactly behind what its streams held before it. */
export const requestOf = ({
  commandId,
  fingerprint,
  answer,
  writes,
}: CommandLine): AppendRequest => ({
  commandId,
  fingerprint,
  writes: writes.map(({ stream, revision, events }) => ({
    stream,
    expect: revision === 0 ? 'none' : revision - 1,
    events,
  })),
  ...(answer !== null && { answer }),
});

export const malformed = (line: number, message: string): TransferError =>
  new TransferError('MALFORMED', line, message);

function soundCommand(command: CommandLine, line: number): void {
  const shaped =
    Array.isArray(command.writes) &&
    command.writes.every(
      (write) =>
        isRevision(write?.revision) && Array.isArray(write.events) && write.events.every(Boolean),
    );
  if (!shaped) throw malformed(line, 'this is neither a command nor the end.');
  try {
    prepare(requestOf(command));
  } catch (error) {
    if (error instanceof LogError) throw malformed(line, error.message);
    throw error;
  }
}

function json(text: string, line: number): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value !== 'object' || value === null) throw malformed(line, 'this is no JSON object.');
  return value;
}

function positionOf(value: unknown, line: number): Position {
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return BigInt(value);
  throw malformed(line, 'it names no position.');
}
