import type { ModerationReason } from '../src/domain/idea/events.js';
import { digestsOf, one, type Projection, type Sealed } from './projection.js';

export interface ParticipantBlockRow {
  organisationId: string;
  /** Names nobody: it is random, and stands nowhere else. */
  personId: string;
  reasonCode: ModerationReason;
  /** Digest of the agent's reason. */
  sealed: Sealed;
  blockedAt: string;
  /** Pseudonym of the agent who blocked the person. */
  blockedBy: string;
}

const key = ({ data }: { data: { organisationId: string; personId: string } }) => ({
  organisationId: data.organisationId,
  personId: data.personId,
});

/** Who takes no part in what an organisation does, and why? */
export const participantBlock: Projection<ParticipantBlockRow> = {
  name: 'participant_block',
  key: ['organisationId', 'personId'],
  columns: {
    organisationId: 'text',
    personId: 'text',
    reasonCode: 'text',
    sealed: 'json',
    blockedAt: 'text',
    blockedBy: 'text',
  },
  on: {
    ParticipantBlocked: one(key, (_row, { data, sealed, actor }) => ({
      organisationId: data.organisationId,
      personId: data.personId,
      reasonCode: data.reasonCode,
      sealed: digestsOf(sealed, 'reason'),
      blockedAt: data.at,
      blockedBy: actor.ref,
    })),
    ParticipantUnblocked: one(key, () => null),
  },
};
