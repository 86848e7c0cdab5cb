/** Chance that can be repeated: the same seed makes the same choices. */
export interface Chance {
  /** A number from 0, inclusive, to 1, exclusive. */
  next(): number;
  /** A whole number between two, both inclusive. */
  between(least: number, most: number): number;
  happens(probability: number): boolean;
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T;
  shuffled<T>(list: readonly T[]): T[];
}

/** Chance from a seed and a name, so that whoever asks beside us changes none of our choices. */
export function chanceOf(seed: number, name: string): Chance {
  let state = [...name].reduce((sum, letter) => mixed(sum ^ letter.charCodeAt(0)), mixed(seed));
  const next = () => mixed((state = (state + 0x6d2b79f5) | 0)) / 2 ** 32;
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    between,
    happens: (probability) => next() < probability,
    pick: (list) => list[between(0, list.length - 1)]!,
    shuffled: (list) =>
      list
        .map((item) => ({ item, rank: next() }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ item }) => item),
  };
}

/** Every bit of the number depends on every bit of the given one. */
function mixed(bits: number): number {
  let h = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
