const subject = (...ids: unknown[]): string => JSON.stringify(ids);

type Ids = { ideaId?: unknown; commentId?: unknown };

const ofIdea = ({ ideaId }: Ids): string[] => [subject(ideaId)];
const ofComment = ({ ideaId, commentId }: Ids): string[] => [
  subject(ideaId),
  subject(ideaId, commentId),
];

/** The events whose words moderators hide, and by hiding what. */
const subjects: Record<string, (ids: Ids) => string[]> = {
  IdeaSubmitted: ofIdea,
  IdeaRevised: ofIdea,
  IdeaWithdrawn: ofIdea,
  CommentPosted: ofComment,
  CommentRevised: ofComment,
};

/** What may be hidden of which the words of an event are part: an idea, a comment. */
export const subjectsOf = (type: string, data: unknown): string[] =>
  Object.hasOwn(subjects, type) ? subjects[type]!((data ?? {}) as Ids) : [];

/** What moderators hide, as the events of a log say one after the other. */
export class Hidden {
  readonly #subjects = new Set<string>();

  /** Takes in the next event. */
  take(type: string, data: unknown): void {
    const { ideaId, commentId } = (data ?? {}) as Ids;
    if (type === 'IdeaHidden') this.#subjects.add(subject(ideaId));
    else if (type === 'IdeaRestored') this.#subjects.delete(subject(ideaId));
    else if (type === 'CommentHidden') this.#subjects.add(subject(ideaId, commentId));
    else if (type === 'CommentRestored') this.#subjects.delete(subject(ideaId, commentId));
  }

  /** Whether one of these is hidden. */
  hides(subjects: readonly string[]): boolean {
    return subjects.some((one) => this.#subjects.has(one));
  }
}
