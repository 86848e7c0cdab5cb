import type { Fold, Id } from '../fact.js';
import type { ParticipantFact } from './events.js';

/** What rules ask of one person's account. */
export interface Participant {
  registered: boolean;
  erasureRequested: boolean;
  erased: boolean;
}

/** Name of the stream of one person. */
export const participantStream = (personId: Id): string => `participant-${personId}`;

export const participant: Fold<Participant, ParticipantFact> = {
  initial: { registered: false, erasureRequested: false, erased: false },
  evolve: {
    ParticipantRegistered: (p) => ({ ...p, registered: true }),
    ContactChanged: (p) => p,
    AccountErasureRequested: (p) => ({ ...p, erasureRequested: true }),
    AccountErased: (p) => ({ ...p, erased: true }),
  },
};
