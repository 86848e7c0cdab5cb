import { change, one, type Projection } from './projection.js';

export interface ErasureRow {
  /** Names nobody: it is random, and stands nowhere else. */
  personId: string;
  basis: string;
  asked: string;
  /** What becomes of the person's votes where people still vote. */
  votes: 'keep' | 'withdraw';
  /** What becomes of what the person wrote. */
  texts: 'keep' | 'erase';
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
    votes: 'text',
    texts: 'text',
    requestedAt: 'text',
    erasedAt: 'text?',
    disclosures: 'int?',
  },
  on: {
    AccountErasureRequested: one(key, (_row, { data, at }) => ({
      ...data,
      votes: data.votes ?? 'keep',
      texts: data.texts ?? 'erase',
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
