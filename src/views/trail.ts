import type { DataSource } from 'typeorm';
import type { AuditTrailRow } from '../../projections/audit-trail.js';
import type { Sealed } from '../../projections/projection.js';
import { upcast } from '../domain/upcast.js';
import { LogError, type Log, type Recorded } from '../log/port.js';
import { ofBallots, uncounted } from './visibility.js';

/** An act as the audit trail tells it: of people's words the digests alone. */
export interface TrailEntry extends AuditTrailRow {
  eventId: string;
  revision: number;
  organisationId: string | null;
  recordedAt: string;
  occurredAt: string | null;
  actorKind: string;
  actorRef: string;
  actorRole: string;
  channel: string;
  commandId: string;
  /** Null where it is kept back for now. */
  data: unknown;
  sealed: Sealed;
}

/** Tells what the log says where rows of the audit trail point to. */
export class Trail {
  constructor(
    private readonly log: Log,
    private readonly db: DataSource,
  ) {}

  /**
   * The acts of these rows; without what stands in a ballot while its phase hides its counts. Throws
   * LOG_CORRUPT where the log lacks one.
   */
  async tell<Row extends AuditTrailRow>(rows: readonly Row[]): Promise<(Row & TrailEntry)[]> {
    const events = await this.log.readAt(rows.map(({ position }) => position));
    const at = new Map(events.map((event) => [event.position, upcast(event)]));
    const hidden = await this.#uncounted([...at.values()]);
    return rows.map((row) => {
      const event = at.get(row.position);
      if (!event) throw missing(row);
      const phaseId = phaseOf(event);
      return { ...row, ...told(event), ...(phaseId && hidden.has(phaseId) && { data: null }) };
    });
  }

  /** Those phases of ballots among these events that nobody may count yet. */
  async #uncounted(events: readonly Recorded[]): Promise<Set<string>> {
    const phases = new Set(events.flatMap((event) => phaseOf(event) ?? []));
    if (!phases.size) return phases;
    const found: { phaseId: string }[] = await this.db.query(
      `select "phaseId" from (${uncounted}) u where "phaseId" = any($1)`,
      [[...phases]],
    );
    return new Set(found.map(({ phaseId }) => phaseId));
  }
}

/** The phase of a ballot; undefined for other acts. */
const phaseOf = ({ type, data }: Recorded): string | undefined =>
  ofBallots.has(type) ? (data as { phaseId: string }).phaseId : undefined;

const told = (event: Recorded) => ({
  eventId: event.eventId,
  revision: event.revision,
  organisationId: event.organisationId,
  recordedAt: event.recordedAt,
  occurredAt: event.occurredAt ?? null,
  actorKind: event.actor.kind,
  actorRef: event.actor.ref,
  actorRole: event.actor.role,
  channel: event.channel,
  commandId: event.commandId,
  data: event.data as unknown,
  sealed: (event.sealed ?? {}) as Sealed,
});

const missing = ({ position, type }: AuditTrailRow): LogError =>
  new LogError('LOG_CORRUPT', `Position ${position} is missing, where ${type} has been read.`, {
    missing: String(position),
  });
