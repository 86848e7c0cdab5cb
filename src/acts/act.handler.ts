import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { v7 as uuidv7 } from 'uuid';
import { rules, type Command } from '../domain/commands.js';
import { consultationStream } from '../domain/consultation/state.js';
import { schemaVersions, type CahierFact } from '../domain/events.js';
import { because, type Decision } from '../domain/fact.js';
import { digest } from '../ledger/canonical.js';
import type { Actor, AppendRequest, NewEvent, Outcome } from '../log/port.js';
import { Act, Contended, Forbidden, type ActResult, type Wish } from './act.js';
import { recordedCommandId } from './command-id.js';
import { complete, type Completed, type Sources } from './complete.js';
import { InTurn } from './in-turn.js';
import { actorOf, roleFor, within } from './principal.js';
import type { StreamState } from './stream-states.js';
import { unfitTexts } from './unfit-texts.js';

/** How often a wish is decided again because a stream changed under it. */
const attempts = 20;

/** Token under which the sources of decisions are provided. */
export const SOURCES = Symbol('Sources');

interface Moment {
  act: Act;
  commandId: string;
  fingerprint: string;
  at: string;
  recordedAt: string;
}

/** The streams of one decision, folded; `writes` is the one that its facts go to. */
interface World {
  writes: string;
  byName: Record<string, StreamState>;
}

/** Turns a wish into facts or reasons: completes it, reads its streams, decides, appends, and decides again on a conflict. */
@CommandHandler(Act)
export class ActHandler implements ICommandHandler<Act> {
  readonly #inTurn = new InTurn();

  constructor(@Inject(SOURCES) private readonly sources: Sources) {}

  async execute(act: Act): Promise<ActResult> {
    const { wish, circumstance: c } = act;
    const role = roleFor(c.principal, wish.type);
    if (!role) throw new Forbidden(`None of your roles allows ${wish.type}.`);
    const unfit = unfitTexts(wish);
    if (unfit.length) return { status: 'refused', refusals: unfit };
    const recordedAt = new Date().toISOString();
    const moment: Moment = {
      act,
      commandId: recordedCommandId(c.principal.sub, c.commandId),
      fingerprint: digest([plain(wish), c.onBehalfOf ?? null, c.occurredAt ?? null]),
      at: c.occurredAt ?? recordedAt,
      recordedAt,
    };
    const before = await this.#before(moment);
    if (before) return before;
    for (let attempt = 0; attempt < attempts; attempt++) {
      const result = await this.#attempt(moment, role, attempt > 0);
      if (result) return result;
    }
    throw new Contended(wish.type);
  }

  /** What the same command was answered, if it was already granted. */
  async #before({ commandId, fingerprint }: Moment): Promise<ActResult | undefined> {
    const outcome = (await this.sources.log.outcomes([commandId])).get(commandId);
    return outcome && repeated(outcome, fingerprint);
  }

  /** Decides once; undefined when the streams were no longer as they had been remembered. */
  async #attempt(moment: Moment, role: Role, fresh: boolean): Promise<ActResult | undefined> {
    const { wish, circumstance: c } = moment.act;
    const before = await this.#consultationOf(wish, fresh);
    const completed = await complete(wish, c, role, this.sources, fresh);
    if ('code' in completed)
      return fresh ? { status: 'refused', refusals: [completed] } : undefined;
    if (
      role !== 'citizen' &&
      completed.organisationId &&
      !within(c.principal, completed.organisationId)
    )
      throw new Forbidden('Your token does not cover this organisation.');
    const { command } = completed;
    const rule = rules[command.type];
    const streams = rule.streams(command as never) as Record<string, string>;
    return this.#inTurn.run(streams[rule.writes]!, async () => {
      const world = await this.#read(streams, rule.writes, fresh);
      if (before && changedSince(before, world)) return undefined;
      const actor = actorOf(c.principal, role, completed.pseudonym);
      const decision = decide(command, world, { at: moment.at, actor, digest }, c.expectedRevision);
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
    if (!('consultationId' in wish)) return undefined;
    return this.sources.states.load(consultationStream(wish.consultationId), fresh);
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
    const appended = await this.sources.log.append(request(moment, completed, world, actor, facts));
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

type Role = NonNullable<ReturnType<typeof roleFor>>;

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

const request = (
  { act, commandId, fingerprint, at, recordedAt }: Moment,
  { command, organisationId, consultationId }: Completed,
  { writes, byName }: World,
  actor: Actor,
  facts: CahierFact[],
): AppendRequest => {
  const { channel, occurredAt, correlationId } = act.circumstance;
  const own = byName[writes]!;
  const events = facts.map((f): NewEvent => ({
    eventId: uuidv7(),
    type: f.type,
    schemaVersion: schemaVersions[f.type],
    organisationId,
    consultationId,
    recordedAt,
    ...(occurredAt && { occurredAt: at }),
    actor,
    channel,
    ...(correlationId && { correlationId }),
    visibility: f.visibility ?? 'public',
    data: f.data,
    ...(f.personal !== undefined && { personal: f.personal }),
  }));
  const others = new Map(
    Object.values(byName)
      .filter((s) => s.stream !== own.stream)
      .map((s) => [s.stream, s]),
  );
  return {
    commandId,
    fingerprint,
    writes: [{ stream: own.stream, expect: own.revision < 0 ? 'none' : own.revision, events }],
    checks: [...others.values()].map((s) => ({
      stream: s.stream,
      expect: s.revision < 0 ? ('none' as const) : s.revision,
    })),
    answer: idsOf(command),
  };
};

const idempotencyConflict: ActResult = {
  status: 'refused',
  refusals: [
    because('IDEMPOTENCY_CONFLICT', 'Another wish was made under this commandId.', {}, [
      'commandId',
    ]),
  ],
};

const repeated = (outcome: Outcome, fingerprint: string): ActResult =>
  outcome.fingerprint === fingerprint
    ? {
        status: 'granted',
        alreadyApplied: false,
        position: outcome.position,
        revision: Object.values(outcome.revisions)[0] ?? -1,
        ids: outcome.answer as Record<string, string>,
      }
    : idempotencyConflict;

/** A command id counts within its principal's acts only: two people may choose the same. */
/** A wish as JSON has it: without what was left undefined. */
const plain = (wish: Wish): unknown => JSON.parse(JSON.stringify(wish));

const idsOf = (command: Command): Record<string, string> =>
  Object.fromEntries(
    Object.entries(command).filter(([k, v]) => k.endsWith('Id') && typeof v === 'string'),
  ) as Record<string, string>;
