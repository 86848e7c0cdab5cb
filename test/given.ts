import { expect } from '@jest/globals';
import { ballotStream, paperStream } from '../src/domain/ballot/state.js';
import { evolve, foldOf, rules, type Command } from '../src/domain/commands.js';
import { consultationStream } from '../src/domain/consultation/state.js';
import { discussionStream } from '../src/domain/discussion/state.js';
import type { CahierFact } from '../src/domain/events.js';
import type { Decision, Instant, Refusal } from '../src/domain/fact.js';
import { ideaStream } from '../src/domain/idea/state.js';
import { offlineStream } from '../src/domain/offline/state.js';
import { organisationStream } from '../src/domain/organisation/state.js';
import { erasureStream } from '../src/domain/participant/decide.js';
import { participantStream } from '../src/domain/participant/state.js';
import { reviewStream } from '../src/domain/review/state.js';
import { rolesStream } from '../src/domain/roles/state.js';
import { tallyStream } from '../src/domain/tally/state.js';
import { digest } from '../src/ledger/canonical.js';
import { consultationId, organisationId, sofia, type Actor } from './arcueil.js';

/** What has happened before: facts, or wishes that were granted. */
export type Past = CahierFact | Command;

/** One of the reasons of a refusal: its code, its data, and where it lies, as `lines.0.ideaId`. */
export type Reason = [code: string, data?: Record<string, unknown>, path?: string];

interface Scene {
  now: Instant;
  actor: Actor;
  streams: Record<string, unknown>;
}

/** Sofia acts unless `.by` says otherwise. */
const beginning: Scene = { now: '2026-01-01T00:00:00.000Z', actor: sofia, streams: {} };

/**
 * The grammar of rules: `given(what happened).when(a wish).then(facts)` or `.refused(code, data)`.
 * It is the moment of the last thing that happened unless `.at` says otherwise.
 */
export const given = (...past: Past[]) => stage(past.reduce(happen, beginning));

const stage = (scene: Scene) => ({
  at: (now: Instant) => stage({ ...scene, now }),
  by: (actor: Actor) => stage({ ...scene, actor }),
  and: (...past: Past[]) => stage(past.reduce(happen, scene)),
  when: (command: Command) => outcome(scene, command),
  /** What a stream has become. */
  state: <S>(stream: string): S => stateOf(scene, stream) as S,
});

const outcome = (scene: Scene, command: Command) => {
  const decision = decide(scene, command);
  const together = (...expected: Reason[]) => {
    if ('facts' in decision) throw new Error(`Granted: ${JSON.stringify(decision.facts)}`);
    const told = decision.refused.map(({ code, data = {}, path }, i): Reason =>
      expected[i]?.[2] === undefined ? [code, data] : [code, data, (path ?? []).join('.')],
    );
    expect(told).toEqual(expected.map(([code, data = {}, ...path]) => [code, data, ...path]));
    for (const { message } of decision.refused) expect(message).toMatch(/\S/);
  };
  return {
    /** Exactly these facts, and none when nothing is new. */
    then: (...facts: CahierFact[]) => {
      if ('refused' in decision) throw new Error(`Refused: ${tell(decision.refused)}`);
      expect(decision.facts).toEqual(facts);
      decision.facts.reduce(happen, scene);
    },
    /** This reason and no other. */
    refused: (...reason: Reason) => together(reason),
    /** All of these reasons, told together. */
    refusedTogether: together,
    decision,
  };
};

const tell = (refused: Refusal[]): string =>
  refused.map(({ code, data }) => `${code} ${JSON.stringify(data)}`).join('; ');

const stateOf = ({ streams }: Scene, stream: string): unknown =>
  Object.hasOwn(streams, stream) ? streams[stream] : foldOf(stream).initial;

/** Makes certain that a value handed to a rule or a fold is not changed by it. */
export const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
};

const decide = (scene: Scene, command: Command): Decision<CahierFact> => {
  const { streams, decide } = rules[command.type];
  const world = Object.entries(streams(command as never)).map(
    ([name, stream]) => [name, stateOf(scene, stream as string)] as const,
  );
  const circumstances = { at: scene.now, actor: scene.actor, digest };
  return decide(frozen(command) as never, Object.fromEntries(world), circumstances);
};

const happen = (scene: Scene, past: Past): Scene => {
  if ('data' in past) return fold(scene, past, streamOf(past));
  const decision = decide(scene, past);
  if ('refused' in decision)
    throw new Error(`${past.type} was not granted: ${tell(decision.refused)}`);
  const { writes, streams } = rules[past.type];
  const names = streams(past as never) as Record<string, string>;
  return decision.facts.reduce((s, fact) => fold(s, fact, names[fact.to ?? writes]!), scene);
};

const fold = (scene: Scene, fact: CahierFact, stream: string): Scene => {
  const state = frozen(evolve(foldOf(stream), stateOf(scene, stream), frozen(fact)));
  const now = 'at' in fact.data ? fact.data.at : scene.now;
  return { ...scene, now, streams: { ...scene.streams, [stream]: state } };
};

/** The stream in which a fact stands; what names none stands in Arcueil and its one consultation. */
export const streamOf = ({ type, data }: CahierFact): string => {
  const ids = data as Record<string, string | undefined>;
  if (type === 'PaperSerialUsed') return paperStream(ids['phaseId']!, ids['serial']!);
  if (/^(Basket|Vote|Ballot|Paper)/.test(type) && 'voterRef' in data)
    return ballotStream(ids['phaseId']!, ids['voterRef']!);
  if (/^(ReviewSession|IdeaReviewed)/.test(type)) return reviewStream(ids['sessionId']!);
  if (type.startsWith('Comment')) return discussionStream(ids['ideaId']!);
  if (
    /^(Idea|OfficialFeedback|ContentFlagged|Duplicate|Location|Assessment|Hearing|Implementation|Threshold)/.test(
      type,
    )
  )
    return ideaStream(ids['ideaId']!);
  if (/^(Account|Participant|ContactChanged|Residence|Profile)/.test(type))
    return participantStream(ids['personId']!);
  if (type === 'PersonalDataErased') return erasureStream(ids['erasureId']!);
  if (type.startsWith('Role')) return rolesStream(organisationId);
  if (type.startsWith('Offline')) return offlineStream(ids['phaseId']!, ids['batchId']!);
  if (/^(Tally|Allocation|Results)/.test(type)) return tallyStream(ids['phaseId']!);
  return /^(Organisation|Area|Topic|Department|Body|Status|Reserve)/.test(type)
    ? organisationStream(ids['organisationId'] ?? organisationId)
    : consultationStream(ids['consultationId'] ?? consultationId);
};
