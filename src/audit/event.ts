import type { ViewEvent } from '../../projections/projection.js';
import { upcast, type Versions } from '../domain/upcast.js';
import type { Recorded } from '../log/port.js';

/** An event of one consultation's log as a count sees it; its place is its index in that log. */
export interface Occurrence {
  n: number;
  consultationId: string;
  /** What the log keeps of it, as far as the leaf has it. */
  event: Omit<Recorded, 'position' | 'commandId' | 'consultationId' | 'data' | 'sealed'>;
  /** SHA-256 of its command's id. */
  command: string;
  data: unknown;
  /** The words that are open, by name. */
  words: Record<string, unknown>;
}

/**
 * The event for the folds of views, in the present version of its type; they are told the words themselves
 * where they ask for digests. Throws UnknownVersion.
 */
export const viewEvent = (
  { n, consultationId, event, command, data, words }: Occurrence,
  known: Versions,
): ViewEvent =>
  upcast(
    {
      type: event.type,
      position: BigInt(n),
      stream: event.stream,
      revision: event.revision,
      eventId: event.eventId,
      organisationId: event.organisationId,
      consultationId,
      recordedAt: event.recordedAt,
      ...(event.occurredAt !== undefined && { occurredAt: event.occurredAt }),
      at: event.occurredAt ?? event.recordedAt,
      actor: event.actor,
      channel: event.channel,
      commandId: command,
      visibility: event.visibility,
      data,
      sealed: words,
      schemaVersion: event.schemaVersion,
    },
    known,
  ) as ViewEvent;

/** The consultation whose log has that origin. */
export const consultationOf = (origin: string): string | undefined =>
  /^[^/]+\/c\/([^/]+)$/.exec(origin)?.[1];
