import type { CommandBus } from '@nestjs/cqrs';
import type { FactOf } from '../domain/events.js';
import type { ResolvedBallot } from '../domain/participant/events.js';
import { participantStream } from '../domain/participant/state.js';
import type { PendingMerge } from '../keys/merges.js';
import type { Person } from '../keys/person.js';
import type { Vault } from '../keys/vault.js';
import type { Log } from '../log/port.js';
import { Act, type Wish } from './act.js';
import type { Contestable, Contestation } from './contestable.js';
import { system, type Principal } from './principal.js';
import { ballotOf, stands, type VoterBallot } from './voter-ballots.js';

type Decided = FactOf<'AccountMergeDecided'>['data'];

/**
 * Carries out the merges that two agents decided on: of two ballots in one vote the latest submitted
 * counts, and the other is taken out of the count in the name of those two. Each step may be cut short
 * and repeated; nothing is told twice.
 */
export class AccountMerges {
  constructor(
    private readonly log: Log,
    private readonly vault: Vault,
    private readonly contestation: Contestation,
    private readonly commands: CommandBus,
  ) {}

  /** Carries out what was decided and is not done; gives back how many merges that were. */
  async settle(): Promise<number> {
    let done = 0;
    for (const pending of await this.vault.pendingMerges()) if (await this.#merge(pending)) done++;
    return done;
  }

  /** One merge; false where the log knows of no decision. */
  async #merge(pending: PendingMerge): Promise<boolean> {
    const { from: fromId, into: toId, agents: agentIds } = pending;
    const events = await this.log.readStream(participantStream(fromId));
    const decided = events.find(({ type }) => type === 'AccountMergeDecided')?.data;
    if (!decided || (decided as Decided).toId !== toId) return false;
    const people = await this.vault.people([fromId, toId, ...agentIds]);
    const [from, into] = [fromId, toId].map((id) => people.find((p) => p.id === id));
    const agents = (decided as Decided).decidedBy.map((ref) => agentOf(ref, people));
    const ballotsResolved = from && into ? await this.#resolve(from, into, agents) : [];
    await this.#wish(system, `merge:${fromId}`, {
      type: 'CompleteMerge',
      ...{ fromId, toId, ballotsResolved },
    });
    await this.vault.forgetMerge(pending);
    return true;
  }

  async #resolve(from: Person, into: Person, agents: Principal[]): Promise<ResolvedBallot[]> {
    const resolved: ResolvedBallot[] = [];
    for (const vote of await this.contestation.votes()) {
      const [old, own] = await Promise.all(
        [from, into].map((person) => ballotOf(this.log, person, vote.phaseId)),
      );
      if (!stands(old!)) continue;
      const effective = effectiveOf(old!, own!);
      const other = effective === 'from' ? own! : old!;
      const isTwice = stands(own!);
      const invalidated =
        isTwice && (other.invalidated || (await this.#invalidate(vote, other, agents)));
      resolved.push({ phaseId: vote.phaseId, effective, invalidated });
    }
    return resolved;
  }

  /** Takes a ballot out of the count in the name of both agents; false where its result is certified. */
  async #invalidate(
    { consultationId, phaseId }: Contestable,
    { voterRef }: VoterBallot,
    agents: Principal[],
  ): Promise<boolean> {
    const wish: Wish = {
      type: 'InvalidateBallot',
      ...{ consultationId, phaseId, voterRef, reasonCode: 'duplicate_identity' },
    };
    for (const agent of agents) {
      const refused = await this.#wish(agent, `merge:${phaseId}:${voterRef}`, wish);
      if (refused.includes('RESULTS_CERTIFIED')) return false;
      if (refused.length) throw new Error(`A ballot stays in the count: ${refused.join(', ')}`);
    }
    return true;
  }

  /** Makes a wish; gives back why it was refused, if it was. */
  async #wish(principal: Principal, commandId: string, wish: Wish): Promise<string[]> {
    const act = new Act(wish, { principal, commandId, channel: 'api' });
    const result = await this.commands.execute(act);
    return result.status === 'granted' ? [] : result.refusals.map(({ code }) => code);
  }
}

/** Which of two ballots counts: the latest submitted, unless agents have taken just that one out. */
const effectiveOf = (old: VoterBallot, own: VoterBallot): 'from' | 'to' => {
  if (!stands(own)) return 'from';
  if (old.invalidated !== own.invalidated) return own.invalidated ? 'from' : 'to';
  return old.actedAt > own.actedAt ? 'from' : 'to';
};

const agentOf = (ref: string, people: Person[]): Principal => {
  const agent = people.find((person) => person.agentRef(null) === ref);
  if (!agent) throw new Error('An agent who decided on a merge is gone.');
  return { sub: agent.account!, roles: ['staff'], organisations: ['*'] };
};
