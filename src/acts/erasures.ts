import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { CommandBus } from '@nestjs/cqrs';
import type { FactOf } from '../domain/events.js';
import { participantStream } from '../domain/participant/state.js';
import type { Vault } from '../keys/vault.js';
import type { Log } from '../log/port.js';
import { Act, type Wish } from './act.js';
import type { AccountMerges } from './account-merges.js';
import type { LeavingBallots } from './leaving-ballots.js';
import { system } from './principal.js';

type Requested = FactOf<'AccountErasureRequested'>['data'];

/** How long to wait before looking for erasures again, in milliseconds. */
const pauses = { quiet: 60_000, failed: 5_000 };

/**
 * Carries out the erasures that the log was asked for, once no merge is under way: destroys the keys, then
 * tells the log of it.
 * Each step may be cut short and repeated, by this process or another; nothing is told twice.
 */
export class Erasures {
  readonly #logger = new Logger('Erasures');
  readonly #stop = new AbortController();
  #awake = new AbortController();
  #running: Promise<void> | undefined;

  constructor(
    private readonly log: Log,
    private readonly vault: Vault,
    private readonly commands: CommandBus,
    private readonly ballots: LeavingBallots,
    private readonly merges: AccountMerges,
  ) {}

  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends after the erasure at hand. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  /** Looks for erasures now. */
  wake(): void {
    this.#awake.abort();
  }

  /** Carries out what was asked for and is not done; gives back how many accounts that were. */
  async settle(): Promise<number> {
    return this.#carryOut(await this.vault.pending());
  }

  /** Forgets of the erased what nobody needs to know any more. */
  release(): Promise<void> {
    return this.ballots.release();
  }

  /**
   * Also carries out again what the log says is done and is not, because a copy of the keys was
   * restored that is older; reads the whole log. Gives back how many accounts that were.
   */
  async settleAll(): Promise<number> {
    const done = await this.settle();
    let again = 0;
    for await (const events of this.log.readAll({ types: ['AccountErasureRequested'] })) {
      const people = events.map(({ data }) => (data as { personId: string }).personId);
      again += await this.#carryOut(await this.vault.survivors(people));
    }
    return done + again;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#awake = new AbortController();
      const settled = this.merges
        .settle()
        .then(() => this.settle())
        .then(() => this.release());
      const pause = await settled.then(
        () => pauses.quiet,
        (error: Error) => {
          this.#logger.warn(`An erasure is to be tried again: ${error.message}`);
          return pauses.failed;
        },
      );
      const signal = AbortSignal.any([this.#stop.signal, this.#awake.signal]);
      await sleep(pause, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  async #carryOut(people: readonly string[]): Promise<number> {
    let done = 0;
    for (const person of people) if (await this.#erase(person)) done++;
    return done;
  }

  /** One account; false where the log knows of no request, for it may be on its way or never arrive, and while it is merged. */
  async #erase(personId: string): Promise<boolean> {
    const events = await this.log.readStream(participantStream(personId));
    const count = (wanted: string) => events.filter(({ type }) => type === wanted).length;
    const find = (wanted: string) => events.find(({ type }) => type === wanted);
    if (count('AccountMergeDecided') > count('AccountsMerged')) return false;
    const requested = find('AccountErasureRequested')?.data as Requested | undefined;
    if (!requested) return false;
    const kept = await this.ballots.settle(personId, requested.votes ?? 'keep');
    const leaving = { keepTexts: requested.texts === 'keep', spent: kept };
    const { notices, unlisted, spent } = await this.vault.destroy(personId, leaving);
    for (const notice of notices)
      await this.#tell(notice.erasureId, { type: 'RecordErasure', ...notice });
    const listed = notices.flatMap(({ entries }) => entries.flatMap(({ digests }) => digests));
    const disclosures = listed.length + unlisted;
    if (!find('AccountErased'))
      await this.#tell(personId, {
        type: 'CompleteErasure',
        ...{ personId, disclosures, unlisted, spentCredentialsKept: spent },
      });
    await this.vault.forget(personId);
    return true;
  }

  /** Tells the log. Another process may have completed the erasure meanwhile, and forgotten what it was told of: then the log knows. */
  async #tell(id: string, wish: Wish): Promise<void> {
    const result = await this.commands.execute(
      new Act(wish, { principal: system, commandId: `erasure:${id}`, channel: 'api' }),
    );
    if (result.status !== 'refused') return;
    const codes = result.refusals.map((r) => r.code);
    const isTold = wish.type === 'CompleteErasure' && codes.join() === 'IDEMPOTENCY_CONFLICT';
    if (!isTold) throw new Error(`${wish.type} was refused: ${codes.join(', ')}`);
  }
}
