import type { Fact, Id } from '../fact.js';

/** Article 17 of the GDPR: a person's right to be forgotten. */
export type ErasureBasis = 'art17';

/** Where a person can be written to. */
export interface Contact {
  email: string;
}

/** What happens to the account of a person; it names nobody, for the id is random. */
export type ParticipantFact =
  /** Without an address nothing is sent. `locale` is BCP 47. */
  | Fact<'ParticipantRegistered', { personId: Id; locale: string }, Contact>
  | Fact<'ContactChanged', { personId: Id; locale: string }, Contact>
  | Fact<
      'AccountErasureRequested',
      {
        personId: Id;
        basis: ErasureBasis;
        /** Who asked: the person's own account, or an office on the person's request. */
        asked: 'self' | 'office';
      }
    >
  | Fact<
      'AccountErased',
      {
        personId: Id;
        keysDestroyed: Id[];
        /** Digests that nothing opens any more. */
        disclosures: number;
        /** How many of them are of secret ballots, and therefore named nowhere. */
        unlisted: number;
      }
    >;

/** Which digests of one consultation nothing opens any more; whose they were is told nowhere. */
export type ErasureFact = Fact<
  'PersonalDataErased',
  { erasureId: Id; basis: ErasureBasis; entries: { eventId: string; digests: string[] }[] }
>;
