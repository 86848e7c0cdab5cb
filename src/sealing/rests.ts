/** How long somebody is left alone at most, in milliseconds. */
const LONGEST_MS = 60_000;

/** Who is left alone for a while because they failed: each time twice as long, until they succeed. */
export class Rests {
  readonly #rests = new Map<string, { until: number; ms: number }>();

  constructor(private readonly firstMs: number) {}

  isResting(who: string): boolean {
    return (this.#rests.get(who)?.until ?? 0) > performance.now();
  }

  /** Notes a failure; true if it is the first. Who fails several times at once has failed once. */
  failed(who: string): boolean {
    const before = this.#rests.get(who)?.ms;
    if (this.isResting(who)) return false;
    const ms = Math.min(before ? 2 * before : this.firstMs, LONGEST_MS);
    this.#rests.set(who, { until: performance.now() + ms, ms });
    return before === undefined;
  }

  /** Notes a success; true if it is the first after a failure. */
  succeeded(who: string): boolean {
    return this.#rests.delete(who);
  }
}
