import { dueOn } from '../consultation/promise.js';
import { because, grant, reasons, refuse, unless, type Decision, type Instant } from '../fact.js';
import type { StatusCategory } from '../organisation/events.js';
import { held } from '../plain.js';
import { dateTrouble, required, textLimits, tooLong } from '../text.js';
import type { ChangeIdeaStatus, GiveOfficialFeedback } from './commands.js';
import type { IdeaFact } from './events.js';
import { onIdea, type World } from './world.js';

/** Which categories of status may follow which. */
export const transitions: Record<StatusCategory, StatusCategory[]> = {
  open: ['open', 'in_review', 'accepted', 'rejected', 'closed'],
  in_review: ['open', 'in_review', 'accepted', 'rejected', 'closed'],
  accepted: ['in_review', 'accepted', 'rejected', 'implemented', 'closed'],
  rejected: ['in_review', 'rejected'],
  implemented: ['implemented', 'closed'],
  closed: ['in_review', 'closed'],
};

const feedback = (
  { ideaId, feedbackId }: { ideaId: string; feedbackId: string },
  text: string,
  authorLabel: string,
  agentRef: string,
  docRefs: string[] = [],
  feedbackDueAt?: Instant,
): IdeaFact => ({
  type: 'OfficialFeedbackGiven',
  data: { ideaId, feedbackId, agentRef, docRefs, ...(feedbackDueAt && { feedbackDueAt }) },
  personal: { text, authorLabel },
});

/** The same status again is nothing new, unless a new reason is given: then it is feedback, in the organisation's name. */
const sameStatus = (
  c: ChangeIdeaStatus,
  { idea, organisation }: World,
  agentRef: string,
): Decision<IdeaFact> => {
  const reason = c.publicReason?.trim();
  if (!reason || reason === idea.publicReason || idea.feedbackIds.includes(c.feedbackId))
    return grant();
  const refused = reasons(tooLong(reason, ['publicReason'], textLimits.body));
  return unless(refused, () => feedback(c, reason, organisation.registered!.name, agentRef));
};

export const statusRules = {
  /** Moves an idea to another status and says in public why and what comes next; there is no silent way. */
  ChangeIdeaStatus: onIdea<ChangeIdeaStatus>((c, world, { actor }) => {
    const { idea, organisation } = world;
    const to = held(organisation.statuses, c.to);
    if (!to)
      return refuse(because('STATUS_UNKNOWN', `No status ${c.to}.`, { statusId: c.to }, ['to']));
    if (idea.statusId === c.to) return sameStatus(c, world, actor.ref);
    const from = organisation.statuses[idea.statusId!]!;
    const allowed = transitions[from.category];
    const publicReason = c.publicReason?.trim() || null;
    const nextSteps = required(c.nextSteps, ['nextSteps'], textLimits.body);
    const refused = reasons(
      !allowed.includes(to.category) &&
        because(
          'STATUS_TRANSITION',
          `${from.label} is not followed by ${to.label}.`,
          { from: from.statusId, to: c.to, allowed },
          ['to'],
        ),
      nextSteps?.code === 'TEXT_REQUIRED'
        ? because('NEXT_STEPS_REQUIRED', 'Say what happens next.', {}, ['nextSteps'])
        : nextSteps,
      (to.final || to.requiresReason) &&
        !publicReason &&
        because('REASON_REQUIRED', `${to.label} needs a public reason.`, { statusId: c.to }, [
          'publicReason',
        ]),
      tooLong(publicReason, ['publicReason'], textLimits.body),
    );
    return unless(refused, () => ({
      type: 'IdeaStatusChanged',
      data: {
        ideaId: c.ideaId,
        from: from.statusId,
        to: c.to,
        category: to.category,
        publicReason,
        nextSteps: c.nextSteps.trim(),
        feedbackId: idea.feedbackIds.includes(c.feedbackId) ? c.feedbackId : null,
        notify: c.notify,
      },
    }));
  }),

  /** Gives the administration's public answer to an idea. */
  GiveOfficialFeedback: onIdea<GiveOfficialFeedback>((c, { idea, consultation }, { actor, at }) => {
    const { timeZone } = consultation.created!;
    const due = c.nextFeedbackOn ? dueOn(c.nextFeedbackOn, timeZone) : undefined;
    const refused = reasons(
      idea.feedbackIds.includes(c.feedbackId) &&
        because('ALREADY_EXISTS', `Feedback ${c.feedbackId} exists.`, { id: c.feedbackId }),
      required(c.text, ['text'], textLimits.body),
      required(c.authorLabel, ['authorLabel']),
      c.nextFeedbackOn
        ? (dateTrouble(c.nextFeedbackOn, ['nextFeedbackOn']) ??
            (due! <= at &&
              because('IN_THE_PAST', 'An answer is promised for a day to come.', { now: at }, [
                'nextFeedbackOn',
              ])))
        : undefined,
    );
    return unless(refused, () => feedback(c, c.text, c.authorLabel, actor.ref, c.docRefs, due));
  }),
};
