import { one, type Projection, type Sealed } from './projection.js';

export interface AuditTrailRow {
  position: bigint;
  eventId: string;
  type: string;
  stream: string;
  revision: number;
  organisationId: string | null;
  consultationId: string | null;
  recordedAt: string;
  occurredAt: string | null;
  actorKind: string;
  actorRef: string;
  actorRole: string;
  channel: string;
  commandId: string;
  visibility: string;
  data: unknown;
  sealed: Sealed;
}

/** Who did what, when and through which door, in the order of the log? Of people's words the digests alone. */
export const auditTrail: Projection<AuditTrailRow> = {
  name: 'audit_trail',
  key: ['position'],
  appendOnly: true,
  columns: {
    position: 'position',
    eventId: 'text',
    type: 'text',
    stream: 'text',
    revision: 'int',
    organisationId: 'text?',
    consultationId: 'text?',
    recordedAt: 'text',
    occurredAt: 'text?',
    actorKind: 'text',
    actorRef: 'text',
    actorRole: 'text',
    channel: 'text',
    commandId: 'text',
    visibility: 'text',
    data: 'json',
    sealed: 'json',
  },
  indexes: [['consultationId', 'position']],
  on: {
    '*': one(
      ({ position }) => ({ position }),
      (_row, e) => ({
        position: e.position,
        eventId: e.eventId,
        type: e.type,
        stream: e.stream,
        revision: e.revision,
        organisationId: e.organisationId,
        consultationId: e.consultationId,
        recordedAt: e.recordedAt,
        occurredAt: e.occurredAt ?? null,
        actorKind: e.actor.kind,
        actorRef: e.actor.ref,
        actorRole: e.actor.role,
        channel: e.channel,
        commandId: e.commandId,
        visibility: e.visibility,
        data: e.data,
        sealed: e.sealed ?? {},
      }),
    ),
  },
};
