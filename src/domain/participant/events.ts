import type { Segments } from '../ballot/events.js';
import type { Fact, Id, Instant } from '../fact.js';
import type { ModerationReason } from '../idea/events.js';

/** Article 17 of the GDPR: a person's right to be forgotten. */
export type ErasureBasis = 'art17';

/** Where a person can be written to. */
export interface Contact {
  email: string;
}

/** How it was found out where somebody lives. */
export type VerificationMethod = 'document' | 'register' | 'letter' | 'in_person';

/** Where the account that does not go on has a ballot: which one counts, and whether the other was taken out. */
export interface ResolvedBallot {
  phaseId: Id;
  effective: 'from' | 'to';
  /** False where the account that goes on has none, or the result was certified. */
  invalidated: boolean;
}

/** What happens to the account of a person; it names nobody, for the id is random. */
export type ParticipantFact =
  /** Without an address nothing is sent. `locale` is BCP 47. */
  | Fact<'ParticipantRegistered', { personId: Id; locale: string }, Contact>
  | Fact<'ContactChanged', { personId: Id; locale: string }, Contact>
  /** Where in an organisation a person says that they live. */
  | Fact<'ResidenceDeclared', { personId: Id; organisationId: Id }, { areaId: Id }>
  /** Where in an organisation a person was found to live. */
  | Fact<
      'ResidenceVerified',
      { personId: Id; organisationId: Id; method: VerificationMethod },
      { areaId: Id }
    >
  | Fact<'ProfileSegmentsDeclared', { personId: Id }, { segments: Segments }>
  /** A person takes no part in what an organisation does, until they are unblocked. */
  | Fact<
      'ParticipantBlocked',
      { personId: Id; organisationId: Id; reasonCode: ModerationReason; at: Instant },
      { reason: string }
    >
  | Fact<
      'ParticipantUnblocked',
      { personId: Id; organisationId: Id; at: Instant },
      { reason: string }
    >
  /** An agent says that another account is of the same person; it takes a second one. */
  | Fact<'AccountMergeProposed', { personId: Id; fromId: Id; proposedBy: string }>
  | Fact<'AccountMergeDecided', { personId: Id; fromId: Id; toId: Id; decidedBy: [string, string] }>
  | Fact<
      'AccountsMerged',
      { personId: Id; fromId: Id; toId: Id; ballotsResolved: ResolvedBallot[] }
    >
  | Fact<
      'AccountErasureRequested',
      {
        personId: Id;
        basis: ErasureBasis;
        /** Who asked: the person's own account, or an office on the person's request. */
        asked: 'self' | 'office';
        /** The person takes back what they voted where people still vote; absent where it stays. */
        votes?: 'withdraw';
        /** What the person wrote stays, under nobody's name; absent where it is erased with them. */
        texts?: 'keep';
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
        /** Where it is known that the person has voted, and until when; null until the result is certified. */
        spentCredentialsKept: { phaseId: Id; until: Instant | null }[];
      }
    >;

/** Which digests of one consultation nothing opens any more; whose they were is told nowhere. */
export type ErasureFact = Fact<
  'PersonalDataErased',
  { erasureId: Id; basis: ErasureBasis; entries: { eventId: string; digests: string[] }[] }
>;
