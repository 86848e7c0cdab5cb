import type { SubmitBasket } from '../domain/ballot/decide.js';
import type { BallotRuling, VoteAct } from '../domain/ballot/events.js';
import type { Command } from '../domain/commands.js';
import type { Consultation } from '../domain/consultation/state.js';
import type { EventType, FactOf } from '../domain/events.js';
import type { CorrectCost } from '../domain/idea/commands.js';
import type { CostCorrection } from '../domain/idea/events.js';
import type { Ballots } from './counts.js';

/** What the log itself says when a fact was decided. */
export interface Known {
  consultationId: string;
  consultation: Consultation;
  ballots: Pick<Ballots, 'ballot' | 'counts' | 'groups' | 'offline'>;
}

type Ruled = Pick<BallotRuling, 'phaseId' | 'voterRef' | 'reasonCode' | 'evidenceRef'>;

type WishOf<T extends EventType> = (
  data: FactOf<T>['data'],
  known: Known,
  words: Record<string, unknown>,
) => Command | undefined;

/** Signatories whose names are erased count as somebody. */
const SOMEBODY = [{ name: '…', office: '…' }];

/**
 * The wish behind each fact that can be decided anew from the log of its consultation: the rules must
 * grant it, and give the very same fact. What rests on the organisation's own log is not here.
 */
export const wishes: { [T in EventType]?: WishOf<T> } = {
  PhaseAdded: (phase, { consultationId }) => ({ type: 'AddPhase', consultationId, ...phase }),
  ConsultationPublished: (said, { consultationId, consultation }) => ({
    type: 'PublishConsultation',
    consultationId,
    organisationId: consultation.created!.organisationId,
    ...said,
  }),
  ConsultationUnpublished: ({ reason }, { consultationId }) => ({
    type: 'UnpublishConsultation',
    consultationId,
    reason,
    contributions: 0,
  }),
  CostsPublished: ({ phaseId, options }, { consultationId }) => ({
    type: 'PublishCosts',
    consultationId,
    phaseId,
    admitted: options,
    keepOverEnvelope: true,
  }),
  PhaseOpened: ({ phaseId }, { consultationId }) => ({
    type: 'OpenPhase',
    consultationId,
    phaseId,
  }),
  PhaseClosed: ({ phaseId, reason }, { consultationId }) => ({
    type: 'ClosePhase',
    consultationId,
    phaseId,
    reason,
  }),
  PhaseRescheduled: ({ phaseId, to, reason, decidedBy }, { consultationId }) => ({
    type: 'ReschedulePhase',
    consultationId,
    phaseId,
    ...to,
    reason,
    decidedBy,
  }),
  PhaseReopened: ({ phaseId, closesAt, reason, decisionRef }, { consultationId }) => ({
    type: 'ReopenPhase',
    consultationId,
    phaseId,
    closesAt,
    reason,
    decisionRef,
  }),
  PhaseCancelled: ({ phaseId, reason }, { consultationId }) => ({
    type: 'CancelPhase',
    consultationId,
    phaseId,
    reason,
  }),
  ConsultationArchived: ({ outcomeSummary, noFollowUpReason }, { consultationId }) => ({
    type: 'ArchiveConsultation',
    consultationId,
    outcomeSummary,
    noFollowUpReason,
  }),
  IdeaCostCorrectionProposed: (data, known) => corrected(data, known),
  IdeaCostCorrected: (data, known) => corrected(data, known),
  BasketSubmitted: (data, known) => submitted(data, known),
  BasketWithdrawn: ({ phaseId, voterRef }, { consultationId }) => ({
    type: 'WithdrawBasket',
    consultationId,
    phaseId,
    voterRef,
  }),
  VoteCast: (data, known) => ({ type: 'CastVote', ...said(data, known), value: data.value }),
  VoteChanged: (data, known) => ({ type: 'ChangeVote', ...said(data, known), value: data.to }),
  VoteWithdrawn: ({ phaseId, voterRef, ideaId }, { consultationId }) => ({
    type: 'WithdrawVote',
    consultationId,
    phaseId,
    voterRef,
    ideaId,
  }),
  BallotRulingProposed: (data, { consultationId }) => ({
    type: data.ruling === 'BallotInvalidated' ? 'InvalidateBallot' : 'ReinstateBallot',
    consultationId,
    ...ruled(data),
  }),
  BallotInvalidated: (data, { consultationId }) =>
    data.reasonCode === 'replaced_by_paper'
      ? undefined
      : { type: 'InvalidateBallot', consultationId, ...ruled(data) },
  PaperBallotRecorded: (data, known) => {
    const { consultationId, phaseId, voterRef, envelopeAreaId, lines } = submitted(data, known);
    const { serial, boothId, occurredAt } = data;
    return {
      ...{ type: 'RecordPaperBallot', consultationId, phaseId, voterRef, envelopeAreaId, lines },
      ...{ serial, boothId, occurredAt },
    };
  },
  BallotReinstated: (data, { consultationId }) => ({
    type: 'ReinstateBallot',
    consultationId,
    ...ruled(data),
  }),
  OfficialFeedbackOverdue: ({ ideaId }, { consultationId }) => ({
    type: 'NoteOverdueFeedback',
    ...{ consultationId, ideaId },
  }),
  ThresholdReached: ({ ideaId, phaseId, counted, atPosition, cause }, { consultationId }) => ({
    type: 'CheckThreshold',
    consultationId,
    ...{ ideaId, phaseId, counted, atPosition, cause },
  }),
  OfflineVotesRecorded: (
    { offlineRevision: _revision, ...batch },
    { consultationId },
    { witnessedBy },
  ) => ({
    type: 'RecordOfflineVotes',
    consultationId,
    ...batch,
    witnessedBy: (witnessedBy as string | undefined) ?? null,
  }),
  OfflineVotesCorrected: (
    { phaseId, batchId, voterCount, lines, reason, evidenceHash },
    { consultationId },
  ) => ({
    type: 'CorrectOfflineVotes',
    consultationId,
    ...{ phaseId, batchId, voterCount, lines, reason, evidenceHash },
  }),
  OfflineVotesVoided: ({ phaseId, batchId, reason }, { consultationId }) => ({
    type: 'VoidOfflineVotes',
    consultationId,
    ...{ phaseId, batchId, reason },
  }),
  TallyClosed: ({ phaseId, upToPosition }, { consultationId, ballots }) => ({
    type: 'CloseTally',
    consultationId,
    phaseId,
    upToPosition,
    ...ballots.counts(phaseId),
  }),
  AllocationComputed: ({ phaseId }, { consultationId, ballots }) => ({
    type: 'ComputeAllocation',
    consultationId,
    phaseId,
    groups: ballots.groups(phaseId),
    offline: ballots.offline(phaseId),
  }),
  AllocationOverridden: (
    { phaseId, ideaId, to, amount: envelopeAmount, reason, decisionRef },
    { consultationId },
  ) => ({
    type: 'OverrideAllocation',
    consultationId,
    ...{ phaseId, ideaId, to, envelopeAmount, reason, decisionRef },
  }),
  ResultsCertified: ({ phaseId, resultHash }, { consultationId }, words) => ({
    type: 'CertifyResults',
    consultationId,
    phaseId,
    resultHash,
    signatories: (words['signatories'] as typeof SOMEBODY | undefined) ?? SOMEBODY,
  }),
  ResultsPublished: ({ resultHash: _hash, ...said }, { consultationId, consultation }) => ({
    type: 'PublishResults',
    consultationId,
    organisationId: consultation.created!.organisationId,
    ...said,
  }),
  ResultsReopened: ({ phaseId, reason, decisionRef }, { consultationId }) => ({
    type: 'ReopenResults',
    consultationId,
    phaseId,
    reason,
    decisionRef,
  }),
};

