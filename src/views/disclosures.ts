/** Opens what the log only has the digests of. Provided by the keys. */
export abstract class Disclosures {
  /**
   * What each digest stands for, in the order of the digests: null where that is erased, an Error
   * where it cannot be told.
   */
  abstract open(digests: readonly string[]): Promise<unknown[]>;
  /** Those of these digests that stand for words of a former participant. */
  abstract former(digests: readonly string[]): Promise<Set<string>>;
}
