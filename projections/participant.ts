import { change, digestsOf, one, type Projection, type Sealed } from './projection.js';

export interface ParticipantRow {
  /** Names nobody: it is random, and stands nowhere else. */
  personId: string;
  /** BCP 47. */
  locale: string;
  /** Digest of the address; empty without one. */
  sealed: Sealed;
  registeredAt: string;
  /** Revision of the person's stream, whatever its last event was. */
  revision: number;
}

const key = (e: { data: { personId: string } }) => ({ personId: e.data.personId });

/** The row of a stream that went on. */
const goneOn = (row: ParticipantRow | null, { revision }: { revision: number }) =>
  row && { ...row, revision };

/** How is this participant written to? Nobody but themselves asks. */
export const participant: Projection<ParticipantRow> = {
  name: 'participant',
  key: ['personId'],
  columns: {
    personId: 'text',
    locale: 'text',
    sealed: 'json',
    registeredAt: 'text',
    revision: 'int',
  },
  on: {
    ParticipantRegistered: one(key, (_row, { data, sealed, at, revision }) => ({
      ...data,
      sealed: digestsOf(sealed, 'email'),
      registeredAt: at,
      revision,
    })),
    ContactChanged: one(
      key,
      change((_row, { data: { locale }, sealed, revision }) => ({
        locale,
        sealed: digestsOf(sealed, 'email'),
        revision,
      })),
    ),
    ResidenceDeclared: one(key, goneOn),
    ResidenceVerified: one(key, goneOn),
    ProfileSegmentsDeclared: one(key, goneOn),
    ParticipantBlocked: one(key, goneOn),
    ParticipantUnblocked: one(key, goneOn),
    AccountMergeProposed: one(key, goneOn),
    AccountMergeDecided: one(key, goneOn),
    AccountsMerged: one(key, goneOn),
    AccountErasureRequested: one(key, goneOn),
    AccountErased: one(key, () => null),
  },
};
