import { expect } from '@jest/globals';
import { auditTrail } from '../../projections/audit-trail.js';
import { schemaVersions, type EventType } from '../../src/domain/events.js';
import { basket, created, fact, line, registered, submittedIdea } from '../arcueil.js';
import { logOf, rowsAfter, seen, specsOf } from '../seen.js';

specsOf(auditTrail, {
  '*': {
    'E43, T15, T31 whoever did whatever, whenever and through which door, is there': () =>
      seen(auditTrail, registered, {
        fact: created,
        eventId: 'e2',
        commandId: 'c2',
        channel: 'import',
        occurredAt: '2022-03-01T00:00:00.000Z',
        actor: { kind: 'officer', ref: 'paul', role: 'registrar' },
      }).rows(
        {
          position: 1n,
          type: 'OrganisationRegistered',
          stream: 'organisation-arcueil',
          consultationId: null,
          occurredAt: null,
        },
        {
          position: 2n,
          eventId: 'e2',
          type: 'ConsultationCreated',
          stream: 'consultation-pb26',
          revision: 0,
          organisationId: 'arcueil',
          consultationId: 'pb26',
          recordedAt: '2026-01-01T02:00:00.000Z',
          occurredAt: '2022-03-01T00:00:00.000Z',
          actorKind: 'officer',
          actorRef: 'paul',
          actorRole: 'registrar',
          channel: 'import',
          commandId: 'c2',
          visibility: 'public',
          data: created.data,
        },
      ),
    'no kind of event is left out': () => {
      const types = Object.keys(schemaVersions) as EventType[];
      const log = logOf(
        ...types.map((type) => fact(type, { phaseId: 'p', voterRef: 'v' } as never)),
      );
      expect(rowsAfter(auditTrail, log).map((row) => row.type)).toEqual(types);
      return types;
    },
    'of a person’s words the digests alone are in it': () => {
      const idea = submittedIdea();
      const [row] = rowsAfter(auditTrail, logOf(idea));
      expect(row).toMatchObject({ data: idea.data, sealed: { title: 'title@1', body: 'body@1' } });
      expect(JSON.stringify({ ...row, position: 0 })).not.toContain(idea.personal!.title);
      return ['IdeaSubmitted'];
    },
    'what only auditors may read is marked': () =>
      seen(auditTrail, basket([line('garden')])).rows({ visibility: 'restricted' }),
  },
});
