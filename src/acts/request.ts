import { v7 as uuidv7 } from 'uuid';
import type { Command } from '../domain/commands.js';
import { schemaVersions, type CahierFact } from '../domain/events.js';
import type { Kept } from '../keys/vault.js';
import type { Actor, AppendRequest, NewEvent } from '../log/port.js';
import type { Completed } from './addition.js';
import type { Moment } from './moment.js';
import { sealFact } from './sealing.js';
import type { StreamState } from './stream-states.js';

/** The streams of one decision, folded; `writes` is the one that its facts go to. */
export interface World {
  writes: string;
  byName: Record<string, StreamState>;
}

/** An event, and the stream that it goes to by the name that its rule gives it. */
interface Addressed {
  to: string | undefined;
  event: NewEvent;
}

/** The events of facts, and what opens the digests in them; a reason is always the words of who acts. */
const eventsOf = (
  { act, parties, at, recordedAt }: Moment,
  { organisationId, consultationId, author }: Completed,
  actor: Actor,
  facts: CahierFact[],
): { events: Addressed[]; disclosures: Kept[] } => {
  const { channel, occurredAt, correlationId, causationId } = act.circumstance;
  const kept: Kept[] = [];
  const ownerOf = (name: string) => (name !== 'reason' && author) || parties.self!;
  const events = facts.map((f): Addressed => {
    const eventId = uuidv7();
    const { sealed, disclosures } = sealFact(f, { eventId, consultationId, ownerOf });
    kept.push(...disclosures);
    const event: NewEvent = {
      eventId,
      type: f.type,
      schemaVersion: schemaVersions[f.type],
      organisationId,
      consultationId,
      recordedAt,
      ...(occurredAt && { occurredAt: at }),
      actor,
      channel,
      ...(causationId && { causationId }),
      ...(correlationId && { correlationId }),
      visibility: f.visibility ?? 'public',
      data: f.data,
      ...(sealed && { sealed }),
    };
    return { to: f.to, event };
  });
  return { events, disclosures: kept };
};

/** What the log is asked to record, and what is to be kept beside it first. */
export const requestOf = (
  moment: Moment,
  completed: Completed,
  { writes, byName }: World,
  actor: Actor,
  facts: CahierFact[],
): { request: AppendRequest; disclosures: Kept[] } => {
  const { commandId, fingerprint } = moment;
  const { events, disclosures } = eventsOf(moment, completed, actor, facts);
  const written = new Map<string, NewEvent[]>();
  for (const { to = writes, event } of events) {
    const { stream } = byName[to]!;
    written.set(stream, [...(written.get(stream) ?? []), event]);
  }
  const held = new Map(Object.values(byName).map((s) => [s.stream, expectation(s)]));
  const request = {
    commandId,
    fingerprint,
    writes: [...written].map(([stream, events]) => ({ stream, expect: held.get(stream)!, events })),
    checks: [...held]
      .filter(([stream]) => !written.has(stream))
      .map(([stream, expect]) => ({ stream, expect })),
    answer: {
      ...idsOf(completed.command),
      ...(written.size > 1 && { stream: byName[writes]!.stream }),
    },
  };
  return { request, disclosures };
};

const expectation = ({ revision }: StreamState): number | 'none' =>
  revision < 0 ? 'none' : revision;

/** Ids that a command carries, but for those of areas: they may be where somebody lives, and stay with the answer. */
export const idsOf = (command: Command): Record<string, string> =>
  Object.fromEntries(
    Object.entries(command).filter(
      ([k, v]) => k.endsWith('Id') && !/areaId$/i.test(k) && typeof v === 'string',
    ),
  ) as Record<string, string>;