const ruled = ({ phaseId, voterRef, reasonCode, evidenceRef }: Ruled) => ({
  ...{ phaseId, voterRef, reasonCode, evidenceRef },
});

const corrected = (
  { ideaId, phaseId, new: amount, reason, decisionRef, notify }: CostCorrection,
  { consultationId, consultation }: Known,
): CorrectCost => ({
  ...{ type: 'CorrectCost', consultationId, ideaId, phaseId, amount, reason, decisionRef, notify },
  organisationId: consultation.created!.organisationId,
});

const votingIn = ({ phases }: Known['consultation'], phaseId: string) =>
  Object.hasOwn(phases, phaseId) ? phases[phaseId]!.voting : null;

/** Where a voter lives stands nowhere: whoever the registrar let in is taken for a resident. */
const residenceIn = (consultation: Known['consultation'], phaseId: string): string | null =>
  votingIn(consultation, phaseId)?.eligibleAreaIds[0] ?? null;

const said = ({ phaseId, voterRef, ideaId }: VoteAct, { consultationId, consultation }: Known) => ({
  consultationId,
  phaseId,
  voterRef,
  ideaId,
  residenceAreaId: residenceIn(consultation, phaseId),
});

const submitted = (
  {
    phaseId,
    voterRef,
    envelopeAreaId,
    lines,
  }: Pick<FactOf<'BasketSubmitted'>['data'], 'phaseId' | 'voterRef' | 'envelopeAreaId' | 'lines'>,
  { consultationId, consultation }: Known,
): SubmitBasket => {
  const isCumulative = votingIn(consultation, phaseId)?.ballotType === 'cumulative';
  return {
    type: 'SubmitBasket',
    consultationId,
    phaseId,
    voterRef,
    envelopeAreaId,
    residenceAreaId: residenceIn(consultation, phaseId),
    lines: lines.map(({ ideaId, votes, unitCost }) => ({
      ideaId,
      unitCost,
      ...(isCumulative && { votes }),
    })),
  };
};
