import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { rules, type Command } from '../domain/commands.js';
import { consultationStream } from '../domain/consultation/state.js';
import type { CahierFact } from '../domain/events.js';
import { because, type Decision } from '../domain/fact.js';
import { digest } from '../ledger/canonical.js';
import type { Actor, Outcome } from '../log/port.js';
import { unlessBarred } from './account.js';
import { Act, Contended, Forbidden, type ActResult, type Wish } from './act.js';
import type { Completed, Sources } from './addition.js';
import { complete } from './complete.js';
import { InTurn } from './in-turn.js';
import { momentOf, type Moment } from './moment.js';
import { partiesOf, type Parties } from './parties.js';
import { actorOf, within } from './principal.js';
import { idsOf, requestOf, type World } from './request.js';
import { standingOf, stillGranted } from './standing.js';
import type { StreamState } from './stream-states.js';
import { unfitTexts } from './unfit-texts.js';

/** How often a wish is decided again because a stream changed under it. */
const attempts = 20;

/** Token under which the sources of decisions are provided. */
export const SOURCES = Symbol('Sources');

/** Turns a wish into facts or reasons: completes it, reads its streams, decides, appends, and decides again on a conflict. */
@CommandHandler(Act)
export class ActHandler implements ICommandHandler<Act> {
  readonly #inTurn = new InTurn();

  constructor(@Inject(SOURCES) private readonly sources: Sources) {}

  async execute(wished: Act): Promise<ActResult> {
    const standing = await standingOf(wished, this.sources);
    const { act, role } = standing;
    const { wish } = act;
    const unfit = unfitTexts(wish);
    if (unfit.length) return { status: 'refused', refusals: unfit };
    const parties = await partiesOf(act, role, this.sources);
    if (wish.type === 'MergeAccounts') await this.#beforeMerge(parties);
    if (wish.type === 'GrantRole')
      await this.sources.vault.noteGrantee(parties.other!.id, wish.organisationId);
    if (wish.type === 'EraseParticipant') {
      const nobody = await this.#beforeErasure(act, parties);
      if (nobody) return nobody;
    }
    const result = await this.#decided(momentOf(standing, parties));
    if (wish.type === 'EraseParticipant' || wish.type === 'MergeAccounts')
      this.sources.erasures.wake();
    return result;
  }

