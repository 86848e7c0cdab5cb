import { randomUUID } from 'node:crypto';
import type { AllStreamRecordedEvent, EventData, RecordedEvent } from '@kurrent/kurrentdb-client';
import type { Command, Entry } from '../command.js';
import { LogError, type Position, type Recorded } from '../port.js';
import { typeName, type Names } from './names.js';

/** What KurrentDB keeps beside the data of an event: texts only, as its newer appends demand. */
export type Metadata = Record<string, string>;

/** A record as it is handed to KurrentDB. */
export type NewRecord = EventData;

/**
 * The record of an event. Its id in KurrentDB is new at each attempt: we tell repeats by command,
 * and a server that tells them by event id drops events without a word where it is not asked for a
 * revision.
 */
export const recordOf = (
  command: Command,
  { event, actor, data, sealed, checksum }: Entry,
): NewRecord => ({
  id: randomUUID(),
  contentType: 'application/json',
  type: typeName(event.type),
  data: JSON.parse(data),
  metadata: present({
    eventId: event.eventId,
    type: event.type,
    schemaVersion: String(event.schemaVersion),
    organisationId: event.organisationId,
    consultationId: event.consultationId,
    recordedAt: event.recordedAt,
    occurredAt: event.occurredAt,
    actor,
    channel: event.channel,
    causationId: event.causationId,
    correlationId: event.correlationId,
    visibility: event.visibility,
    sealed: sealed || undefined,
    commandId: command.id,
    checksum,
  }),
});

function present(values: Record<string, string | null | undefined>): Metadata {
  const given = Object.entries(values).filter(([, value]) => typeof value === 'string');
  return Object.fromEntries(given) as Metadata;
}

/** A record as KurrentDB gives it back. */
export type KeptRecord = RecordedEvent | AllStreamRecordedEvent;

/** The event that a record holds. Throws LOG_CORRUPT where it is not one of ours. */
export function recordedOf(record: KeptRecord, names: Names): Recorded {
  const { eventId, commandId, type, recordedAt, actor, ...rest } = metadataOf(record);
  if (!eventId || !commandId || !type || !recordedAt || !actor) throw foreign(record);
  const event: Recorded = {
    position: positionOf(record),
    stream: names.streamOf(record.streamId),
    revision: Number(record.revision),
    commandId,
    eventId,
    type,
    schemaVersion: Number(rest.schemaVersion),
    organisationId: rest.organisationId ?? null,
    consultationId: rest.consultationId ?? null,
    recordedAt,
    actor: JSON.parse(actor),
    channel: rest.channel as Recorded['channel'],
    visibility: rest.visibility as Recorded['visibility'],
    data: record.data,
  };
  if (rest.occurredAt !== undefined) event.occurredAt = rest.occurredAt;
  if (rest.causationId !== undefined) event.causationId = rest.causationId;
  if (rest.correlationId !== undefined) event.correlationId = rest.correlationId;
  if (rest.sealed !== undefined) event.sealed = JSON.parse(rest.sealed);
  return event;
}

/** What is kept beside the data of a record. */
export const metadataOf = ({ metadata }: KeptRecord): Partial<Metadata> =>
  (metadata ?? {}) as Partial<Metadata>;

/**
 * A record's place in the server's own log: ascending, one to a record, with gaps. Throws
 * LOG_UNAVAILABLE where the server does not tell.
 */
export function positionOf({ position }: KeptRecord): Position {
  if (position && position.commit <= LARGEST) return position.commit;
  const message = 'This server does not tell the position of an event in its stream; 22.6 does.';
  throw new LogError('LOG_UNAVAILABLE', message, { lasting: true });
}

const LARGEST = 2n ** 63n - 1n;

const foreign = ({ streamId, revision }: KeptRecord): LogError =>
  new LogError('LOG_CORRUPT', `Event ${revision} of ${streamId} was not written by Cahier.`, {
    stream: streamId,
    revision: String(revision),
  });
