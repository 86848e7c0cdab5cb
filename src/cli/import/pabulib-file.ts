import type { Minor } from '../../domain/fact.js';
import { metaOf, type PabulibMeta } from './pabulib-meta.js';
import { PabulibError, rowsOf, textOf, type Row } from './pabulib-text.js';
import { countOf, minorOf } from './pabulib-values.js';

/**
 * One row of PROJECTS. `votes`, `score` and `selected` are what the file itself says of the
 * outcome.
 */
export interface PabulibOption {
  line: number;
  id: string;
  cost: Minor;
  /** The id, if the file has no names. */
  name: string;
  description?: string;
  categories: string[];
  district?: string;
  neighborhood?: string;
  subunit?: string;
  votes?: number;
  score?: number;
  /** 0 not funded, 1 funded by the rule, 2 and more funded with other money. */
  selected?: number;
}

/**
 * One row of VOTES: what a voter picked, in the order written, and what the file knows of the
 * voter.
 */
export interface PabulibBallot {
  line: number;
  voterId: string;
  votes: { id: string; points?: number }[];
  segments: Partial<Record<(typeof segmentColumns)[number], string>>;
  votingMethod?: string;
}

const segmentColumns = ['age', 'sex', 'neighborhood', 'district', 'education'] as const;

/**
 * An election as its file tells it. `warnings` are contradictions that do not make it unreadable.
 */
export interface PabulibFile {
  meta: PabulibMeta;
  options: PabulibOption[];
  ballots: PabulibBallot[];
  warnings: string[];
}

/**
 * Reads a Pabulib election, `.pb` or `.pb.gz`. Throws PabulibError with the line of the fault. A
 * voter who stands there twice, or a ballot over its limits, is no fault of the file: who counts
 * it decides.
 */
export function readPabulib(bytes: Uint8Array, fileName: string): PabulibFile {
  const sections = sectionsOf(rowsOf(textOf(bytes, fileName)));
  const meta = metaOf(sections.META.title, sections.META.rows);
  const options = optionsOf(sections.PROJECTS, meta);
  const ballots = ballotsOf(sections.VOTES, meta, new Set(options.map(({ id }) => id)));
  const warnings = [
    ...mismatch('num_projects', meta.numProjects, options.length, 'projects'),
    ...mismatch('num_votes', meta.numVotes, ballots.length, 'votes'),
  ];
  return { meta, options, ballots, warnings };
}

const mismatch = (key: string, said: number, rows: number, what: string): string[] =>
  said === rows ? [] : [`${key} says ${said}, the file has ${rows} ${what}.`];

const titles = ['META', 'PROJECTS', 'VOTES'] as const;
type Title = (typeof titles)[number];
interface Section {
  title: number;
  rows: Row[];
}

function sectionsOf(rows: Row[]): Record<Title, Section> {
  const found = new Map<Title, Section>();
  let current: Section | undefined;
  for (const row of rows) {
    const title = titleOf(row);
    if (title) {
      if (found.has(title)) throw new PabulibError(row.line, `there are two ${title} sections.`);
      found.set(title, (current = { title: row.line, rows: [] }));
    } else if (current) current.rows.push(row);
    else throw new PabulibError(row.line, 'the file should begin with the title META.');
  }
  const missing = titles.find((title) => !found.has(title));
  if (missing)
    throw new PabulibError(rows.at(-1)!.line, `the file ends without a ${missing} section.`);
  return Object.fromEntries(found) as Record<Title, Section>;
}

const titleOf = ({ cells: [first, ...rest] }: Row): Title | undefined =>
  rest.every((cell) => !cell) ? titles.find((title) => title === first!.trim()) : undefined;

/** One row under its header: what a column says, undefined if it is empty or not there. */
interface Cells {
  line: number;
  cell: (column: string) => string | undefined;
}

function* recordsOf(
  name: Title,
  { title, rows: [header, ...rows] }: Section,
  required: string[],
): Generator<Cells> {
  const columns = header?.cells.map((cell) => cell.trim()) ?? [];
  const missing = required.find((column) => !columns.includes(column));
  if (missing)
    throw new PabulibError(
      header?.line ?? title,
      `the header of ${name} has no column ${missing}; columns are separated by ";".`,
    );
  for (const { line, cells } of rows) {
    if (cells.length !== columns.length)
      throw new PabulibError(
        line,
        `there are ${cells.length} cells for the ${columns.length} columns of ${name}.`,
      );
    const cell = (column: string) => cells[columns.indexOf(column)]?.trim() || undefined;
    yield { line, cell };
  }
}

function optionsOf(section: Section, meta: PabulibMeta): PabulibOption[] {
  const options = new Map<string, PabulibOption>();
  for (const record of recordsOf('PROJECTS', section, ['project_id', 'cost'])) {
    const option = optionOf(record, meta);
    if (options.has(option.id))
      throw new PabulibError(record.line, `there are two projects ${option.id}.`);
    options.set(option.id, option);
  }
  return [...options.values()];
}

function optionOf({ line, cell }: Cells, { currency, decimals }: PabulibMeta): PabulibOption {
  const id = cell('project_id');
  if (!id) throw new PabulibError(line, 'a project has no project_id.');
  const text = cell('cost') ?? '';
  const cost = minorOf(text, decimals);
  if (cost === undefined)
    throw new PabulibError(line, `the cost of ${id} is "${text}", not an amount in ${currency}.`);
  const number = (column: string) => numberOf(line, column, cell(column));
  return {
    line,
    id,
    cost,
    name: cell('name') ?? id,
    description: cell('description'),
    categories: listOf(cell('category')),
    district: cell('district'),
    neighborhood: cell('neighborhood'),
    subunit: cell('subunit'),
    votes: number('votes'),
    score: number('score'),
    selected: number('selected'),
  };
}

function ballotsOf(section: Section, meta: PabulibMeta, ids: Set<string>): PabulibBallot[] {
  const withPoints = meta.voteType === 'cumulative' || meta.voteType === 'scoring';
  const required = ['voter_id', 'vote', ...(withPoints ? ['points'] : [])];
  const records = recordsOf('VOTES', section, required);
  return [...records].map((record) => ballotOf(record, ids, withPoints));
}

function ballotOf({ line, cell }: Cells, ids: Set<string>, withPoints: boolean): PabulibBallot {
  const voterId = cell('voter_id');
  if (!voterId) throw new PabulibError(line, 'a vote has no voter_id.');
  const picks = listOf(cell('vote'));
  const unknown = picks.find((id) => !ids.has(id));
  if (unknown !== undefined)
    throw new PabulibError(line, `voter ${voterId} votes for "${unknown}", which is no project.`);
  const points = listOf(cell('points')).map((text) => numberOf(line, 'points', text));
  if ((withPoints || points.length > 0) && points.length !== picks.length)
    throw new PabulibError(
      line,
      `voter ${voterId} gives ${points.length} points to ${picks.length} projects.`,
    );
  const segments = segmentColumns.map((column) => [column, cell(column)] as const);
  return {
    line,
    voterId,
    votes: picks.map((id, i) => (points.length ? { id, points: points[i] } : { id })),
    segments: Object.fromEntries(segments.filter(([, value]) => value !== undefined)),
    votingMethod: cell('voting_method'),
  };
}

const listOf = (text: string | undefined): string[] =>
  text?.split(',').map((item) => item.trim()) ?? [];

function numberOf(line: number, column: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = countOf(text);
  if (number === undefined)
    throw new PabulibError(line, `${column} is "${text}", not a whole number.`);
  return number;
}
