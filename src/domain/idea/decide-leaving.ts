import { liveTrouble } from '../consultation/live.js';
import type { OptionFact } from '../consultation/events.js';
import { cancelledTrouble, isRefusal, phaseOf } from '../consultation/phases.js';
import { because, grant, reasons, refuse, type Rule } from '../fact.js';
import { held } from '../plain.js';
import { tallyStream, type Tally } from '../tally/state.js';
import { required, textLimits, tooLong } from '../text.js';
import type { DisqualifyFromBallot, WithdrawIdea } from './commands.js';
import type { IdeaFact } from './events.js';
import {
  isPlanned,
  mergedTrouble,
  onIdea,
  openVotesOn,
  suspensions,
  unknownTrouble,
  world,
  type IdeaDecision,
  type World,
} from './world.js';

type WithTally = World & { tally: Tally };

const disqualified = (
  { ideaId, phaseId, reason }: DisqualifyFromBallot,
  { consultation }: World,
): IdeaDecision => {
  const isOnBallot = consultation.phases[phaseId]!.options?.has(ideaId);
  return grant<IdeaFact | OptionFact>(
    { type: 'IdeaDisqualifiedFromBallot', data: { ideaId, phaseId, reason: reason.trim() } },
    ...(isOnBallot
      ? [
          {
            type: 'BallotOptionSuspended' as const,
            to: 'consultation',
            data: { phaseId, ideaId, cause: 'disqualified' as const },
          },
        ]
      : []),
  );
};

export const leavingRules = {
  /** Takes an idea from the ballot of a phase for good; its lines in baskets are void, and every other line stays. */
  DisqualifyFromBallot: {
    writes: 'idea',
    streams: (c) => ({ ...world(c), tally: tallyStream(c.phaseId) }),
    decide(c, w) {
      const { ideaId, phaseId } = c;
      const gone = unknownTrouble(c, w.idea) ?? liveTrouble(w.consultation, c.consultationId);
      if (gone) return gone;
      const phase = phaseOf(w.consultation, phaseId);
      if (isRefusal(phase)) return refuse(phase);
      if (w.idea.disqualifiedFrom.includes(phaseId)) return grant();
      const refused = reasons(
        phase.status === 'cancelled' && cancelledTrouble(phase),
        !held(w.idea.ballots, phaseId) &&
          because('IDEA_NOT_ON_BALLOT', `Idea ${ideaId} is not on this ballot.`, { ideaId }, [
            'ideaId',
          ]),
        w.tally.certified && because('RESULTS_CERTIFIED', 'The result is certified.', { phaseId }),
        required(c.reason, ['reason'], textLimits.body),
      );
      return refused.length ? refuse(...refused) : disqualified(c, w);
    },
  } as Rule<DisqualifyFromBallot, WithTally, IdeaFact | OptionFact>,

  /** Takes an idea back: its author, or an agent what the city itself brought; never while people vote on it. */
  WithdrawIdea: onIdea<WithdrawIdea>((c, { idea, consultation }) => {
    const { ideaId, authorRef } = c;
    const isAuthor = authorRef === idea.submitted!.authorRef;
    if (idea.withdrawn && isAuthor) return grant();
    const phaseIds = openVotesOn(idea, consultation);
    const reason = c.reason?.trim();
    const refused = reasons(
      !isAuthor && because('NOT_THE_AUTHOR', 'Only its author withdraws an idea.'),
      mergedTrouble(ideaId, idea),
      phaseIds.length > 0 &&
        because('WITHDRAW_DURING_VOTE', 'An idea is not withdrawn while people vote on it.', {
          phaseIds,
        }),
      tooLong(reason, ['reason'], textLimits.body),
    );
    if (refused.length) return refuse(...refused);
    return grant<IdeaFact | OptionFact>(
      {
        type: 'IdeaWithdrawn',
        data: { ideaId, authorRef },
        ...(reason && { personal: { reason } }),
      },
      ...suspensions(ideaId, consultation, 'withdrawn', isPlanned),
    );
  }),
};
