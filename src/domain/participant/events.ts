import type { Fact, Id } from '../fact.js';

/** Article 17 of the GDPR: a person's right to be forgotten. */
export type ErasureBasis = 'art17';

/** What happens to the account of a person; it names nobody, for the id is random. */
export type ParticipantFact =
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
