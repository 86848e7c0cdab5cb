import { JsonText, LogError, type Outcome, type Recorded } from '../port.js';
import type { Wanted } from '../tail.js';

/** Leaves every value as the text PostgreSQL sent; `log` knows its own columns. */
export const RAW = { getTypeParser: () => (text: string | Buffer) => text };

/** The columns of an event in the order `recordedOf` reads them. */
export const COLUMNS = [
  'position',
  'stream',
  'revision',
  'command_id',
  'event_id',
  'type',
  'schema_version',
  'organisation_id',
  'consultation_id',
  'recorded_at',
  'occurred_at',
  'actor',
  'channel',
  'causation_id',
  'correlation_id',
  'visibility',
  'data',
  'sealed',
]
  .map((column) => `e.${column}`)
  .join(', ');

/** One row of `COLUMNS` as text. */
export type EventRow = (string | null)[];

/** The event a row holds. */
export const recordedOf = (row: EventRow): Recorded => eventOf(row, JSON.parse(row[16]!));

/** The event a row holds, with its data unread. */
const unreadOf = (row: EventRow): Recorded => eventOf(row, new JsonText(row[16]!));

const eventOf = (row: EventRow, data: unknown): Recorded => {
  const event: Recorded = {
    position: BigInt(row[0]!),
    stream: row[1]!,
    revision: Number(row[2]),
    commandId: row[3]!,
    eventId: row[4]!,
    type: row[5]!,
    schemaVersion: Number(row[6]),
    organisationId: row[7]!,
    consultationId: row[8]!,
    recordedAt: instantOf(row[9]!),
    actor: JSON.parse(row[11]!),
    channel: row[12] as Recorded['channel'],
    visibility: row[15] as Recorded['visibility'],
    data,
  };
  if (row[10] !== null) event.occurredAt = instantOf(row[10]!);
  if (row[13] !== null) event.causationId = row[13];
  if (row[14] !== null) event.correlationId = row[14];
  if (row[17] !== null) event.sealed = JSON.parse(row[17]!);
  return event;
};

/** Which columns are asked for, and the event that a row of them holds. */
export interface Shape {
  columns: string;
  eventOf: (row: EventRow) => Recorded;
}

/** What of events is needed: position, type and those members, or all of it. */
export const shapeOf = ({ only, dataAsText, isLong }: Partial<Wanted> = {}): Shape => {
  if (only && isLong) return narrow(['position', 'type', ...only]);
  return { columns: COLUMNS, eventOf: sound(dataAsText ? unreadOf : recordedOf) };
};

/** Reads a row whose first column is the position; throws LOG_CORRUPT where it cannot be read. */
const sound =
  (eventOf: Shape['eventOf']): Shape['eventOf'] =>
  (row) => {
    try {
      return eventOf(row);
    } catch (cause) {
      const says = `Position ${row[0]} cannot be read: ${(cause as Error).message}`;
      throw new LogError('LOG_CORRUPT', says, { missing: row[0] }, { cause });
    }
  };

const OPTIONAL: readonly string[] = ['occurredAt', 'causationId', 'correlationId', 'sealed'];

/** How members are read from the text of their columns; others are that text. */
const READ: { [M in keyof Recorded]?: (text: string) => unknown } = {
  position: BigInt,
  revision: Number,
  schemaVersion: Number,
  recordedAt: (text) => instantOf(text),
  occurredAt: (text) => instantOf(text),
  actor: JSON.parse,
  data: JSON.parse,
  sealed: JSON.parse,
};

const columnOf = (member: string): string => member.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

const narrow = (only: readonly (keyof Recorded)[]): Shape => {
  const members = [...new Set(only)].map((name) => ({
    name,
    isOptional: OPTIONAL.includes(name),
    read: READ[name] ?? ((text: string) => text),
  }));
  const eventOf = (row: EventRow): Recorded => {
    const event: Record<string, unknown> = {};
    for (let i = 0; i < members.length; i++) {
      const { name, isOptional, read } = members[i]!;
      const text = row[i]!;
      if (text !== null) event[name] = read(text);
      else if (!isOptional) event[name] = null;
    }
    return event as unknown as Recorded;
  };
  const columns = members.map(({ name }) => `e.${columnOf(name)}`).join(', ');
  return { columns, eventOf: sound(eventOf) };
};

/** `2026-11-22 20:30:00.12+00` as `2026-11-22T20:30:00.120Z`. */
export const instantOf = (text: string): string =>
  `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, -3).padEnd(3, '0')}Z`;

/** What was recorded under a command id: id, fingerprint, position, answer, revisions. */
export type OutcomeRow = [string, string, string, string | null, string];

/** The outcome a row holds. */
export const outcomeOf = ([
  commandId,
  fingerprint,
  position,
  answer,
  revisions,
]: OutcomeRow): Outcome => ({
  commandId,
  fingerprint,
  position: BigInt(position),
  revisions: JSON.parse(revisions),
  answer: answer === null ? null : JSON.parse(answer),
});
