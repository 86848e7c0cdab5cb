import { because, type Fold, type Id, type Instant, type Refusal } from '../fact.js';
import type { ModerationReason } from '../idea/events.js';
import { held } from '../plain.js';
import type { ParticipantFact } from './events.js';

/** What rules ask of one person's account. */
export interface Participant {
  registered: boolean;
  /** By organisation: since when the person takes no part there, and why; null once they do again. */
  blocks: Record<Id, { reasonCode: ModerationReason; blockedAt: Instant } | null>;
  erasureRequested: boolean;
  erased: boolean;
}

/** Name of the stream of one person. */
export const participantStream = (personId: Id): string => `participant-${personId}`;

export const participant: Fold<Participant, ParticipantFact> = {
  initial: { registered: false, blocks: {}, erasureRequested: false, erased: false },
  evolve: {
    ParticipantRegistered: (p) => ({ ...p, registered: true }),
    ContactChanged: (p) => p,
    ResidenceDeclared: (p) => p,
    ResidenceVerified: (p) => p,
    ProfileSegmentsDeclared: (p) => p,
    ParticipantBlocked: (p, { organisationId, reasonCode, at: blockedAt }) => ({
      ...p,
      blocks: { ...p.blocks, [organisationId]: { reasonCode, blockedAt } },
    }),
    ParticipantUnblocked: (p, { organisationId }) => ({
      ...p,
      blocks: { ...p.blocks, [organisationId]: null },
    }),
    AccountErasureRequested: (p) => ({ ...p, erasureRequested: true }),
    AccountErased: (p) => ({ ...p, erased: true }),
  },
};

/** The refusal of any wish of a person whose account is being erased. */
export const erasureTrouble = ({ erasureRequested }: Participant): Refusal | false =>
  erasureRequested && because('ACCOUNT_ERASED', 'This account is being erased.');

/** The reason why a person takes no part in what an organisation does, if there is one. */
export const barredFrom = (
  participant: Participant,
  organisationId: Id | null,
): Refusal | undefined => {
  const erased = erasureTrouble(participant);
  if (erased) return erased;
  const block = organisationId === null ? null : held(participant.blocks, organisationId);
  return block
    ? because('PARTICIPANT_BLOCKED', 'This account is blocked.', { ...block })
    : undefined;
};
