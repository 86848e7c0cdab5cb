import type { TrailEntry } from '../views/trail.js';
import { comment, type CommentRow } from '../../projections/comment.js';
import { isTallied } from '../views/visibility.js';
import { shownIdeas } from './ideas.js';
import type { PublicReader } from './reader.js';

const PAGE = 1_000;

/** What may be told of things that somebody hides: that they are hidden, and why. */
const ofHiding = new Set(['IdeaHidden', 'IdeaRestored', 'CommentHidden', 'CommentRestored']);

type Data = Partial<Record<'ideaId' | 'commentId' | 'phaseId', string>>;

/** Whether an event may be told, as things are hidden now. */
type Told = (event: TrailEntry) => boolean;

const toldOf = async (reader: PublicReader): Promise<Told> => {
  const { consultationId } = reader;
  const ideas = new Set((await shownIdeas(reader)).map(({ ideaId }) => ideaId));
  const shown = await reader.ask<CommentRow>({ view: comment, where: { consultationId } });
  const comments = new Set(shown.map(({ commentId }) => commentId));
  const untold = (await reader.phasesNow()).filter((phase) => !isTallied(phase));
  const hidden = new Set(untold.map(({ phaseId }) => phaseId));
  return ({ type, data }) => {
    const { ideaId, commentId, phaseId } = data as Data;
    if (type.startsWith('Offline') && hidden.has(phaseId!)) return false;
    if (ofHiding.has(type)) return true;
    return (!ideaId || ideas.has(ideaId)) && (!commentId || comments.has(commentId));
  };
};

/**
 * Every public event as a line of JSON, in the order of the log, with the words that it holds: what anybody
 * may read. Events of single ballots are not among them, nor of what is hidden.
 */
export async function* eventLines(reader: PublicReader): AsyncGenerator<string> {
  const isTold = await toldOf(reader);
  for (let after: bigint[] | undefined; ;) {
    const page = await reader.acts({
      where: { consultationId: reader.consultationId, visibility: 'public' },
      ...{ order: ['position'], first: PAGE, ...(after && { after: after.map(String) }) },
    });
    const events = page.filter(isTold);
    const words = await reader.words(events);
    for (const [i, event] of events.entries()) yield lineOf(event, words[i]!);
    if (page.length < PAGE) return;
    after = [page.at(-1)!.position];
  }
}

const lineOf = (event: TrailEntry, words: Record<string, unknown>): string => {
  const { position, eventId, type, recordedAt, occurredAt, actorKind, actorRole, channel } = event;
  return `${JSON.stringify({
    ...{ position: String(position), eventId, type, recordedAt },
    ...(occurredAt && { occurredAt }),
    ...{ actor: { kind: actorKind, role: actorRole }, channel, data: event.data },
    ...(Object.keys(words).length && { words }),
  })}\n`;
};
