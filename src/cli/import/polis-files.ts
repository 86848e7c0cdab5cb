import { basename, resolve } from 'node:path';
import type { SupportValue } from '../../domain/consultation/events.js';
import { recordsOf, rowsOf, type CsvRecord } from './csv.js';
import type { DatedHiding, DatedIdea, DatedSource, DatedVote, RefusedRow } from './dated.js';
import { demandRoom, idOf, momentOf, standIn, titled } from './dated-values.js';
import { SourceError, SourceFolder, type Line } from './source.js';

const COMMENTS = 'comments.csv';
const VOTES = 'votes.csv';
const SUMMARY = 'summary.csv';

const values: Record<string, SupportValue> = { '1': 'up', '-1': 'down', '0': 'neutral' };

/**
 * Reads a conversation as Pol.is exports it: a folder with `comments.csv`, `votes.csv` and perhaps `summary.csv`, each perhaps
 * packed (`.gz`). Throws a SourceError with the file and line of the fault.
 */
export const readPolis = async (path: string): Promise<DatedSource> => {
  const folder = new SourceFolder(path);
  const summary = await summaryOf(await folder.lines(SUMMARY));
  const { ideas, hidings, warnings } = await commentsOf(await demanded(folder, COMMENTS));
  const { votes, refusals } = await votesOf(await demanded(folder, VOTES), ideas);
  const title = summary.get('topic') || basename(resolve(path));
  return {
    kind: 'polis',
    digest: folder.digest,
    organisation: { id: 'polis', kind: 'other', name: 'Pol.is' },
    title,
    purpose: [summary.get('conversation-description') || title, summary.get('url')]
      .filter(Boolean)
      .join('\n\n'),
    locale: 'und',
    timeZone: 'UTC',
    tick: 1,
    ideas: [...ideas.values()],
    votes,
    comments: [],
    flags: [],
    hidings,
    repeated: 0,
    refusals,
    warnings,
  };
};

const demanded = async (folder: SourceFolder, name: string): Promise<AsyncGenerator<Line>> => {
  const lines = await folder.lines(name);
  if (!lines) throw new SourceError(name, 1, 'the folder has no such file.');
  return lines;
};

/** Names and what stands behind them, one a row. */
const summaryOf = async (lines?: AsyncGenerator<Line>): Promise<Map<string, string>> => {
  const found = new Map<string, string>();
  if (lines)
    for await (const { line, cells } of rowsOf(lines, SUMMARY)) {
      demandRoom(found.size, SUMMARY, line);
      found.set(cells[0]!.trim(), cells.slice(1).join(',').trim());
    }
  return found;
};

const commentsOf = async (lines: AsyncGenerator<Line>) => {
  const columns = ['timestamp', 'comment-id', 'author-id', 'agrees', 'disagrees'];
  const records = recordsOf(lines, COMMENTS, [...columns, 'moderated', 'comment-body']);
  const ideas = new Map<string, DatedIdea>();
  const hidings: DatedHiding[] = [];
  const warnings: string[] = [];
  for await (const record of records) {
    const idea = commentOf(record);
    demandRoom(ideas.size, COMMENTS, record.line);
    if (ideas.has(idea.id))
      throw new SourceError(COMMENTS, record.line, `there are two comments ${idea.id}.`);
    ideas.set(idea.id, idea);
    if (idea.title === standIn) warnings.push(`comment ${idea.id} has no words.`);
    if (isRejected(record)) hidings.push({ ideaId: idea.id, commentId: null, note, at: null });
  }
  if (!ideas.size) throw new SourceError(COMMENTS, 1, 'there are no comments.');
  return { ideas, hidings, warnings };
};

const note = 'Moderated out in the source.';

const commentOf = ({ line, cell }: CsvRecord): DatedIdea => ({
  line,
  id: idOf(cell('comment-id'), COMMENTS, line, 'comment-id'),
  authorId: idOf(cell('author-id'), COMMENTS, line, 'author-id'),
  ...titled(cell('comment-body'), ''),
  topic: null,
  at: momentOf(cell('timestamp'), COMMENTS, line),
  said: { up: countOf(cell, 'agrees', line), down: countOf(cell, 'disagrees', line) },
});

const isRejected = ({ line, cell }: CsvRecord): boolean => {
  const text = cell('moderated');
  if (!Object.hasOwn(values, text))
    throw new SourceError(COMMENTS, line, `moderated is "${text}", not 1, 0 or -1.`);
  return text === '-1';
};

const countOf = (cell: CsvRecord['cell'], column: string, line: number): number => {
  const text = cell(column);
  if (!/^\d{1,9}$/.test(text))
    throw new SourceError(COMMENTS, line, `${column} is "${text}", not a whole number.`);
  return Number(text);
};

const votesOf = async (lines: AsyncGenerator<Line>, ideas: ReadonlyMap<string, DatedIdea>) => {
  const records = recordsOf(lines, VOTES, ['timestamp', 'comment-id', 'voter-id', 'vote']);
  const votes: DatedVote[] = [];
  const refusals: RefusedRow[] = [];
  for await (const record of records) {
    const { line } = record;
    demandRoom(votes.length + refusals.length, VOTES, line);
    const vote = voteOf(record);
    const idea = ideas.get(vote.ideaId);
    if (idea) votes.push({ ...vote, ideaId: idea.id });
    else refusals.push({ file: VOTES, line, codes: ['IDEA_UNKNOWN'] });
  }
  return { votes, refusals };
};

const voteOf = ({ line, cell }: CsvRecord): DatedVote => {
  const text = cell('vote');
  if (!Object.hasOwn(values, text))
    throw new SourceError(VOTES, line, `vote is "${text}", not 1, 0 or -1.`);
  return {
    line,
    ideaId: idOf(cell('comment-id'), VOTES, line, 'comment-id'),
    voterId: idOf(cell('voter-id'), VOTES, line, 'voter-id'),
    value: values[text]!,
    at: momentOf(cell('timestamp'), VOTES, line),
  };
};
