import type { Command } from '../../src/domain/commands.js';
import type { CahierFact } from '../../src/domain/events.js';
import type { Idea } from '../../src/domain/idea/state.js';
import { digest } from '../../src/ledger/canonical.js';
import {
  added,
  admitted,
  configured,
  consultationId,
  created,
  ideation,
  opened,
  option,
  organisationId,
  priced,
  published,
  rulesPublished,
  submittedIdea,
  town,
  vote,
  voteId,
} from '../arcueil.js';
import { support, supportConfigured, supportId } from '../supports.js';
import { ideas, onBallot, prices, type Action, type PhaseName, type Rules } from './actions.js';

export const phaseIds: Record<PhaseName, string> = { support: supportId, baskets: voteId };

/** Both phases are open side by side for longer than any run lasts. */
const window = {
  opensAt: '2026-04-01T00:00:00.000Z',
  closesAt: '2027-04-01T00:00:00.000Z',
  parallel: true,
};
const options = onBallot.map((id) => option(id, prices[id]!));

/** What has happened before a run: ideas are submitted, some of them stand on a ballot, both phases are open. */
export const past = ({ least, most, isRevisable }: Rules): CahierFact[] => [
  ...town,
  created,
  rulesPublished,
  published,
  added({ ...ideation, parallel: true }),
  added({ ...support, ...window }),
  added({ ...vote, ...window }),
  ...ideas.map(submittedIdea),
  ...onBallot.map((id) => admitted(id)),
  supportConfigured({
    minVotesPerVoter: least,
    maxVotesPerVoter: most,
    revisionAllowed: isRevisable,
  }),
  configured({ revisionAllowed: isRevisable }),
  priced(options),
  opened({ ...support, ...window }),
  opened({ ...vote, ...window }, digest(options)),
];

const inSupport = { consultationId, phaseId: supportId };
const inBaskets = { consultationId, phaseId: voteId };
const words = { reason: 'It was asked for.', publicNote: 'See the rules.', privateNoteRef: null };

const onIdea = (ideaId: string) => ({ organisationId, consultationId, ideaId });

/** The command that an action stands for, with what the server would add to it. */
export const commandOf = (action: Action, ideaOf: (id: string) => Idea): Command => {
  const { reason, ...note } = words;
  const moving = (id: string) => ideaOf(id).merged.map((m) => m.ideaId);
  switch (action.type) {
    case 'CastVote':
    case 'ChangeVote':
    case 'WithdrawVote': {
      const { type, voter: voterRef, idea: ideaId } = action;
      const value = 'value' in action ? { value: action.value } : {};
      return { type, ...inSupport, voterRef, ideaId, ...value } as Command;
    }
    case 'SubmitBasket': {
      const lines = action.chosen.map((ideaId) => ({ ideaId }));
      return { type: 'SubmitBasket', ...inBaskets, voterRef: action.voter, lines };
    }
    case 'WithdrawBasket':
      return { type: 'WithdrawBasket', ...inBaskets, voterRef: action.voter };
    case 'HideIdea':
      return { type: 'HideIdea', ...onIdea(action.idea), reasonCode: 'spam', ...note };
    case 'RestoreIdea':
      return { type: 'RestoreIdea', ...onIdea(action.idea), ...note };
    case 'WithdrawIdea':
      return { type: 'WithdrawIdea', ...onIdea(action.idea), authorRef: 'anna' };
    case 'DisqualifyFromBallot':
      return { type: action.type, ...onIdea(action.idea), phaseId: voteId, reason };
    case 'MergeIdeas':
      return {
        ...{ type: 'MergeIdeas', ...onIdea(action.idea), sourceIdeaIds: [action.source] },
        ...{ votePolicy: action.policy, reason, movingIds: moving(action.source) },
      };
    case 'UnmergeIdea': {
      const targetIdeaId = ideaOf(action.idea).mergedInto?.targetIdeaId ?? action.idea;
      const movingIds = moving(action.idea);
      return { type: 'UnmergeIdea', ...onIdea(action.idea), targetIdeaId, movingIds, reason };
    }
    case 'InvalidateBallot':
    case 'ReinstateBallot': {
      const { type, phase, voter: voterRef, reason: reasonCode } = action;
      return { type, consultationId, phaseId: phaseIds[phase], voterRef, reasonCode };
    }
    case 'ClosePhase':
      return { type: action.type, consultationId, phaseId: phaseIds[action.phase], reason };
    case 'ReopenPhase':
      return {
        ...{ type: 'ReopenPhase', consultationId, phaseId: phaseIds[action.phase] },
        ...{ closesAt: window.closesAt, reason, decisionRef: '2026-17' },
      };
  }
};
