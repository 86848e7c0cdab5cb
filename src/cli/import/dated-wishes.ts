import { createHash } from 'node:crypto';
import type { Wish } from '../../acts/act.js';
import type { SupportValue } from '../../domain/consultation/events.js';
import type { DatedAct } from './dated-acts.js';
import type { DatedPlan } from './dated-plan.js';
import type { DatedComment, DatedHiding, DatedIdea, DatedVote } from './dated.js';
import { uniqueSlug } from './names.js';
import type { Step } from './plan.js';

/** The step of an act; of a vote with what the same person said of the idea before. */
export const stepOf = (
  { at, of, row }: DatedAct,
  plan: DatedPlan,
  locale: string,
  before?: SupportValue,
): Step => {
  const by = (id: string | null) => (id ? plan.account(id) : undefined);
  switch (of) {
    case 'idea':
      return plan.step(`idea:${row.id}`, ideaWish(row, plan, locale), at, by(row.authorId));
    case 'comment':
      return plan.step(
        `comment:${row.ideaId}:${row.id}`,
        commentWish(row, plan),
        at,
        by(row.authorId),
      );
    case 'vote':
      return plan.step(`vote:${row.line}`, voteWish(row, plan, before), at, by(row.voterId));
    case 'flag':
      return plan.step(
        `flag:${row.line}`,
        { type: 'FlagContent', ideaId: plan.ideaId(row.ideaId), reasonCode: row.reasonCode },
        at,
        by(row.authorId),
      );
    case 'hiding':
      return plan.step(`hide:${row.ideaId}:${row.commentId ?? ''}`, hidingWish(row, plan), at);
  }
};

const ideaWish = (row: DatedIdea, plan: DatedPlan, locale: string): Wish => ({
  type: 'SubmitIdea',
  consultationId: plan.consultationId,
  ideaId: plan.ideaId(row.id),
  phaseId: plan.ideasPhaseId,
  origin: 'import',
  externalId: row.id,
  text: { title: row.title, body: row.body, locale },
  topicIds: row.topic ? [uniqueSlug(row.topic)] : [],
});

/** A comment's name is unique among those of its source: what it answers stands in it. */
const commentIdOf = ({ ideaId }: { ideaId: string }, id: string): string =>
  createHash('sha256').update(`${ideaId}\0${id}`).digest('hex').slice(0, 32);

const commentWish = (row: DatedComment, plan: DatedPlan): Wish => ({
  type: 'PostComment',
  ideaId: plan.ideaId(row.ideaId),
  commentId: `${plan.consultationId}.${commentIdOf(row, row.id)}`,
  text: row.text,
  stance: row.stance,
});

const voteWish = (row: DatedVote, plan: DatedPlan, before?: SupportValue): Wish => ({
  type: before === undefined ? 'CastVote' : 'ChangeVote',
  consultationId: plan.consultationId,
  phaseId: plan.phaseId,
  ideaId: plan.ideaId(row.ideaId),
  value: row.value,
});

const hidingWish = (row: DatedHiding, plan: DatedPlan): Wish => {
  const why = { reasonCode: 'other' as const, publicNote: row.note, privateNoteRef: null };
  const ideaId = plan.ideaId(row.ideaId);
  return row.commentId === null
    ? { type: 'HideIdea', ideaId, ...why }
    : {
        type: 'HideComment',
        ideaId,
        commentId: `${plan.consultationId}.${commentIdOf(row, row.commentId)}`,
        ...why,
      };
};
