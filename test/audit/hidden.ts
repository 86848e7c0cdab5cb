import type { Command } from '../../src/domain/commands.js';
import { consultationId, organisationId } from '../arcueil.js';
import { story, type Step } from '../story.js';

const onPond = { organisationId, consultationId, ideaId: 'pond' };
const noted = { publicNote: 'Somebody is named in it.', privateNoteRef: null };
const reasonCode = 'personal_data' as const;

const wishes = {
  hideIdea: { type: 'HideIdea', ...onPond, reasonCode, ...noted },
  restoreIdea: { type: 'RestoreIdea', ...onPond, ...noted },
  hideComment: { type: 'HideComment', ...onPond, commentId: 'c1', reasonCode, ...noted },
} satisfies Record<string, Command>;

const begun = story.slice(
  0,
  story.findIndex(({ wish }) => wish([]).type === 'WithdrawIdea'),
);

/** The story until ideas are brought, one of them with two comments, and what moderators then do about it. */
export const moderated = (...moderation: (keyof typeof wishes)[]): Step[] => [
  ...begun,
  ...moderation.map((name) => ({
    at: '2026-03-03T09:00:00.000Z',
    wish: () => wishes[name],
  })),
];
