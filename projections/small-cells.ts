/** Fewer voters than this are not told of where nothing else is said: they could be known again. */
export const SMALLEST_CELL = 10;

const sum = (numbers: readonly number[]): number => numbers.reduce((all, n) => all + n, 0);

/**
 * One line of a table whose total is public, without its cells under `smallest`: null where blanked. What is
 * left is no more than that: where too little would be blanked, or one cell alone, the smallest others go with
 * it, so that none can be reckoned from the total and its neighbours. A line of zeros tells nothing new.
 */
export const withoutSmallCells = (
  cells: readonly number[],
  smallest: number,
): (number | null)[] => {
  if (sum(cells) === 0) return [...cells];
  const fromSmall = [...cells.keys()].sort((a, b) => cells[a]! - cells[b]! || a - b);
  const blanked = new Set(fromSmall.filter((i) => cells[i]! < smallest));
  if (blanked.size === 0) return [...cells];
  for (const i of fromSmall) {
    const hidden = sum([...blanked].map((j) => cells[j]!));
    if (blanked.size > 1 && hidden >= smallest) break;
    blanked.add(i);
  }
  return cells.map((n, i) => (blanked.has(i) ? null : n));
};
