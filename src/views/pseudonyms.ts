/** Says under which pseudonym a person's own ballot is kept. Provided by the keys. */
export abstract class Pseudonyms {
  abstract voterRef(participant: string, phaseId: string): Promise<string>;
}
