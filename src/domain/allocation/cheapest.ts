import { compare, type Fraction } from './fraction.js';

/** An option (by index) that may still be bought, and what is known of its price: at least this. */
export interface Candidate {
  option: number;
  price: Fraction;
}

/** Takes an option off the list, once bought. */
export function remove(candidates: Candidate[], bought: number): void {
  const at = candidates.findIndex(({ option }) => option === bought);
  candidates.splice(at, 1);
}

/**
 * The candidates of least price, all those equal. Prices only rise, so only those that could be
 * the least are asked for theirs; one that can no longer be paid (`undefined`) leaves the list for
 * good.
 */
export function cheapest(
  candidates: Candidate[],
  reprice: (candidate: Candidate) => Fraction | undefined,
): Candidate[] {
  candidates.sort((a, b) => compare(a.price, b.price));
  let least: Candidate[] = [];
  const gone = new Set<Candidate>();
  for (const candidate of candidates) {
    if (least[0] && compare(candidate.price, least[0].price) > 0) break;
    const price = reprice(candidate);
    if (!price) {
      gone.add(candidate);
      continue;
    }
    candidate.price = price;
    const order = least[0] ? compare(price, least[0].price) : -1;
    if (order < 0) least = [candidate];
    else if (order === 0) least.push(candidate);
  }
  if (gone.size) candidates.splice(0, candidates.length, ...candidates.filter((c) => !gone.has(c)));
  return least;
}
