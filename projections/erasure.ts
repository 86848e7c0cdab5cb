import { change, one, type Projection } from './projection.js';

export interface ErasureRow {
  /** Names nobody: it is random, and stands nowhere else. */
  personId: string;
  basis: string;
  asked: string;
  requestedAt: string;
  /** Null until the keys are destroyed. */
  erasedAt: string | null;
  /** Digests that nothing opens any more. */
  disclosures: number | null;
}

const key = (e: { data: { personId: string } }) => ({ personId: e.data.personId });

/** Which erasures were asked for, and are they done? */
export const erasure: Projection<ErasureRow> = {
  name: 'erasure',
  key: ['personId'],
  columns: {
    personId: 'text',
    basis: 'text',
    asked: 'text',
    requestedAt: 'text',
    erasedAt: 'text?',
    disclosures: 'int?',
  },
  on: {
    AccountErasureRequested: one(key, (_row, { data, at }) => ({
      ...data,
      requestedAt: at,
      erasedAt: null,
      disclosures: null,
    })),
    AccountErased: one(
      key,
      change((_row, { data: { disclosures }, at }) => ({ erasedAt: at, disclosures })),
    ),
  },
};
