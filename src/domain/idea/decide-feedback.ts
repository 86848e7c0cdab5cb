import { because, grant, reasons, refuse, unless, type Id, type Refusal } from '../fact.js';
import { held } from '../plain.js';
import { required, textLimits } from '../text.js';
import type { RetractOfficialFeedback, ReviseOfficialFeedback } from './commands.js';
import type { Idea } from './state.js';
import { onIdea } from './world.js';

const unknownFeedback = (idea: Idea, feedbackId: Id): Refusal | undefined =>
  held(idea.feedback, feedbackId)
    ? undefined
    : because('FEEDBACK_UNKNOWN', `No answer ${feedbackId} to this idea.`, {}, ['feedbackId']);

export const feedbackRules = {
  /** Writes the administration's answer anew; what it said before stays readable. */
  ReviseOfficialFeedback: onIdea<ReviseOfficialFeedback>((c, { idea }, { actor }) => {
    const { ideaId, feedbackId, docRefs = [] } = c;
    const unknown = unknownFeedback(idea, feedbackId);
    if (unknown) return refuse(unknown);
    const { revision, retracted } = idea.feedback[feedbackId]!;
    const refused = reasons(
      retracted && because('FEEDBACK_RETRACTED', 'That answer was taken back; give another one.'),
      required(c.text, ['text'], textLimits.body),
      required(c.authorLabel, ['authorLabel']),
      required(c.reason, ['reason'], textLimits.body),
    );
    return unless(refused, () => ({
      type: 'OfficialFeedbackRevised',
      data: {
        ...{ ideaId, feedbackId, feedbackRevision: revision + 1 },
        ...{ agentRef: actor.ref, docRefs },
      },
      personal: { text: c.text, authorLabel: c.authorLabel, reason: c.reason.trim() },
    }));
  }),

  /** Takes an answer back; that there was one, and why there is none, stays. */
  RetractOfficialFeedback: onIdea<RetractOfficialFeedback>((c, { idea }, { actor }) => {
    const { ideaId, feedbackId } = c;
    const unknown = unknownFeedback(idea, feedbackId);
    if (unknown) return refuse(unknown);
    if (idea.feedback[feedbackId]!.retracted) return grant();
    const refused = reasons(required(c.reason, ['reason'], textLimits.body));
    return unless(refused, () => ({
      type: 'OfficialFeedbackRetracted',
      data: { ideaId, feedbackId, agentRef: actor.ref },
      personal: { reason: c.reason.trim() },
    }));
  }),
};
