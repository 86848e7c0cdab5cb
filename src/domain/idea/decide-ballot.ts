import { isRefusal, phaseOf } from '../consultation/phases.js';
import { because, grant, reasons, refuse, unless } from '../fact.js';
import { held } from '../plain.js';
import { textLimits, tooLong } from '../text.js';
import type { AdmitToBallot, SetCost } from './commands.js';
import { amountTrouble, notVotable, onIdea, votesOn } from './world.js';

export const ballotAdmissionRules = {
  /** Sets what an idea would cost; frozen once a vote on it has begun. */
  SetCost: onIdea<SetCost>((c, { idea, consultation }) => {
    const { ideaId, amount, currency } = c;
    const explanation = c.explanation?.trim() || null;
    const { cost } = idea;
    const explained = explanation === null || explanation === cost?.explanation;
    if (cost?.amount === amount && cost.currency === currency && explained) return grant();
    const { currency: expected } = consultation.created!;
    const phaseIds = votesOn(idea, consultation);
    const refused = reasons(
      phaseIds.length > 0 &&
        because('COST_FROZEN', 'A price does not change once a vote on it has begun.', {
          phaseIds,
        }),
      amountTrouble(amount, ['amount']),
      currency !== expected &&
        because('WRONG_CURRENCY', `Amounts are in ${expected}.`, { currency, expected }, [
          'currency',
        ]),
      tooLong(explanation, ['explanation'], textLimits.body),
    );
    const costVersion = (cost?.costVersion ?? 0) + 1;
    return unless(refused, () => ({
      type: 'IdeaCostSet',
      data: { ideaId, amount, currency, explanation, costVersion },
    }));
  }),

  /** Puts an idea on the ballot of a phase, until the phase's prices are published. */
  AdmitToBallot: onIdea<AdmitToBallot>((c, { idea, consultation }) => {
    const { ideaId, phaseId } = c;
    const envelopeAreaId = c.envelopeAreaId ?? null;
    const phase = phaseOf(consultation, phaseId);
    if (isRefusal(phase)) return refuse(phase);
    const stands = !idea.disqualifiedFrom.includes(phaseId);
    if (stands && held(idea.ballots, phaseId)?.envelopeAreaId === envelopeAreaId) return grant();
    const { voting, options } = phase;
    const reason = c.reason?.trim() || null;
    const refused = reasons(
      notVotable(ideaId, idea),
      !voting &&
        because('VOTING_NOT_CONFIGURED', 'Configure the vote before ideas are admitted to it.', {
          phaseId,
        }),
      options &&
        because('COSTS_PUBLISHED', 'The ballot of this phase is already published.', { phaseId }),
      voting &&
        !voting.envelopes.some((e) => e.areaId === envelopeAreaId) &&
        because(
          'WRONG_ENVELOPE',
          'No envelope of this phase is for that area.',
          { areaId: envelopeAreaId },
          ['envelopeAreaId'],
        ),
      tooLong(reason, ['reason'], textLimits.body),
    );
    return unless(refused, () => ({
      type: 'IdeaAdmittedToBallot',
      data: { ideaId, phaseId, envelopeAreaId, reason },
    }));
  }),
};
