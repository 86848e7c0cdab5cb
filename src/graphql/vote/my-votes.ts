import type { PhaseRow } from '../../../projections/phase.js';
import { standingVote, type StandingVoteRow } from '../../../projections/standing-vote.js';
import type { Answered } from '../../views/ask.js';
import type { Pseudonyms } from '../../views/pseudonyms.js';
import type { RequestContext } from '../context.js';

/** The votes of who asks in one phase. */
export interface VotesOfViewer {
  votes: Answered<StandingVoteRow>[];
  moreNeeded: number;
  left: number | null;
}

/** What who asks has voted in a phase; null for who is no citizen, and where one does not vote so. */
export const myVotesOf = async (
  context: RequestContext,
  { phaseId, voting }: PhaseRow,
  pseudonyms: Pseudonyms,
): Promise<VotesOfViewer | null> => {
  if (voting?.ballotType !== 'support' || !context.viewer.roles.includes('citizen')) return null;
  const voterRef = await pseudonyms.voterRef(context.viewer.sub, phaseId);
  const votes = await context.rowsBy(standingVote, { phaseId, voterRef });
  const { minVotesPerVoter: least, maxVotesPerVoter: most } = voting;
  return {
    votes,
    moreNeeded: Math.max(0, (least ?? 0) - votes.length),
    left: most === null ? null : Math.max(0, most - votes.length),
  };
};
