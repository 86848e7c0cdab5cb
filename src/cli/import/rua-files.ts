import type { SupportValue } from '../../domain/consultation/events.js';
import type { Stance } from '../../domain/discussion/events.js';
import type { ModerationReason } from '../../domain/idea/events.js';
import type { DatedComment, DatedFlag, DatedIdea, DatedSource, DatedVote } from './dated.js';
import { idOf, past, standIn, titled, words } from './dated-values.js';
import { instantOf } from './names.js';
import { rowsOfFile, type NdjsonRow } from './ndjson.js';
import { SourceError, SourceFolder } from './source.js';

const zone = 'Europe/Paris';

const votes: Record<string, SupportValue> = { YES: 'up', NO: 'down', MITIGE: 'neutral' };
const sides: Record<string, Stance> = { FOR: 'for', AGAINST: 'against' };
const reasons: Record<string, ModerationReason> = { SPAM: 'spam', OFF: 'offensive' };

/**
 * Reads a French consultation as Cap Collectif's export was kept: a folder of `opinions`, `votes`, `arguments`, `reports` and
 * `sources`, each `.ndjson`, perhaps packed (`.gz`). Throws a SourceError with the file and line of the fault.
 */
export const readRua = async (path: string): Promise<DatedSource> => {
  const folder = new SourceFolder(path);
  const source: DatedSource = {
    kind: 'rua',
    digest: '',
    organisation: { id: 'rua', kind: 'state', name: 'Consultation RUA' },
    title: '',
    purpose: '',
    locale: 'fr',
    timeZone: zone,
    tick: 60_000,
    ideas: [],
    votes: [],
    comments: [],
    flags: [],
    hidings: [],
    repeated: 0,
    refusals: [],
    warnings: [],
  };
  const names = new Set<string>();
  await opinions(folder, source, names);
  const known = new Set(source.ideas.map(({ id }) => id));
  await rows(folder, source, 'votes', known, (row) => void source.votes.push(voteOf(row)));
  await rows(folder, source, 'arguments', known, (row) => argument(row, source));
  await rows(folder, source, 'reports', known, (row) => void source.flags.push(flagOf(row)));
  await rows(folder, source, 'sources', known, (row) => {
    source.comments.push(commentOf(row, null));
  });
  const title = [...names].join(' / ') || 'Consultation';
  return { ...source, digest: folder.digest, title, purpose: title };
};

const opinions = async (folder: SourceFolder, source: DatedSource, names: Set<string>) => {
  for await (const row of rowsOfFile(folder, 'opinions', source)) {
    const consultation = row.text('consultation');
    if (consultation) names.add(consultation);
    const idea = ideaOf(row);
    source.ideas.push(idea);
    if (idea.title === standIn) source.warnings.push(`opinion ${idea.id} has no title.`);
    hide(row, source, idea.id, null);
  }
  if (!source.ideas.length) throw new SourceError('opinions.ndjson', 1, 'there are no opinions.');
};

/** Rows about opinions of these files; one about anything else is refused. */
const rows = async (
  folder: SourceFolder,
  source: DatedSource,
  name: string,
  known: ReadonlySet<string>,
  take: (row: NdjsonRow) => void,
) => {
  for await (const row of rowsOfFile(folder, name, source))
    if (known.has(row.text('on') ?? '')) take(row);
    else source.refusals.push({ file: row.file, line: row.line, codes: ['IDEA_UNKNOWN'] });
};

const ideaOf = (row: NdjsonRow): DatedIdea => ({
  line: row.line,
  id: idIn(row, 'id'),
  authorId: row.text('author') ? idIn(row, 'author') : null,
  ...titled(row.text('title') ?? '', row.text('body') ?? ''),
  topic: row.text('section'),
  at: timeOf(row, 'created_at'),
});

const voteOf = (row: NdjsonRow): DatedVote => ({
  line: row.line,
  ideaId: idIn(row, 'on'),
  voterId: idIn(row, 'author'),
  value: oneOf(row, 'value', votes),
  at: timeOf(row, 'at'),
});

const argument = (row: NdjsonRow, source: DatedSource): void => {
  const comment = commentOf(row, oneOf(row, 'side', sides));
  source.comments.push(comment);
  if (comment.text === standIn) source.warnings.push(`argument ${comment.id} has no words.`);
  hide(row, source, comment.ideaId, comment.id);
};

const commentOf = (row: NdjsonRow, stance: Stance | null): DatedComment => ({
  line: row.line,
  id: idIn(row, 'id'),
  ideaId: idIn(row, 'on'),
  authorId: row.text('author') ? idIn(row, 'author') : null,
  text: words(row.text('body') ?? ''),
  stance,
  at: timeOf(row, 'created_at') ?? timeOf(row, 'updated_at'),
});

const flagOf = (row: NdjsonRow): DatedFlag => ({
  line: row.line,
  ideaId: idIn(row, 'on'),
  authorId: idIn(row, 'author'),
  reasonCode: reasons[row.text('type') ?? ''] ?? 'other',
  at: timeOf(row, 'at'),
});

/** What was in the trash, or was never published, is hidden here. */
const hide = (
  row: NdjsonRow,
  { hidings }: DatedSource,
  ideaId: string,
  commentId: string | null,
) => {
  const isPublished = row.text('published') !== '';
  if (isPublished && !row.text('trashed')) return;
  const note = row.text('trashed_reason') || (isPublished ? 'Mis à la corbeille.' : 'Non publié.');
  hidings.push({ ideaId, commentId, note: words(note), at: timeOf(row, 'trashed_at') });
};

const idIn = (row: NdjsonRow, member: string): string =>
  idOf(row.text(member) ?? '', row.file, row.line, member);

const oneOf = <V>(row: NdjsonRow, member: string, known: Record<string, V>): V => {
  const text = row.text(member) ?? '';
  if (Object.hasOwn(known, text)) return known[text]!;
  const names = Object.keys(known).join(', ');
  throw new SourceError(row.file, row.line, `${member} is "${text}", not one of ${names}.`);
};

const timeOf = (row: NdjsonRow, member: string): number | null => {
  const text = row.text(member);
  if (!text) return null;
  const instant = instantOf(text, zone);
  if (instant === undefined)
    throw new SourceError(row.file, row.line, `${member} is "${text}", not yyyy-mm-ddThh:mm.`);
  return past(instant, text, row.file, row.line);
};
