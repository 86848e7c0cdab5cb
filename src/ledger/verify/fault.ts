import { LedgerError } from '../ledger-error.js';

/** Where in a bundle something is wrong. */
export interface Place {
  /** Its name in the bundle. */
  file?: string;
  /** The index of the leaf. */
  n?: number;
  eventId?: string;
}

/**
 * The first thing in a bundle that does not hold, and where. NOT_A_BUNDLE: the file cannot be read as
 * one at all; MISMATCH: it is one, and was altered or is not what its publisher says.
 */
export class BundleFault extends Error {
  constructor(
    readonly code: 'NOT_A_BUNDLE' | 'MISMATCH',
    sentence: string,
    readonly place: Place = {},
  ) {
    super(sentence);
    this.name = 'BundleFault';
  }
}

/** Something in a bundle that does not hold. */
export const mismatch = (sentence: string, place: Place = {}): BundleFault =>
  new BundleFault('MISMATCH', sentence, place);

/** A fault of evidence, as one of the bundle at a place; what knows its place keeps it. */
export const faultAt = (error: unknown, place: Place): unknown =>
  error instanceof LedgerError ? mismatch(error.message, place) : error;

/** Does the work; what does not hold in it is told of that place. */
export const at = <T>(place: Place, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw faultAt(error, place);
  }
};

/** The same for work that takes time. */
export const during = async <T>(place: Place, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw faultAt(error, place);
  }
};
