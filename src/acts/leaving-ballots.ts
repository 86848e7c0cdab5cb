import type { CommandBus } from '@nestjs/cqrs';
import { held } from '../domain/plain.js';
import type { Person } from '../keys/person.js';
import type { SpentCredential, SpentCredentials } from '../keys/spent.js';
import type { Vault } from '../keys/vault.js';
import type { Log } from '../log/port.js';
import { accountOf } from './account.js';
import { Act, type Wish } from './act.js';
import type { Contestable, Contestation } from './contestable.js';
import { system } from './principal.js';
import { ballotOf, stands } from './voter-ballots.js';

/**
 * What becomes of the ballots of whoever leaves: where people still vote they are taken back if that is
 * wished for, and otherwise it stays known that the person has voted there.
 */
export class LeavingBallots {
  constructor(
    private readonly log: Log,
    private readonly vault: Vault,
    private readonly spent: SpentCredentials,
    private readonly contestation: Contestation,
    private readonly commands: CommandBus,
  ) {}

  /** Settles a person's ballots; gives back where it is to stay known that they voted. Nothing without their keys. */
  async settle(personId: string, votes: 'keep' | 'withdraw'): Promise<SpentCredential[]> {
    const [person] = await this.vault.people([personId]);
    if (!person) return [];
    const { votesElsewhere } = (await accountOf(person, this.log)).state;
    const kept: SpentCredential[] = [];
    for (const vote of await this.contestation.votes()) {
      if (votes === 'withdraw' && vote.isOpen) await this.#withdraw(person, vote);
      const { phaseId, until } = vote;
      const hasVoted = stands(await ballotOf(this.log, person, phaseId));
      if (!hasVoted && !held(votesElsewhere, phaseId)) continue;
      const credentials = await this.spent.credentialsOf(vote, person);
      kept.push({ phaseId, until, credentials });
    }
    return kept;
  }

  /** Forgets who has voted where nobody can contest the result any more. */
  async release(): Promise<void> {
    const over = await this.contestation.over(await this.spent.phases());
    if (over.length) await this.spent.release(over);
  }

  async #withdraw(person: Person, vote: Contestable): Promise<void> {
    const { consultationId, phaseId } = vote;
    const { basket, votes } = await ballotOf(this.log, person, vote.phaseId);
    const inPhase = { consultationId, phaseId };
    if (basket) await this.#wish(person, { type: 'WithdrawBasket', ...inPhase });
    for (const [ideaId, value] of Object.entries(votes))
      if (value !== null) await this.#wish(person, { type: 'WithdrawVote', ...inPhase, ideaId });
  }

  /** A refusal leaves the ballot as it is: the phase has closed, or agents have taken it out of the count. */
  async #wish(person: Person, wish: Wish & { phaseId: string; ideaId?: string }): Promise<void> {
    const commandId = person.commandRef(`erasure\0${wish.phaseId}\0${wish.ideaId ?? ''}`);
    const onBehalfOf = person.account!;
    await this.commands.execute(
      new Act(wish, { principal: system, commandId, channel: 'api', onBehalfOf }),
    );
  }
}
