/** What shows that an act stands in a signed log. */
export interface Receipt {
  /** Which log: its name, under which it is served too. */
  origin: string;
  index: number;
  /** The signed head of the log, as it is published. */
  checkpoint: string;
  /** The content of a `.tlog-proof` file. */
  proof: string;
  /** The leaf, as exactly the text that was hashed. */
  leaf: string;
  /** What the leaf has only digests of and the asker may have. */
  disclosures: string[];
}

/** Gives receipts of acts that are on record. Provided by the ledger. */
export abstract class Receipts {
  /**
   * The receipt of the last event of a recorded command: null where none is on record under that id,
   * 'pending' where it is not signed yet, though it was waited for so many milliseconds.
   */
  abstract receiptOf(commandId: string, patienceMs: number): Promise<Receipt | 'pending' | null>;
}
