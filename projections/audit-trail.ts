import { one, type Projection } from './projection.js';

export interface AuditTrailRow {
  position: bigint;
  type: string;
  stream: string;
  consultationId: string | null;
  visibility: string;
}

/** Where does each act stand in the log, and who may read of it there? What it says the log alone tells. */
export const auditTrail: Projection<AuditTrailRow> = {
  name: 'audit_trail',
  key: ['position'],
  appendOnly: true,
  reads: ['position', 'type', 'stream', 'consultationId', 'visibility'],
  columns: {
    position: 'position',
    type: 'text',
    stream: 'text',
    consultationId: 'text?',
    visibility: 'text',
  },
  indexes: [['consultationId', 'position']],
  on: {
    '*': one(
      ({ position }) => ({ position }),
      (_row, { position, type, stream, consultationId, visibility }) => ({
        ...{ position, type, stream, consultationId, visibility },
      }),
    ),
  },
};
