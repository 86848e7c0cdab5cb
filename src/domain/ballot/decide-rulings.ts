import { livePhase } from '../consultation/live.js';
import { cancelledTrouble } from '../consultation/phases.js';
import { consultationStream, type Consultation, type PhaseState } from '../consultation/state.js';
import {
  because,
  grant,
  reasons,
  refuse,
  type Decision,
  type Id,
  type Refusal,
  type Rule,
} from '../fact.js';
import { tallyStream, type Tally } from '../tally/state.js';
import { textLimits, tooLong } from '../text.js';
import type { BallotFact, CountedVote, InvalidationReason } from './events.js';
import { replaced } from './replaced.js';
import { ballotStream, type Ballot } from './state.js';

interface Ruling<T extends string> {
  type: T;
  consultationId: Id;
  phaseId: Id;
  voterRef: string;
  reasonCode: InvalidationReason;
  /** Where the evidence is kept. */
  evidenceRef?: string | null;
}
export type InvalidateBallot = Ruling<'InvalidateBallot'>;
export type ReinstateBallot = Ruling<'ReinstateBallot'>;
export type RulingCommand = InvalidateBallot | ReinstateBallot;

type World = { ballot: Ballot; consultation: Consultation; tally: Tally };
type Ruled = 'BallotInvalidated' | 'BallotReinstated';

/** The votes that count while a ballot is valid. */
const countedVotes = ({ votes }: Ballot, { voting }: PhaseState): CountedVote[] => {
  const standing = Object.entries(votes)
    .flatMap(([ideaId, value]): CountedVote[] => (value === null ? [] : [{ ideaId, value }]))
    .sort((a, b) => (a.ideaId < b.ideaId ? -1 : 1));
  return standing.length >= (voting!.minVotesPerVoter ?? 0) ? standing : [];
};

const ruledFor = ['ineligible', 'duplicate_identity', 'fraud'] as const;

const troubles = (c: RulingCommand, { ballot, tally }: World): Refusal[] => {
  const nothing = !ballot.basket && !Object.values(ballot.votes).some((value) => value !== null);
  return reasons(
    tally.certified &&
      because('RESULTS_CERTIFIED', 'The result is certified.', { phaseId: c.phaseId }),
    c.reasonCode === 'replaced_by_paper' &&
      because('INVALID_VALUE', 'That is no reason for a ruling.', { values: [...ruledFor] }, [
        'reasonCode',
      ]),
    nothing && because('NO_BALLOT', 'Nothing of this voter stands here.', {}, ['voterRef']),
    tooLong(c.evidenceRef, ['evidenceRef'], textLimits.line),
  );
};

/**
 * A ruling takes two agents: what the first one wishes is a proposal, and the same wish of another one
 * decides it. Neither can do both.
 */
const byTwo = <C extends RulingCommand>(ruled: Ruled): Rule<C, World, BallotFact> => ({
  writes: 'ballot',
  streams: (c) => ({
    ballot: ballotStream(c.phaseId, c.voterRef),
    consultation: consultationStream(c.consultationId),
    tally: tallyStream(c.phaseId),
  }),
  decide(c, world, { actor }): Decision<BallotFact> {
    const phase = livePhase(world.consultation, c);
    if ('refused' in phase) return phase;
    if (phase.status === 'cancelled') return refuse(cancelledTrouble(phase));
    const { ballot } = world;
    if (ballot.invalidated === (ruled === 'BallotInvalidated')) return grant();
    const refused = troubles(c, world);
    if (refused.length) return refuse(...refused);
    const evidenceRef = c.evidenceRef?.trim() || null;
    const { phaseId, voterRef, reasonCode } = c;
    const visibility =
      phase.voting!.ballotDisclosure === 'auditors' ? 'restricted' : 'sealed_until_close';
    const ruling = { phaseId, voterRef, reasonCode, evidenceRef };
    const first = ballot.proposal;
    const isSame = first?.ruling === ruled && first.reasonCode === reasonCode;
    if (isSame && first.by === actor.ref) return grant();
    if (!isSame)
      return grant({
        type: 'BallotRulingProposed',
        visibility,
        data: { ...ruling, ruling: ruled, proposedBy: actor.ref },
      });
    return grant({
      type: ruled,
      visibility,
      data: {
        ...ruling,
        decidedBy: [first.by, actor.ref],
        basket: replaced(ballot),
        votes: countedVotes(ballot, phase),
      },
    });
  },
});

export const rulingRules = {
  /** Takes a ballot out of the count for a reason, once two agents say so; nothing of it is deleted. */
  InvalidateBallot: byTwo<InvalidateBallot>('BallotInvalidated'),

  /** Lets a ballot that was taken out count again, as it was, once two agents say so. */
  ReinstateBallot: byTwo<ReinstateBallot>('BallotReinstated'),
};
