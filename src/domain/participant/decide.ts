import { grant, type Fold, type Id, type Instant, type Rule } from '../fact.js';
import { blockRules, type BlockParticipant, type UnblockParticipant } from './decide-blocks.js';
import { contactRules, type ChangeContact, type RegisterParticipant } from './decide-contact.js';
import { mergeRules, type CompleteMerge, type MergeAccounts } from './decide-merges.js';
import {
  profileRules,
  type DeclareProfileSegments,
  type DeclareResidence,
  type VerifyResidence,
} from './decide-profile.js';
import type { ErasureFact, ParticipantFact } from './events.js';
import { participantStream, type Participant } from './state.js';

/** Asks that everything a person wrote, and who they were, be erased. */
export interface EraseParticipant {
  type: 'EraseParticipant';
  personId: Id;
  asked: 'self' | 'office';
  /** What becomes of the person's votes where people still vote; they stay unless said otherwise. */
  votes?: 'keep' | 'withdraw';
  /** What becomes of what the person wrote; it stays under nobody's name unless said otherwise. */
  texts?: 'keep' | 'erase';
}

/** Tells which digests of a consultation nothing opens any more. */
export interface RecordErasure {
  type: 'RecordErasure';
  erasureId: Id;
  consultationId: Id | null;
  entries: { eventId: string; digests: string[] }[];
}

/** Tells that a person's keys are destroyed. */
export interface CompleteErasure {
  type: 'CompleteErasure';
  personId: Id;
  disclosures: number;
  unlisted: number;
  spentCredentialsKept: { phaseId: Id; until: Instant | null }[];
}

export type ParticipantCommand =
  | RegisterParticipant
  | ChangeContact
  | DeclareResidence
  | VerifyResidence
  | DeclareProfileSegments
  | BlockParticipant
  | UnblockParticipant
  | MergeAccounts
  | CompleteMerge
  | EraseParticipant
  | RecordErasure
  | CompleteErasure;

/** Whether an erasure is on record. */
export interface ErasureNotice {
  recorded: boolean;
}

/** Name of the stream of one notice of erasure. */
export const erasureStream = (erasureId: Id): string => `erasure-${erasureId}`;

export const erasure: Fold<ErasureNotice, ErasureFact> = {
  initial: { recorded: false },
  evolve: { PersonalDataErased: () => ({ recorded: true }) },
};

type World = { participant: Participant };

export const participantRules = {
  ...contactRules,
  ...profileRules,
  ...blockRules,
  ...mergeRules,

  /** Asks for an erasure; asked for twice it is one. */
  EraseParticipant: {
    writes: 'participant',
    streams: ({ personId }) => ({ participant: participantStream(personId) }),
    decide({ personId, asked, votes, texts }, { participant }) {
      if (participant.erasureRequested) return grant();
      return grant({
        type: 'AccountErasureRequested',
        data: {
          personId,
          basis: 'art17',
          asked,
          ...(votes === 'withdraw' && { votes }),
          ...(texts !== 'erase' && { texts: 'keep' }),
        },
      });
    },
  } as Rule<EraseParticipant, World, ParticipantFact>,

  /** Tells of erased words, once. */
  RecordErasure: {
    writes: 'erasure',
    streams: ({ erasureId }) => ({ erasure: erasureStream(erasureId) }),
    decide({ erasureId, entries }, { erasure }) {
      if (erasure.recorded) return grant();
      return grant({ type: 'PersonalDataErased', data: { erasureId, basis: 'art17', entries } });
    },
  } as Rule<RecordErasure, { erasure: ErasureNotice }, ErasureFact>,

  /** Ends an erasure that was asked for, once. */
  CompleteErasure: {
    writes: 'participant',
    streams: ({ personId }) => ({ participant: participantStream(personId) }),
    decide({ personId, disclosures, unlisted, spentCredentialsKept }, { participant }) {
      if (!participant.erasureRequested || participant.erased) return grant();
      return grant({
        type: 'AccountErased',
        data: {
          personId,
          keysDestroyed: [personId],
          disclosures,
          unlisted,
          spentCredentialsKept,
        },
      });
    },
  } as Rule<CompleteErasure, World, ParticipantFact>,
};
