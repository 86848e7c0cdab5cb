import { liveTrouble } from '../consultation/live.js';
import { closedTrouble } from '../consultation/phases.js';
import { consultationStream, type Consultation } from '../consultation/state.js';
import {
  because,
  grant,
  reasons,
  refuse,
  unless,
  type Circumstances,
  type Decision,
  type Id,
  type Instant,
  type Refusal,
  type Rule,
} from '../fact.js';
import type { IdeaWish } from '../idea/commands.js';
import { noted, noteTroubles } from '../idea/decide-moderation.js';
import type { Moderation, ModerationReason } from '../idea/events.js';
import { ideaStream, type Idea } from '../idea/state.js';
import { mergedTrouble, unknownTrouble } from '../idea/world.js';
import { held } from '../plain.js';
import { required, textLimits } from '../text.js';
import type { DiscussionFact, Stance } from './events.js';
import { discussionStream, type Comment, type Discussion } from './state.js';

type OnComment<T extends string> = IdeaWish<T> & { commentId: Id };
/** `authorRef` is null where an agent speaks for the city. */
export type PostComment = OnComment<'PostComment'> & {
  authorRef: string | null;
  text: string;
  stance?: Stance | null;
};
export type ReviseComment = OnComment<'ReviseComment'> & { authorRef: string | null; text: string };
/** `flaggerRef` is null where an agent flags it. */
export type FlagComment = OnComment<'FlagComment'> & {
  flaggerRef: string | null;
  reasonCode: ModerationReason;
};
export type HideComment = OnComment<'HideComment'> & Moderation;
export type RestoreComment = OnComment<'RestoreComment'> & Omit<Moderation, 'reasonCode'>;
export type DiscussionCommand =
  PostComment | ReviseComment | FlagComment | HideComment | RestoreComment;

type World = { discussion: Discussion; idea: Idea; consultation: Consultation };

/** Decides on what is said of an idea that exists. */
const onIdea = <C extends DiscussionCommand>(
  decide: (c: C, w: World, act: Circumstances) => Decision<DiscussionFact>,
): Rule<C, World, DiscussionFact> => ({
  writes: 'discussion',
  streams: (c) => ({
    discussion: discussionStream(c.ideaId),
    idea: ideaStream(c.ideaId),
    consultation: consultationStream(c.consultationId),
  }),
  decide: (c, w, act) => unknownTrouble(c, w.idea) ?? decide(c, w, act),
});

/** Decides on a comment that was posted. */
const onComment = <C extends DiscussionCommand>(
  decide: (c: C, comment: Comment, w: World, act: Circumstances) => Decision<DiscussionFact>,
): Rule<C, World, DiscussionFact> =>
  onIdea<C>((c, w, act) => {
    const comment = held(w.discussion.comments, c.commentId);
    return comment
      ? decide(c, comment, w, act)
      : refuse(because('COMMENT_UNKNOWN', `No comment ${c.commentId}.`, {}, ['commentId']));
  });

/** Why nobody says anything of an idea: people discuss while a phase is open, the city at any time. */
const closed = (
  { authorRef }: { authorRef: string | null },
  { consultation }: World,
  at: Instant,
): Refusal | false =>
  authorRef !== null &&
  Object.values(consultation.phases).every((phase) => closedTrouble(phase, at)) &&
  because('DISCUSSION_CLOSED', 'Ideas are discussed while a phase is open.');

const goneTroubles = (ideaId: Id, idea: Idea): (Refusal | undefined | false)[] => [
  idea.hidden !== null && because('IDEA_HIDDEN', 'A moderator hides this idea.'),
  idea.withdrawn && because('IDEA_WITHDRAWN', 'Its author has withdrawn this idea.'),
  mergedTrouble(ideaId, idea),
];

export const discussionRules = {
  /** Says something of an idea. */
  PostComment: onIdea<PostComment>((c, w, { at }) => {
    const { ideaId, commentId, authorRef, text, stance = null } = c;
    const gone = liveTrouble(w.consultation, c.consultationId);
    if (gone) return gone;
    const refused = reasons(
      held(w.discussion.comments, commentId) &&
        because('ALREADY_EXISTS', `Comment ${commentId} exists.`, { id: commentId }),
      ...goneTroubles(ideaId, w.idea),
      closed(c, w, at),
      required(text, ['text'], textLimits.body),
    );
    return unless(refused, () => ({
      type: 'CommentPosted',
      data: { ideaId, commentId, authorRef, stance },
      personal: { text },
    }));
  }),

  /** Says it in other words: its author alone does, while the discussion is open. */
  ReviseComment: onComment<ReviseComment>((c, comment, w, { at }) => {
    const { ideaId, commentId, authorRef, text } = c;
    const gone = liveTrouble(w.consultation, c.consultationId);
    if (gone) return gone;
    const refused = reasons(
      authorRef !== comment.authorRef &&
        because('NOT_THE_AUTHOR', 'Only its author revises a comment.'),
      comment.hidden !== null && because('COMMENT_HIDDEN', 'A moderator hides this comment.'),
      ...goneTroubles(ideaId, w.idea),
      closed(c, w, at),
      required(text, ['text'], textLimits.body),
    );
    return unless(refused, () => ({
      type: 'CommentRevised',
      data: { ideaId, commentId, authorRef, commentRevision: comment.revision + 1 },
      personal: { text },
    }));
  }),

  /** Tells the moderators that something is wrong with a comment; each person does so once. */
  FlagComment: onComment<FlagComment>((c, comment, _w, { actor }) => {
    const { ideaId, commentId, reasonCode } = c;
    const flaggerRef = c.flaggerRef ?? actor.ref;
    if (comment.flaggedBy.includes(flaggerRef)) return grant();
    return grant({
      type: 'CommentFlagged',
      visibility: 'restricted',
      data: { ideaId, commentId, flaggerRef, reasonCode },
    });
  }),

  /** Hides a comment; nothing is deleted. */
  HideComment: onComment<HideComment>((c, { hidden }) => {
    const { ideaId, commentId, reasonCode } = c;
    if (hidden) return grant();
    return unless(reasons(...noteTroubles(c)), () => ({
      type: 'CommentHidden',
      data: { ideaId, commentId, reasonCode, ...noted(c) },
    }));
  }),

  /** Shows a hidden comment again. */
  RestoreComment: onComment<RestoreComment>((c, { hidden }) => {
    const { ideaId, commentId } = c;
    if (!hidden) return grant();
    return unless(reasons(...noteTroubles(c)), () => ({
      type: 'CommentRestored',
      data: { ideaId, commentId, reasonCode: hidden, ...noted(c) },
    }));
  }),
};
