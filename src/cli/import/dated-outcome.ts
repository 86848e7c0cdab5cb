import type { VoteTallyRow } from '../../../projections/vote-tally.js';
import type { DatedPlan } from './dated-plan.js';
import {
  nothing,
  sum,
  type Counts,
  type CountsAsOf,
  type DatedReport,
  type ImportedIdea,
} from './dated-report.js';
import type { DatedSource } from './dated.js';

/** A moment of the source as of which to count: what took place until then, inclusive. */
export interface Cut {
  asked: string;
  until: number;
}

/** What came of the acts of a source. */
export interface Done {
  /** Where the log stands after the last act. */
  position: bigint;
  cuts: (Cut & { position: bigint })[];
  refused: DatedReport['refusals'];
  rows: Map<string, Counts>;
  saidAgain: number;
  voters: number;
}

/** What a row says of votes. */
export const countsOf = ({ up, down, neutral }: Counts): Counts => ({ up, down, neutral });

/** What came of an import, as its acts and the views tell it. */
export const reportOf = (
  source: DatedSource,
  { consultationId, phaseId, ideaId }: DatedPlan,
  done: Done,
  asOf: CountsAsOf[],
  tallies: VoteTallyRow[],
): DatedReport => {
  const votes = new Map(tallies.map((row) => [row.ideaId, countsOf(row)]));
  const hidden = new Set(source.hidings.flatMap((h) => (h.commentId === null ? [h.ideaId] : [])));
  const comments = commentsOf(source);
  const ideas = source.ideas.map(({ id }): ImportedIdea => ({
    id,
    ideaId: ideaId(id),
    votes: votes.get(ideaId(id)) ?? nothing(),
    rows: done.rows.get(id) ?? nothing(),
    comments: comments.get(id) ?? noComments(),
    hidden: hidden.has(id),
  }));
  return {
    consultationId,
    phaseId,
    ideas,
    voters: done.voters,
    rows: {
      votes: source.votes.length,
      saidAgain: done.saidAgain,
      comments: source.comments.length,
      flags: source.flags.length,
      hidings: source.hidings.length,
    },
    votes: sum(ideas.map((i) => i.votes)),
    everyRow: sum(ideas.map((i) => i.rows)),
    asOf,
    repeated: source.repeated,
    refusals: [...source.refusals, ...done.refused].sort(
      (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line,
    ),
    differences: differing(source, ideas),
    warnings: source.warnings,
  };
};

const noComments = (): ImportedIdea['comments'] => ({ for: 0, against: 0, neutral: 0, none: 0 });

const commentsOf = ({ comments }: DatedSource): Map<string, ImportedIdea['comments']> => {
  const found = new Map<string, ImportedIdea['comments']>();
  for (const { ideaId, stance } of comments) {
    const counts = found.get(ideaId) ?? noComments();
    counts[stance ?? 'none']++;
    found.set(ideaId, counts);
  }
  return found;
};

const differing = ({ ideas: rows }: DatedSource, ideas: ImportedIdea[]): string[] => {
  const counted = new Map(ideas.map((i) => [i.id, i.rows]));
  return rows
    .filter(({ id, said }) => {
      const { up, down } = counted.get(id)!;
      return said !== undefined && (said.up !== up || said.down !== down);
    })
    .map(({ id }) => id);
};
