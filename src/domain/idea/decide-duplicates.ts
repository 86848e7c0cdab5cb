import { liveTrouble } from '../consultation/live.js';
import { because, grant, reasons, refuse, type Decision, type Rule } from '../fact.js';
import { held } from '../plain.js';
import { required, textLimits, tooLong } from '../text.js';
import type { DismissDuplicate, SuggestDuplicate } from './commands.js';
import { scoreTrouble } from './decide-moderation.js';
import type { IdeaFact } from './events.js';
import { ideaStream, type Idea } from './state.js';
import { unknownTrouble, world, type World } from './world.js';

type Pair = World & { other: Idea };

/** Decides on two ideas of one live consultation, in whichever order they are named. */
const onPair = <C extends SuggestDuplicate | DismissDuplicate>(
  decide: (c: C, world: Pair) => Decision<IdeaFact>,
): Rule<C, Pair, IdeaFact> => ({
  writes: 'idea',
  streams: (c) => ({ ...world(c), other: ideaStream(c.otherIdeaId) }),
  decide(c, w) {
    const gone =
      unknownTrouble(c, w.idea) ??
      unknownTrouble({ ...c, ideaId: c.otherIdeaId }, w.other) ??
      liveTrouble(w.consultation, c.consultationId);
    if (gone) return gone;
    return c.ideaId === c.otherIdeaId
      ? refuse(because('SAME_IDEA', 'These are one idea.', {}, ['otherIdeaId']))
      : decide(c, w);
  },
});

/** What was said before of two ideas. */
const saidOf = ({ ideaId, otherIdeaId }: SuggestDuplicate | DismissDuplicate, w: Pair) =>
  held(w.idea.duplicates, otherIdeaId) ?? held(w.other.duplicates, ideaId);

export const duplicateRules = {
  /** Says that two ideas may be one; what a person has dismissed, no machine says again. */
  SuggestDuplicate: onPair<SuggestDuplicate>((c, w) => {
    const { ideaId, otherIdeaId, score = null } = c;
    const model = c.model?.trim() || null;
    const said = saidOf(c, w);
    const refused = reasons(scoreTrouble(c), tooLong(model, ['model'], textLimits.title));
    if (refused.length) return refuse(...refused);
    if (said === 'suggested' || (said === 'dismissed' && model)) return grant();
    const source = model ? 'machine' : 'agent';
    return grant({
      type: 'DuplicateSuggested',
      data: { ideaId, otherIdeaId, source, model, score },
    });
  }),

  /** Says that two ideas are not one. */
  DismissDuplicate: onPair<DismissDuplicate>((c, w) => {
    const { ideaId, otherIdeaId, reason } = c;
    const said = saidOf(c, w);
    if (said === 'dismissed') return grant();
    const refused = reasons(
      !said && because('DUPLICATE_UNKNOWN', 'Nobody took them for one.', {}, ['otherIdeaId']),
      required(reason, ['reason'], textLimits.body),
    );
    if (refused.length) return refuse(...refused);
    const isHere = held(w.idea.duplicates, otherIdeaId) !== undefined;
    const pair = isHere ? { ideaId, otherIdeaId } : { ideaId: otherIdeaId, otherIdeaId: ideaId };
    return grant({
      type: 'DuplicateDismissed',
      ...(!isHere && { to: 'other' }),
      data: { ...pair, reason: reason.trim() },
    });
  }),
};
