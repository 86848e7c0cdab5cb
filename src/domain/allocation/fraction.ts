/** An exact non-negative number: `num / den`, `den` positive. */
export interface Fraction {
  num: bigint;
  den: bigint;
}

export const zero: Fraction = { num: 0n, den: 1n };

/** Negative if `a` is the smaller, zero if they are equal. */
export function compare(a: Fraction, b: Fraction): number {
  const [left, right] = [a.num * b.den, b.num * a.den];
  return left < right ? -1 : Number(left > right);
}

/** The greatest common divisor of two non-negative integers. */
export function gcd(a: bigint, b: bigint): bigint {
  while (b) [a, b] = [b, a % b];
  return a;
}

/** One exact amount per voter group, all over one denominator, so that they add up as integers. */
export class Amounts {
  readonly values: bigint[];
  denominator: bigint;

  constructor(size: number, start: Fraction) {
    this.values = Array<bigint>(size).fill(start.num);
    this.denominator = start.den;
  }

  /** A fraction in units of the denominator, which is first made finer if it has to be. */
  express({ num, den }: Fraction): bigint {
    const units = num * this.denominator;
    const common = gcd(units, den);
    const finer = den / common;
    if (finer > 1n) {
      this.denominator *= finer;
      for (let i = 0; i < this.values.length; i++) this.values[i]! *= finer;
    }
    return units / common;
  }
}
