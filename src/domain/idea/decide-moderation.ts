import type { OptionFact } from '../consultation/events.js';
import { because, grant, reasons, refuse, type Refusal } from '../fact.js';
import { required, textLimits, tooLong } from '../text.js';
import type { FlagContent, HideIdea, RestoreIdea } from './commands.js';
import type { IdeaFact, Moderation } from './events.js';
import { onIdea, onKnownIdea, restorations, suspensions } from './world.js';

/** The reasons why a moderator's words cannot stand. */
export const noteTroubles = ({
  publicNote,
  privateNoteRef,
}: Omit<Moderation, 'reasonCode'>): (Refusal | undefined)[] => [
  required(publicNote, ['publicNote'], textLimits.body),
  tooLong(privateNoteRef, ['privateNoteRef']),
];

/** What a moderator says, without white space around it. */
export const noted = ({ publicNote, privateNoteRef }: Omit<Moderation, 'reasonCode'>) => ({
  publicNote: publicNote.trim(),
  privateNoteRef: privateNoteRef?.trim() || null,
});

/** The reason why nobody can be so sure. */
export const scoreTrouble = ({
  score = null,
  model,
}: Pick<FlagContent, 'score' | 'model'>): Refusal | false =>
  score !== null &&
  !(model && Number.isInteger(score) && score >= 0 && score <= 100) &&
  because('INVALID_SCORE', 'A machine says how sure it is from 0 to 100.', {}, ['score']);

export const moderationRules = {
  /** Tells the moderators that something is wrong with an idea; each person does so once. */
  FlagContent: onIdea<FlagContent>((c, { idea }, { actor }) => {
    const { ideaId, reasonCode, score = null } = c;
    const model = c.model?.trim();
    const flaggerRef = c.flaggerRef ?? (model ? `machine:${model}` : actor.ref);
    const refused = reasons(scoreTrouble(c), tooLong(model, ['model'], textLimits.title));
    if (refused.length) return refuse(...refused);
    if (idea.flaggedBy.includes(flaggerRef)) return grant();
    const source = c.flaggerRef ? 'citizen' : model ? 'machine' : 'agent';
    return grant({
      type: 'ContentFlagged',
      visibility: 'restricted',
      data: { ideaId, flaggerRef, source, reasonCode, score },
    });
  }),

  /** Hides an idea: it leaves every list and count, and nothing is deleted. */
  HideIdea: onKnownIdea<HideIdea>((c, { idea, consultation }) => {
    const { ideaId, reasonCode } = c;
    if (idea.hidden) return grant();
    const refused = reasons(...noteTroubles(c));
    if (refused.length) return refuse(...refused);
    const hidden: IdeaFact = { type: 'IdeaHidden', data: { ideaId, reasonCode, ...noted(c) } };
    return grant<IdeaFact | OptionFact>(hidden, ...suspensions(ideaId, consultation, 'hidden'));
  }),

  /** Shows a hidden idea again; its votes count again as they were cast. */
  RestoreIdea: onKnownIdea<RestoreIdea>((c, { idea, consultation }) => {
    const { ideaId } = c;
    if (!idea.hidden) return grant();
    const refused = reasons(...noteTroubles(c));
    if (refused.length) return refuse(...refused);
    const data = { ideaId, reasonCode: idea.hidden, ...noted(c) };
    const restored: IdeaFact = { type: 'IdeaRestored', data };
    return grant<IdeaFact | OptionFact>(restored, ...restorations(ideaId, consultation, 'hidden'));
  }),
};