  /** Notes which accounts are about to be merged, and in whose name. */
  async #beforeMerge({ self, other, merged }: Parties): Promise<void> {
    if (!other || !merged || other.id === merged.id) return;
    await this.sources.vault.intendMerge({ from: merged.id, into: other.id }, self!.id);
  }

  /** Notes whose erasure is about to be asked for; the answer where there is nobody to erase. */
  async #beforeErasure(
    { circumstance: c }: Act,
    { other }: Parties,
  ): Promise<ActResult | undefined> {
    if (other) return this.sources.vault.intend(other.id).then(() => undefined);
    if (c.onBehalfOf && c.onBehalfOf !== c.principal.sub) return participantUnknown;
    const position = await this.sources.log.head();
    return { status: 'granted', alreadyApplied: true, position, revision: -1, ids: {} };
  }

  /** Decides until the log takes the facts or there is a lasting reason why not. */
  async #decided(moment: Moment): Promise<ActResult> {
    const before = await this.#before(moment);
    if (before) return before;
    for (let attempt = 0; attempt < attempts; attempt++) {
      const result = await this.#attempt(moment, attempt > 0);
      if (result) return result;
    }
    throw new Contended(moment.act.wish.type);
  }

  /** What the same command was answered, if it was already granted. */
  async #before({ commandId, fingerprint }: Moment): Promise<ActResult | undefined> {
    const outcome = (await this.sources.log.outcomes([commandId])).get(commandId);
    return outcome && repeated(outcome, fingerprint);
  }

  /** Decides once; undefined when the streams were no longer as they had been remembered. */
  async #attempt(moment: Moment, fresh: boolean): Promise<ActResult | undefined> {
    const { role, parties } = moment;
    const { wish, circumstance: c } = moment.act;
    const before = await this.#consultationOf(wish, fresh);
    const completed = await complete(wish, { c, role, parties }, this.sources, fresh);
    if ('code' in completed)
      return fresh ? { status: 'refused', refusals: [completed] } : undefined;
    if (
      role !== 'citizen' &&
      completed.organisationId &&
      !within(c.principal, completed.organisationId)
    )
      throw new Forbidden('Your token does not cover this organisation.');
    const { command, refused } = completed;
    if (refused) return fresh ? { status: 'refused', refusals: [refused] } : undefined;
    const rule = rules[command.type];
    const streams = rule.streams(command as never) as Record<string, string>;
    await c.turn?.come;
    return this.#inTurn.run(streams[rule.writes]!, async () => {
      const world = await this.#read(streams, rule.writes, fresh);
      const { account } = completed;
      if (account) world.byName = { ...world.byName, account };
      if (!(await this.#holds(moment, world, fresh))) return undefined;
      if (before && changedSince(before, world)) return undefined;
      const actor = actorOf(parties.self, role, completed);
      const decided = decide(command, world, { at: moment.at, actor, digest }, c.expectedRevision);
      const decision = unlessBarred(decided, completed);
      if ('facts' in decision && decision.facts.length)
        return this.#append(moment, completed, world, actor, decision.facts);
      return fresh ? this.#nothingNew(moment, decision, world, command) : undefined;
    });
  }

  /**
   * The consultation as it is before anything is counted for the wish: what was counted while it
   * changed is counted again.
   */
  async #consultationOf(wish: Wish, fresh: boolean): Promise<StreamState | undefined> {
    if (!('consultationId' in wish) || wish.consultationId === null) return undefined;
    return this.sources.states.load(consultationStream(wish.consultationId), fresh);
  }

  /**
   * Whether a role that was granted still is, for what the wish concerns; the act then stands only if it
   * stays so.
   */
  async #holds({ act, role, grantedTo }: Moment, world: World, fresh: boolean): Promise<boolean> {
    if (grantedTo === undefined) return true;
    const grants = await stillGranted(act.wish, { role, grantedTo }, this.sources, fresh);
    if (grants) world.byName = { ...world.byName, grants };
    else if (fresh) throw new Forbidden(`None of your roles allows ${act.wish.type} there.`);
    return grants !== undefined;
  }

  async #read(streams: Record<string, string>, writes: string, fresh: boolean): Promise<World> {
    const entries = await Promise.all(
      Object.entries(streams).map(
        async ([name, stream]) => [name, await this.sources.states.load(stream, fresh)] as const,
      ),
    );
    return { writes, byName: Object.fromEntries(entries) };
  }

  /** The answer where nothing is to be appended: perhaps because a twin of this very command was granted meanwhile. */
  async #nothingNew(
    moment: Moment,
    decision: Decision,
    { writes, byName }: World,
    command: Command,
  ): Promise<ActResult> {
    const twin = await this.#before(moment);
    if (twin) return twin;
    if ('refused' in decision) return { status: 'refused', refusals: decision.refused };
    const position = await this.sources.log.head();
    const { revision } = byName[writes]!;
    return { status: 'granted', alreadyApplied: true, position, revision, ids: idsOf(command) };
  }

  async #append(
    moment: Moment,
    completed: Completed,
    world: World,
    actor: Actor,
    facts: CahierFact[],
  ): Promise<ActResult | undefined> {
    const { request, disclosures } = requestOf(moment, completed, world, actor, facts);
    await this.sources.vault.keep(disclosures);
    const appending = this.sources.log.append(request);
    moment.act.circumstance.turn?.go();
    const appended = await appending;
    switch (appended.status) {
      case 'appended':
      case 'repeated':
        return repeated(appended, moment.fingerprint);
      case 'idempotency_conflict':
        return idempotencyConflict;
      case 'conflict':
        return undefined;
    }
  }
}

const changedSince = (before: StreamState, { byName }: World): boolean =>
  Object.values(byName).some((s) => s.stream === before.stream && s.revision !== before.revision);

const decide = (
  command: Command,
  { writes, byName }: World,
  circumstances: Parameters<(typeof rules)[Command['type']]['decide']>[2],
  expectedRevision: number | null | undefined,
): Decision<CahierFact> => {
  const actual = byName[writes]!.revision;
  if (expectedRevision != null && expectedRevision !== actual)
    return {
      refused: [
        because(
          'REVISION_CONFLICT',
          `It is at revision ${actual}.`,
          { expectedRevision, actualRevision: actual },
          ['expectedRevision'],
        ),
      ],
    };
  const states = Object.fromEntries(Object.entries(byName).map(([name, s]) => [name, s.state]));
  return rules[command.type].decide(command as never, states, circumstances);
};

const participantUnknown: ActResult = {
  status: 'refused',
  refusals: [because('PARTICIPANT_UNKNOWN', 'Nobody is known by this account.', {}, ['account'])],
};

const idempotencyConflict: ActResult = {
  status: 'refused',
  refusals: [
    because('IDEMPOTENCY_CONFLICT', 'Another wish was made under this commandId.', {}, [
      'commandId',
    ]),
  ],
};

/** What was answered; where several streams were written, the answer names the one that the wish was about. */
const repeated = (outcome: Outcome, fingerprint: string): ActResult => {
  if (outcome.fingerprint !== fingerprint) return idempotencyConflict;
  const { revisions, position } = outcome;
  const { stream, ...ids } = outcome.answer as Record<string, string>;
  const revision = stream === undefined ? Object.values(revisions)[0] : revisions[stream];
  return { status: 'granted', alreadyApplied: false, position, revision: revision ?? -1, ids };
};
