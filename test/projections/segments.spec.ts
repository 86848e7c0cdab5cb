import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Declarations, SegmentedCount, type DescribedVoter } from '../../projections/segments.js';
import { withoutSmallCells } from '../../projections/small-cells.js';

const sum = (numbers: (number | null)[]): number =>
  numbers.reduce<number>((all, n) => all + (n ?? 0), 0);

describe('E34 cells under the smallest', () => {
  test('are blanked, and never alone: the total and the neighbours would tell', () => {
    expect(withoutSmallCells([3, 40, 50], 10)).toEqual([null, null, 50]);
    expect(withoutSmallCells([12, 40, 50], 10)).toEqual([12, 40, 50]);
  });

  test('are blanked with so many others that together they are not small', () => {
    expect(withoutSmallCells([1, 2, 15, 40], 10)).toEqual([null, null, null, 40]);
    expect(withoutSmallCells([5, 6, 15, 40], 10)).toEqual([null, null, 15, 40]);
  });

  test('take everybody’s with them where nothing else hides that nobody is in one', () =>
    expect(withoutSmallCells([0, 0, 25], 10)).toEqual([null, null, null]));

  test('of a line without votes tell nothing that its total does not', () =>
    expect(withoutSmallCells([0, 0, 0], 10)).toEqual([0, 0, 0]));

  const lines = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 12 }), fc.nat(200)), {
    minLength: 1,
    maxLength: 8,
  });
  const smallest = fc.integer({ min: 3, max: 12 });

  test('cannot be reckoned: what is shown is not small, and what is blanked can lie elsewhere', () =>
    fc.assert(
      fc.property(lines, smallest, (line, k) => {
        const shown = withoutSmallCells(line, k);
        if (sum(line) === 0) return;
        const blanked = [...line.keys()].filter((i) => shown[i] === null);
        for (const [i, n] of shown.entries())
          if (n !== null) expect([n, n >= k]).toEqual([line[i], true]);
        if (blanked.length === 0) return;
        const left = sum(line) - sum(shown);
        const isWholeLine = blanked.length === line.length;
        expect(isWholeLine || (blanked.length > 1 && left >= k)).toBe(true);
        // Whoever knows the total and what is shown finds each blanked cell anywhere from 0 to what is left.
        for (const i of line.length > 1 ? blanked : []) {
          const others = blanked.filter((j) => j !== i);
          expect(others.length).toBeGreaterThan(0);
        }
      }),
    ));

  test('are the only reason to blank anything', () =>
    fc.assert(
      fc.property(lines, smallest, (line, k) => {
        fc.pre(line.every((n) => n >= k));
        expect(withoutSmallCells(line, k)).toEqual(line);
      }),
    ));
});

const voter = (segments: Record<string, string> | null, ...ideas: string[]): DescribedVoter => ({
  segments,
  marks: ideas.map((ideaId) => ({ ideaId, value: null })),
});
const times = (n: number, one: DescribedVoter): DescribedVoter[] =>
  Array.from({ length: n }, () => one);

const tablesOf = (voters: DescribedVoter[], k: number) => {
  const declarations = new Declarations();
  voters.forEach((v) => declarations.add(v));
  return [...declarations.shared(k)].map(([by, common]) => {
    const count = new SegmentedCount(by, common);
    voters.forEach((v) => count.add(v));
    return count.table(k);
  });
};

describe('E34 votes by what voters say of themselves', () => {
  test('have a column for each answer, one for all rare ones, and one for those who say nothing', () => {
    const voters = [
      ...times(4, voter({ age: '18-24' }, 'garden')),
      ...times(5, voter({ age: '65+' }, 'garden', 'bench')),
      ...['ninety-nine', 'young', 'old'].map((age) => voter({ age }, 'garden')),
      ...times(3, voter(null, 'garden')),
    ];
    expect(tablesOf(voters, 3)).toEqual([
      {
        by: 'age',
        segments: [
          { kind: 'declared', value: '18-24' },
          { kind: 'declared', value: '65+' },
          { kind: 'other', value: null },
          { kind: 'unknown', value: null },
        ],
        rows: [
          { ideaId: 'bench', value: null, total: 5, blanked: 5, cells: [null, null, null, null] },
          { ideaId: 'garden', value: null, total: 15, blanked: 0, cells: [4, 5, 3, 3] },
        ],
      },
    ]);
  });

  test('tell no answer, and no question, that only few have', () => {
    const voters = [
      ...times(5, voter({ age: '65+' }, 'garden')),
      voter({ age: 'Jean Petit', nickname: 'Jean' }, 'garden'),
    ];
    const told = tablesOf(voters, 3);
    expect(told.map(({ by }) => by)).toEqual(['age']);
    expect(JSON.stringify(told)).not.toContain('Jean');
  });

  const voters = fc.array(
    fc.record({
      segments: fc.option(
        fc.dictionary(
          fc.constantFrom('age', 'sex', '__proto__'),
          fc.constantFrom('a', 'b', 'other', 'unknown'),
        ),
      ),
      marks: fc.uniqueArray(
        fc.record({
          ideaId: fc.constantFrom('garden', 'bench'),
          value: fc.constantFrom('up', 'down'),
        }),
        { selector: ({ ideaId }) => ideaId },
      ),
    }),
    { maxLength: 60 },
  ) as fc.Arbitrary<DescribedVoter[]>;

  test('come to as many as without segments, each voter once', () =>
    fc.assert(
      fc.property(voters, fc.integer({ min: 3, max: 10 }), (all, k) => {
        for (const { rows } of tablesOf(all, k))
          for (const { ideaId, value, total, blanked, cells } of rows) {
            const said = all.filter(({ marks }) =>
              marks.some((m) => m.ideaId === ideaId && m.value === value),
            );
            expect(total).toBe(said.length);
            expect(sum(cells) + blanked).toBe(total);
          }
      }),
    ));
});
