/**
 * What can be wrong with a piece of evidence. MALFORMED: not in the published format. OUT_OF_RANGE:
 * asks for what a tree of that size does not hold. INCOMPLETE: a tile or hash is not there.
 * UNPROVEN: a Merkle proof does not prove it. UNSIGNED: nobody known has signed. BAD_SIGNATURE: a
 * known key is named and did not sign this. NO_QUORUM: too few witnesses.
 */
export type LedgerFault =
  | 'MALFORMED'
  | 'OUT_OF_RANGE'
  | 'INCOMPLETE'
  | 'UNPROVEN'
  | 'UNSIGNED'
  | 'BAD_SIGNATURE'
  | 'NO_QUORUM';

/** Evidence that does not hold, with a sentence that says what and where. */
export class LedgerError extends Error {
  constructor(
    readonly code: LedgerFault,
    sentence: string,
  ) {
    super(sentence);
    this.name = 'LedgerError';
  }
}

/** The evidence is not in its published format. */
export const malformed = (sentence: string): LedgerError => new LedgerError('MALFORMED', sentence);
