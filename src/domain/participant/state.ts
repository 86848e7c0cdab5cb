import { because, type Fold, type Id, type Instant, type Refusal } from '../fact.js';
import type { ModerationReason } from '../idea/events.js';
import { held } from '../plain.js';
import type { ParticipantFact } from './events.js';

/** What rules ask of one person's account. */
export interface Participant {
  registered: boolean;
  /** By organisation: since when the person takes no part there, and why; null once they do again. */
  blocks: Record<Id, { reasonCode: ModerationReason; blockedAt: Instant } | null>;
  mergeProposal: { fromId: Id; by: string } | null;
  /** How many merges of this account are decided and not carried out. */
  merging: number;
  /** The account that goes on in place of this one. */
  mergedInto: Id | null;
  /** Of an account that does not go on: where its ballot is the one that counts. */
  ballotsKept: Id[];
  /** Where the person has a ballot by another account, which counts. */
  votesElsewhere: Record<Id, true>;
  erasureRequested: boolean;
  erased: boolean;
}

/** Name of the stream of one person. */
export const participantStream = (personId: Id): string => `participant-${personId}`;

export const participant: Fold<Participant, ParticipantFact> = {
  initial: {
    registered: false,
    blocks: {},
    mergeProposal: null,
    merging: 0,
    mergedInto: null,
    ballotsKept: [],
    votesElsewhere: {},
    erasureRequested: false,
    erased: false,
  },
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
    AccountMergeProposed: (p, { fromId, proposedBy: by }) => ({
      ...p,
      mergeProposal: { fromId, by },
    }),
    AccountMergeDecided: (p, { personId, fromId, toId }) => ({
      ...p,
      mergeProposal: null,
      merging: p.merging + 1,
      mergedInto: personId === fromId ? toId : p.mergedInto,
    }),
    AccountsMerged: (p, { personId, fromId, ballotsResolved }) => {
      const kept = ballotsResolved.flatMap((b) => (b.effective === 'from' ? [b.phaseId] : []));
      const done = { ...p, merging: p.merging - 1 };
      if (personId === fromId) return { ...done, ballotsKept: kept };
      const elsewhere = Object.fromEntries(kept.map((phaseId) => [phaseId, true as const]));
      return { ...done, votesElsewhere: { ...p.votesElsewhere, ...elsewhere } };
    },
    AccountErasureRequested: (p) => ({ ...p, erasureRequested: true }),
    AccountErased: (p) => ({ ...p, erased: true }),
  },
};

/** The refusal of any wish of a person whose account is being erased. */
export const erasureTrouble = ({ erasureRequested }: Participant): Refusal | false =>
  erasureRequested && because('ACCOUNT_ERASED', 'This account is being erased.');

/** The reason why a person does not act by an account that is merged with another, if there is one. */
const mergedTrouble = (p: Participant, phaseId: Id | null): Refusal | undefined => {
  if (p.merging > 0)
    return because('ACCOUNT_MERGING', 'Your accounts are being merged; try again in a moment.');
  if (p.mergedInto !== null && (phaseId === null || !p.ballotsKept.includes(phaseId)))
    return because('ACCOUNT_MERGED', 'This account is merged with your other one: go on by that.');
  return phaseId !== null && held(p.votesElsewhere, phaseId)
    ? because('ALREADY_VOTED_IN_PHASE', 'You have voted here by another account.', { phaseId })
    : undefined;
};

/** The reason why a person takes no part in what an organisation does, or in one vote, if there is one. */
export const barredFrom = (
  participant: Participant,
  organisationId: Id | null,
  phaseId: Id | null = null,
): Refusal | undefined => {
  const gone = erasureTrouble(participant) || mergedTrouble(participant, phaseId);
  if (gone) return gone;
  const block = organisationId === null ? null : held(participant.blocks, organisationId);
  return block
    ? because('PARTICIPANT_BLOCKED', 'This account is blocked.', { ...block })
    : undefined;
};
