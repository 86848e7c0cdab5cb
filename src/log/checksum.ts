import { hash } from 'node:crypto';
import type { NewEvent, Recorded } from './port.js';

/**
 * The columns of `log.events` that an event's checksum covers, in its order. Position and revision
 * follow from the order of the log and are checked by counting.
 */
export const COVERED = [
  'stream',
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
] as const;

type Text = string | number | null | undefined;

/** Where an event is to stand. */
export type Place = Pick<Recorded, 'stream' | 'commandId'>;

/** The parts of an event that are kept as JSON, as exactly the texts that are kept. */
export interface Texts {
  actor: string;
  data: string;
  /** Empty or absent where nothing is sealed. */
  sealed?: string | undefined;
}

/** What stands in the covered columns of an event. */
export const covered = (event: NewEvent, place: Place, { actor, data, sealed }: Texts): Text[] => [
  place.stream,
  place.commandId,
  event.eventId,
  event.type,
  event.schemaVersion,
  event.organisationId,
  event.consultationId,
  event.recordedAt,
  event.occurredAt,
  actor,
  event.channel,
  event.causationId,
  event.correlationId,
  event.visibility,
  data,
  sealed,
];

/**
 * The checksum of an event, in hexadecimal: SHA-256 of what stands in its covered columns, one a
 * line, empty where absent, instants as `2026-11-22T20:30:00.000Z`. None holds a line feed, so no
 * two events have the same lines.
 */
export const checksumOf = (texts: readonly Text[]): string =>
  hash('sha256', texts.map((text) => text ?? '').join('\n'));
