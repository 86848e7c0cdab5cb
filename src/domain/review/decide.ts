import { inOrganisation, liveTrouble, type InOrganisation } from '../consultation/live.js';
import {
  because,
  grant,
  reasons,
  refuse,
  unless,
  type Decision,
  type Id,
  type Refusal,
  type Rule,
} from '../fact.js';
import { ideaStream, type Idea } from '../idea/state.js';
import { notVotable } from '../idea/world.js';
import { bodyTrouble } from '../organisation/state.js';
import { held, same } from '../plain.js';
import { dateTrouble, textLimits, tooLong } from '../text.js';
import type { ReviewFact, ReviewOutcome, SelectionRule } from './events.js';
import { reviewStream, type Review } from './state.js';

interface Wish<T extends string> {
  type: T;
  organisationId: Id;
  consultationId: Id;
  sessionId: Id;
}

export type OpenReviewSession = Wish<'OpenReviewSession'> & {
  bodyId: Id;
  period: { from: string; to: string };
  ideaIds: Id[];
  selectionRule: SelectionRule;
};
export type ReviewIdea = Wish<'ReviewIdea'> & {
  ideaId: Id;
  outcome: ReviewOutcome;
  feedbackId: Id;
};
export type CloseReviewSession = Wish<'CloseReviewSession'> & { carriedOverReason?: string | null };
export type ReviewCommand = OpenReviewSession | ReviewIdea | CloseReviewSession;

type Ideas = Record<`idea ${string}`, Idea>;
type World = InOrganisation & { review: Review } & Ideas;

/** Decides on a session in a live consultation, with the ideas that a wish names. */
const inSession = <C extends ReviewCommand>(
  ideaIds: (c: C) => Id[],
  decide: (c: C, world: World) => Decision<ReviewFact>,
): Rule<C, World, ReviewFact> => ({
  writes: 'review',
  streams: (c) =>
    ({
      review: reviewStream(c.sessionId),
      ...inOrganisation(c),
      ...Object.fromEntries(ideaIds(c).map((id) => [`idea ${id}`, ideaStream(id)])),
    }) as { [K in keyof World]: string },
  decide: (c, world) => liveTrouble(world.consultation, c.consultationId) ?? decide(c, world),
});

/** Decides in a session that is open. */
const inOpenSession = <C extends ReviewCommand>(
  ideaIds: (c: C) => Id[],
  decide: (c: C, world: World) => Decision<ReviewFact>,
): Rule<C, World, ReviewFact> =>
  inSession(ideaIds, (c, world) => {
    const { status } = world.review;
    if (status === 'open') return decide(c, world);
    return refuse(
      status === 'closed'
        ? because('SESSION_CLOSED', 'That session is closed.')
        : because('SESSION_UNKNOWN', `No session ${c.sessionId}.`, {}, ['sessionId']),
    );
  });

/** Why an idea cannot be put before a session, if that is so. */
const ideaTrouble = (c: OpenReviewSession, world: World, i: number): Refusal | undefined => {
  const ideaId = c.ideaIds[i]!;
  const path = ['ideaIds', String(i)];
  const idea = world[`idea ${ideaId}`]!;
  if (idea.submitted?.consultationId !== c.consultationId)
    return because('IDEA_UNKNOWN', `No idea ${ideaId}.`, { ideaId }, path);
  if (c.ideaIds.indexOf(ideaId) < i)
    return because('DUPLICATE_LINE', `Idea ${ideaId} is named twice.`, { ideaId }, path);
  const gone = notVotable(ideaId, idea);
  return gone && { ...gone, path };
};

/** What a rule promises to answer each time is also the most that one session takes. */
const batchTrouble = ({ ideaIds }: OpenReviewSession, { consultation }: World) => {
  const max = consultation.rules?.feedbackPromise?.batchSize;
  if (!ideaIds.length)
    return because('NO_IDEAS', 'A session answers one idea or more.', {}, ['ideaIds']);
  return max !== undefined && ideaIds.length > max
    ? because(
        'TOO_MANY_IDEAS',
        `The rules promise ${max} ideas each time.`,
        { max, ideas: ideaIds.length },
        ['ideaIds'],
      )
    : undefined;
};

