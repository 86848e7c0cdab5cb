import type { Segments } from '../src/domain/ballot/events.js';
import type { SupportValue } from '../src/domain/consultation/events.js';
import { withoutSmallCells } from './small-cells.js';

/** A row of a table by segment: an idea, and what is said of it; null where one picks options. */
export interface Mark {
  ideaId: string;
  value: SupportValue | null;
}

/** One voter: how they describe themselves, null where nothing is known of it, and what counts of what they chose. */
export interface DescribedVoter {
  segments: Segments | null;
  marks: Mark[];
}

/** What voters have in common: they say the same of themselves, something rare, or nothing. */
export interface Segment {
  kind: 'declared' | 'other' | 'unknown';
  /** What they say; null unless it is declared. */
  value: string | null;
}

/** How many voters of each segment chose one thing; a blanked cell is null. */
export interface SegmentedRow extends Mark {
  /** All of them. */
  total: number;
  /** Those of them in blanked cells. */
  blanked: number;
  cells: (number | null)[];
}

/** What the votes of one phase come to, by what voters say of themselves under one name. */
export interface SegmentedTable {
  by: string;
  segments: Segment[];
  rows: SegmentedRow[];
}

const OTHER = 'other';
const UNKNOWN = 'unknown';
const declared = (value: string): string => `=${value}`;

const add = <K>(counts: Map<K, number>, key: K, n = 1): void => {
  counts.set(key, (counts.get(key) ?? 0) + n);
};

/** How many voters say what of themselves, by name. */
export class Declarations {
  readonly #told = new Map<string, Map<string, number>>();

  add({ segments }: Pick<DescribedVoter, 'segments'>): void {
    for (const [name, value] of Object.entries(segments ?? {})) {
      const values = this.#told.get(name) ?? new Map<string, number>();
      this.#told.set(name, values);
      add(values, value);
    }
  }

  /** The names under which so many voters say something, and of what they say that which so many say. */
  shared(smallest: number): Map<string, Set<string>> {
    const names = [...this.#told].sort(([a], [b]) => (a < b ? -1 : 1));
    return new Map(
      names.flatMap(([name, values]) => {
        const common = [...values].filter(([, voters]) => voters >= smallest);
        const voters = [...values.values()].reduce((all, n) => all + n, 0);
        return voters < smallest
          ? []
          : [[name, new Set(common.map(([value]) => value).sort())] as const];
      }),
    );
  }
}

/** Counts voters by what they say of themselves under one name; rare answers are one segment together. */
export class SegmentedCount {
  readonly #rows = new Map<string, { mark: Mark; cells: Map<string, number> }>();

  constructor(
    private readonly by: string,
    private readonly common: ReadonlySet<string>,
  ) {}

  add({ segments, marks }: DescribedVoter): void {
    const said = segments && Object.hasOwn(segments, this.by) ? segments[this.by] : undefined;
    const segment = said === undefined ? UNKNOWN : this.common.has(said) ? declared(said) : OTHER;
    for (const mark of marks) this.#add(mark, segment, 1);
  }

  /** Votes of whom nothing is known, such as those on paper. */
  addUnknown(mark: Mark, votes: number): void {
    if (votes) this.#add(mark, UNKNOWN, votes);
  }

  /** The table, without cells under `smallest`; in the order of ideas, values and answers. */
  table(smallest: number): SegmentedTable {
    const rows = [...this.#rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
    const isThere = (segment: string) => rows.some(([, { cells }]) => cells.has(segment));
    const columns = [...[...this.common].map(declared), OTHER, UNKNOWN].filter(isThere);
    return {
      by: this.by,
      segments: columns.map(segmentOf),
      rows: rows.map(([, { mark, cells }]) =>
        rowOf(
          mark,
          columns.map((column) => cells.get(column) ?? 0),
          smallest,
        ),
      ),
    };
  }

  #add(mark: Mark, segment: string, n: number): void {
    const id = `${mark.ideaId} ${mark.value ?? ''}`;
    const row = this.#rows.get(id) ?? { mark, cells: new Map<string, number>() };
    this.#rows.set(id, row);
    add(row.cells, segment, n);
  }
}

const segmentOf = (column: string): Segment =>
  column === OTHER || column === UNKNOWN
    ? { kind: column, value: null }
    : { kind: 'declared', value: column.slice(1) };

const rowOf = (mark: Mark, counts: number[], smallest: number): SegmentedRow => {
  const cells = withoutSmallCells(counts, smallest);
  const all = counts.reduce((total, n) => total + n, 0);
  const shown = cells.reduce<number>((total, n) => total + (n ?? 0), 0);
  return { ideaId: mark.ideaId, value: mark.value, total: all, blanked: all - shown, cells };
};
