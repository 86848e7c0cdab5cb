import { livePhase } from '../consultation/live.js';
import { cancelledTrouble } from '../consultation/phases.js';
import { consultationStream, type Consultation, type PhaseState } from '../consultation/state.js';
import type { BallotOption, OptionFact } from '../consultation/events.js';
import { because, grant, reasons, refuse, type Instant, type Refusal, type Rule } from '../fact.js';
import type { FactOf } from '../events.js';
import { same } from '../plain.js';
import { tallyStream, type Tally } from '../tally/state.js';
import { required, textLimits } from '../text.js';
import type { CorrectCost } from './commands.js';
import type { CostCorrection, IdeaFact } from './events.js';
import { ideaStream, type Idea } from './state.js';
import { amountTrouble, unknownTrouble } from './world.js';

type World = { idea: Idea; consultation: Consultation; tally: Tally };

/** The new price on the ballot, as it follows from the correction of an idea's price. */
export const repriced = (
  { phaseId, ideaId, old, new: amount, costVersion }: FactOf<'IdeaCostCorrected'>['data'],
  at: Instant,
): FactOf<'BallotOptionRepriced'> & { to: string } => ({
  type: 'BallotOptionRepriced',
  to: 'consultation',
  data: { phaseId, ideaId, at, previous: old, amount, costVersion },
});

/** The option whose price is to be corrected, or why there is none. */
const optionOf = ({ ideaId }: CorrectCost, phase: PhaseState): BallotOption | Refusal => {
  const { phaseId, title, opensAt, status } = phase;
  if (status === 'cancelled') return cancelledTrouble(phase);
  const option = phase.options?.get(ideaId);
  if (!option)
    return because('IDEA_NOT_ON_BALLOT', `Idea ${ideaId} is not on this ballot.`, { ideaId }, [
      'ideaId',
    ]);
  return status === 'planned'
    ? because('PHASE_NOT_OPEN', `Until ${title} opens prices are set and published.`, {
        phaseId,
        opensAt,
      })
    : option;
};

const troubles = (c: CorrectCost, { certified }: Tally): Refusal[] =>
  reasons(
    certified && because('RESULTS_CERTIFIED', 'The result is certified.', { phaseId: c.phaseId }),
    amountTrouble(c.amount, ['amount']),
    required(c.reason, ['reason'], textLimits.body),
    required(c.decisionRef, ['decisionRef']),
  );

export const costRules = {
  /**
   * Corrects the price of an idea in a vote that has begun, once two agents say the very same. Baskets that
   * were submitted stay as they are, at the price they were submitted at.
   */
  CorrectCost: {
    writes: 'idea',
    streams: (c) => ({
      idea: ideaStream(c.ideaId),
      consultation: consultationStream(c.consultationId),
      tally: tallyStream(c.phaseId),
    }),
    decide(c, { idea, consultation, tally }, { at, actor }) {
      const unknown = unknownTrouble(c, idea);
      if (unknown) return unknown;
      const phase = livePhase(consultation, c);
      if ('refused' in phase) return phase;
      const option = optionOf(c, phase);
      if ('code' in option) return refuse(option);
      if (option.amount === c.amount) return grant();
      const refused = troubles(c, tally);
      if (refused.length) return refuse(...refused);
      const { ideaId, phaseId, notify } = c;
      const [reason, decisionRef] = [c.reason.trim(), c.decisionRef.trim()];
      const correction: CostCorrection = {
        ...{ ideaId, phaseId, old: option.amount, new: c.amount, reason, decisionRef, notify },
      };
      const { proposedBy, ...first } = idea.costProposal ?? {};
      const isSame = same(first, correction);
      if (isSame && proposedBy === actor.ref) return grant();
      if (!isSame)
        return grant({
          type: 'IdeaCostCorrectionProposed',
          data: { ...correction, proposedBy: actor.ref },
        });
      const data = {
        ...correction,
        currency: consultation.created!.currency,
        costVersion: Math.max(idea.cost?.costVersion ?? 0, option.costVersion) + 1,
        proposedBy: proposedBy!,
        approvedBy: actor.ref,
      };
      return grant<IdeaFact | OptionFact>({ type: 'IdeaCostCorrected', data }, repriced(data, at));
    },
  } as Rule<CorrectCost, World, IdeaFact | OptionFact>,
};