export const reviewRules = {
  /** Opens a session in which a body answers a batch of ideas. */
  OpenReviewSession: inSession<OpenReviewSession>(
    ({ ideaIds }) => ideaIds,
    (c, world) => {
      const { sessionId, bodyId, period, ideaIds, selectionRule } = c;
      const { from, to } = period;
      const datesTrouble =
        dateTrouble(from, ['period', 'from']) ?? dateTrouble(to, ['period', 'to']);
      const refused = reasons(
        world.review.status !== 'unknown' &&
          because('ALREADY_EXISTS', `Session ${sessionId} exists.`, { id: sessionId }),
        bodyTrouble(world.organisation, bodyId, ['bodyId']),
        datesTrouble ??
          (from > to &&
            because('INVALID_DATE', 'A period ends after it begins.', {}, ['period', 'to'])),
        batchTrouble(c, world),
        ...ideaIds.map((_id, i) => ideaTrouble(c, world, i)),
      );
      return unless(refused, () => ({
        type: 'ReviewSessionOpened',
        data: { sessionId, bodyId, period: { from, to }, ideaIds, selectionRule },
      }));
    },
  ),

  /** Records what a body found of an idea of its session, and the official answer that says why. */
  ReviewIdea: inOpenSession<ReviewIdea>(
    ({ ideaId }) => [ideaId],
    (c, world) => {
      const { sessionId, ideaId, outcome, feedbackId } = c;
      const known = held(world.review.reviewed, ideaId);
      if (known && same(known, { outcome, feedbackId })) return grant();
      const feedback = held(world[`idea ${ideaId}`]!.feedback, feedbackId);
      const refused = reasons(
        !world.review.ideaIds.includes(ideaId) &&
          because('NOT_IN_SESSION', 'That idea is not before this session.', {}, ['ideaId']),
        known &&
          because('ALREADY_REVIEWED', 'The session has answered that idea.', {
            outcome: known.outcome,
          }),
        !feedback &&
          because('FEEDBACK_UNKNOWN', `No answer ${feedbackId} to this idea.`, {}, ['feedbackId']),
        feedback?.retracted &&
          because('FEEDBACK_RETRACTED', 'That answer was taken back.', {}, ['feedbackId']),
      );
      return unless(refused, () => ({
        type: 'IdeaReviewed',
        data: { sessionId, ideaId, outcome, feedbackId },
      }));
    },
  ),

  /** Closes a session: every idea was answered, or it is said in public why one is carried over. */
  CloseReviewSession: inSession<CloseReviewSession>(
    () => [],
    (c, { review }) => {
      const { sessionId } = c;
      if (review.status === 'closed') return grant();
      if (review.status === 'unknown')
        return refuse(because('SESSION_UNKNOWN', `No session ${sessionId}.`, {}, ['sessionId']));
      const carriedOverIdeaIds = review.ideaIds.filter((id) => !held(review.reviewed, id));
      const given = c.carriedOverReason?.trim() || null;
      const carriedOverReason = carriedOverIdeaIds.length ? given : null;
      const refused = reasons(
        carriedOverIdeaIds.length > 0 &&
          !given &&
          because(
            'UNANSWERED_IDEAS',
            'Answer each idea, or say why some are carried over.',
            { ideaIds: carriedOverIdeaIds },
            ['carriedOverReason'],
          ),
        tooLong(given, ['carriedOverReason'], textLimits.body),
      );
      return unless(refused, () => ({
        type: 'ReviewSessionClosed',
        data: { sessionId, carriedOverIdeaIds, carriedOverReason },
      }));
    },
  ),
};
