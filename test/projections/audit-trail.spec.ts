import { expect } from '@jest/globals';
import { auditTrail } from '../../projections/audit-trail.js';
import { schemaVersions, type EventType } from '../../src/domain/events.js';
import { basket, created, fact, line, registered } from '../arcueil.js';
import { logOf, rowsAfter, seen, specsOf } from '../seen.js';

specsOf(auditTrail, {
  '*': {
    'E43, T15, T31 whatever was done stands there, with its place in the log': () =>
      seen(auditTrail, registered, created).rows(
        {
          position: 1n,
          type: 'OrganisationRegistered',
          stream: 'organisation-arcueil',
          consultationId: null,
          visibility: 'public',
        },
        {
          position: 2n,
          type: 'ConsultationCreated',
          stream: 'consultation-pb26',
          consultationId: 'pb26',
          visibility: 'public',
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
    'what only auditors may read is marked': () =>
      seen(auditTrail, basket([line('garden')])).rows({ visibility: 'restricted' }),
  },
});
