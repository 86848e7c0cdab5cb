/** Says under which pseudonyms the log knows what is somebody's own. Provided by the keys. */
export abstract class Pseudonyms {
  /** The pseudonym under which an account's ballot in a phase is kept. */
  abstract voterRef(account: string, phaseId: string): Promise<string>;
  /** An idempotency key of an account, as nobody can trace it back. */
  abstract commandRef(account: string, commandId: string): Promise<string>;
  /** The pseudonym under which an account acts for an organisation. */
  abstract agentRef(account: string, organisationId: string): Promise<string>;
}
