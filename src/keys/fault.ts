/**
 * What the vault could not do. SEAL_BROKEN: what is kept is not what was sealed, so nothing of it is
 * told. MASTER_KEY_WRONG: a person's keys are wrapped by a master key that is not at hand; nothing is
 * lost, and all opens again under the right one. PERSON_ERASED: the person's keys were destroyed
 * meanwhile.
 */
export class VaultFault extends Error {
  constructor(
    readonly code: 'SEAL_BROKEN' | 'MASTER_KEY_WRONG' | 'PERSON_ERASED',
    message: string,
  ) {
    super(message);
    this.name = 'VaultFault';
  }
}
