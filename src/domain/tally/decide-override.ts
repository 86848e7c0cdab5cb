import { optionsWith } from '../consultation/prices.js';
import {
  because,
  reasons,
  refuse,
  grant,
  unless,
  type Id,
  type Minor,
  type Refusal,
} from '../fact.js';
import { required, textLimits } from '../text.js';
import {
  afterClose,
  certified,
  choosesNothing,
  notAllocated,
  type TallyWish,
} from './after-close.js';
import type { AllocationOverride, Fate } from './events.js';
import type { GivenOut, Tally } from './state.js';

/** `envelopeAmount` is what the envelope comes to by that decision, where it is more than before. */
export type OverrideAllocation = TallyWish<'OverrideAllocation'> & {
  ideaId: Id;
  to: Fate;
  reason: string;
  decisionRef: string;
  envelopeAmount?: Minor | null;
};

const fates: Fate[] = ['selected', 'not_selected'];

/** What an envelope that is to be larger cannot be. */
const amountTrouble = (amount: Minor, { amount: before }: GivenOut): Refusal | false =>
  !(Number.isSafeInteger(amount) && amount >= before) &&
  because(
    'INVALID_AMOUNT',
    `An envelope of ${before} is not made smaller, and is a whole number of minor units.`,
    { amount: String(amount) },
    ['envelopeAmount'],
  );

const troubles = (
  c: OverrideAllocation,
  t: Tally,
  envelope: GivenOut,
  { amount, spent }: { amount: Minor; spent: Minor },
): Refusal[] => {
  const why = t.closed!.suspended.find(({ ideaId }) => ideaId === c.ideaId)?.why;
  return reasons(
    t.certified && certified(c.phaseId),
    why &&
      c.to === 'selected' &&
      because('IDEA_NOT_VOTABLE', `${c.ideaId} is ${why}.`, { ideaId: c.ideaId, cause: why }, [
        'ideaId',
      ]),
    amountTrouble(amount, envelope),
    spent > amount &&
      because(
        'ALLOCATION_OVER_ENVELOPE',
        `That is ${spent - amount} over the envelope; say what it comes to by the decision.`,
        { envelope: amount, spent, excess: spent - amount },
        ['envelopeAmount'],
      ),
    required(c.reason, ['reason'], textLimits.body),
    required(c.decisionRef, ['decisionRef']),
  );
};

export const overrideRules = {
  /**
   * Funds an option, or does not, other than was computed, by a decision that is written down; perhaps from a
   * larger envelope. What was computed stays beside it.
   */
  OverrideAllocation: afterClose<OverrideAllocation>((c, t, phase, { digest }) => {
    const { ballotType, allocationRule } = phase.voting!;
    if (!allocationRule) return refuse(choosesNothing(ballotType));
    if (!t.allocated) return refuse(notAllocated);
    const { phaseId, ideaId, to } = c;
    const option = optionsWith(phase, t.closed!.prices).get(ideaId);
    if (!option)
      return refuse(
        because('IDEA_NOT_ON_BALLOT', `Idea ${ideaId} is not on this ballot.`, { ideaId }, [
          'ideaId',
        ]),
      );
    if (!fates.includes(to))
      return refuse(
        because('INVALID_VALUE', 'An option is funded or not.', { values: fates }, ['to']),
      );
    const { envelopeAreaId, amount: cost } = option;
    const envelope = t.allocated.envelopes.find(({ areaId }) => areaId === envelopeAreaId)!;
    if (envelope.selected.includes(ideaId) === (to === 'selected')) return grant();
    const spent = envelope.spent + (to === 'selected' ? cost : -cost);
    const amount = c.envelopeAmount ?? envelope.amount;
    return unless(troubles(c, t, envelope, { amount, spent }), () => {
      const [reason, decisionRef] = [c.reason.trim(), c.decisionRef.trim()];
      const override: AllocationOverride = {
        ...{ phaseId, ideaId, envelopeAreaId, to, cost, amount, spent, reason, decisionRef },
      };
      const resultHash = digest({ ...override, resultHash: t.allocated!.resultHash });
      return { type: 'AllocationOverridden', data: { ...override, resultHash } };
    });
  }),
};
