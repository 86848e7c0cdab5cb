import type { SupportValue } from '../../domain/consultation/events.js';
import type { Stance } from '../../domain/discussion/events.js';
import type { RefusedRow } from './dated.js';

/** How many votes say what. */
export type Counts = Record<SupportValue, number>;

/** Nobody has said anything. */
export const nothing = (): Counts => ({ up: 0, down: 0, neutral: 0 });

/** Sums of counts. */
export const sum = (counts: Counts[]): Counts =>
  counts.reduce(
    (a, b) => ({ up: a.up + b.up, down: a.down + b.down, neutral: a.neutral + b.neutral }),
    nothing(),
  );

/** What stood at a moment of the source. */
export interface CountsAsOf {
  /** As it was asked for. */
  asked: string;
  /** What took place until then, inclusive, is counted. */
  until: string;
  /** The last position of the log that holds an act until then. */
  position: string;
  /** Votes that stood then, the last of each person on each idea. */
  votes: Counts;
}

export interface ImportedIdea {
  id: string;
  ideaId: string;
  /** Votes that stand, the last of each person, whether or not they count. */
  votes: Counts;
  /** Every row of the source, each time counted that somebody said the same again. */
  rows: Counts;
  comments: Record<Stance | 'none', number>;
  /** Hidden by moderators: its votes are kept and count for nothing. */
  hidden: boolean;
}

/** What an import did and how its counts compare with the source's own. */
export interface DatedReport {
  consultationId: string;
  phaseId: string;
  ideas: ImportedIdea[];
  voters: number;
  /** Rows of the source: votes, those of them that say what was said before, and what else there is. */
  rows: { votes: number; saidAgain: number; comments: number; flags: number; hidings: number };
  votes: Counts;
  everyRow: Counts;
  asOf: CountsAsOf[];
  repeated: number;
  refusals: RefusedRow[];
  /** Ideas whose rows are not as many as the source's own columns say. */
  differences: string[];
  warnings: string[];
}

const told = ({ up, down, neutral }: Counts): string =>
  `${up} for, ${down} against, ${neutral} neither`;

/** How many refused rows are told one by one; all of them stand in `--json`. */
const toldOneByOne = 20;

/** A report in sentences. */
export const sentences = (r: DatedReport, seconds: number): string[] => [
  ...r.warnings.map((w) => `note: ${w}`),
  ...(r.repeated ? [`note: ${r.repeated} rows stand twice; each counts once.`] : []),
  `${r.consultationId}: ${r.ideas.length} ideas, ${r.rows.votes} votes of ${r.voters} people, ` +
    `${r.rows.comments} comments, ${r.rows.flags} reports, ${r.rows.hidings} hidden, ` +
    `in ${seconds.toFixed(1)} s; ${r.refusals.length} rows refused.`,
  ...r.refusals
    .slice(0, toldOneByOne)
    .map(({ file, line, codes }) => `  ${file}, line ${line}: ${codes.join(', ')}`),
  ...(r.refusals.length > toldOneByOne ? ['  … and more; --json has all of them.'] : []),
  `Now: ${told(r.votes)}; every row: ${told(r.everyRow)}, ${r.rows.saidAgain} of them said before.`,
  ...r.asOf.map((c) => `As of ${c.asked} (position ${c.position}): ${told(c.votes)}.`),
  ...(r.differences.length
    ? [`Ideas with other counts than the source's columns: ${r.differences.join(', ')}.`]
    : []),
];
