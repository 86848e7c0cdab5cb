import { describe, expect, test } from '@jest/globals';
import {
  foldEvent,
  rowId,
  typesOf,
  type Projection,
  type Sealed,
  type ViewEvent,
} from '../projections/projection.js';
import type { CahierFact, EventType } from '../src/domain/events.js';
import { consultationId, organisationId, sofia } from './arcueil.js';
import { frozen, streamOf } from './given.js';

/** A fact as the log tells it, with what is particular about it. */
export type Told<T extends EventType = EventType> = Partial<Omit<ViewEvent<T>, 'data'>> & {
  fact: CahierFact;
};

/** Facts as a view sees them, one after the other in one log, from position 1, an hour apart. */
export const logOf = (...past: (CahierFact | Told)[]): ViewEvent[] => {
  const revisions = new Map<string, number>();
  return past.map((told, i) => {
    const { fact, ...particular } = 'fact' in told ? told : { fact: told };
    const stream = streamOf(fact);
    const revision = (revisions.get(stream) ?? -1) + 1;
    revisions.set(stream, revision);
    const recordedAt = new Date(Date.UTC(2026, 0, 1, i + 1)).toISOString();
    return frozen({
      type: fact.type,
      position: BigInt(i + 1),
      stream,
      revision,
      eventId: `event-${i + 1}`,
      organisationId,
      consultationId: /^(organisation|roles)-/.test(stream) ? null : consultationId,
      recordedAt,
      at: particular.occurredAt ?? recordedAt,
      actor: sofia,
      channel: 'api',
      commandId: `command-${i + 1}`,
      visibility: fact.visibility ?? 'public',
      data: fact.data,
      ...(fact.personal ? { sealed: digests(fact.personal, i + 1) } : {}),
      ...particular,
    } as ViewEvent);
  });
};

/** What stands for the digests of personal words at a position: `title@1`. */
const digests = (personal: object, position: number): Sealed =>
  Object.fromEntries(Object.keys(personal).map((name) => [name, `${name}@${position}`]));

/** An event of which a view can read nothing but what it says that it reads. */
const asRead = ({ name, reads }: Projection, event: ViewEvent): ViewEvent =>
  reads
    ? new Proxy(
        { ...event },
        {
          get: (all, member) => {
            if (!['type', 'position', ...reads].includes(String(member)))
              throw new Error(`${name} reads ${String(member)}, and does not say so.`);
            return Reflect.get(all, member);
          },
        },
      )
    : event;

/** The rows of a view after these events, in the order in which they first appeared. */
export const rowsAfter = <Row extends object>(
  view: Projection<Row>,
  events: ViewEvent[],
): Row[] => {
  const rows = new Map<string, Row | null>();
  for (const event of events) foldEvent(view, rows, asRead(view, event));
  return [...rows].flatMap(([id, row]) => {
    if (row === null) return [];
    expect(rowId(view, row)).toBe(id);
    expect(Object.keys(row).sort()).toEqual(Object.keys(view.columns).sort());
    return [row];
  });
};

/** The grammar of counts: `seen(view, what happened).rows(what each row says)`. */
export const seen = <Row extends object>(view: Projection<Row>, ...past: (CahierFact | Told)[]) => {
  const events = logOf(...past);
  const rows = rowsAfter(view, events);
  return {
    /** So many rows, each saying at least this. */
    rows: (...expected: Partial<Row>[]): EventType[] => {
      expect(rows).toMatchObject(expected);
      return events.map((e) => e.type);
    },
  };
};

/** What is specified of a view: by type of event, titles and specs that end in `seen(…).rows(…)`. */
export type Specs = { [T in EventType | '*']?: Record<string, () => EventType[]> };

/** Runs the specs of a view, once it is certain that every event it counts has one. */
export const specsOf = (view: Projection, specs: Specs): void =>
  describe(`${view.name} counts`, () => {
    test('no event without a spec', () => {
      expect(Object.keys(specs).sort()).toEqual([...(typesOf(view) ?? ['*'])].sort());
    });
    for (const [type, titled] of Object.entries(specs))
      describe(type, () => {
        for (const [title, spec] of Object.entries(titled))
          test(title, () => {
            const types = spec();
            if (type !== '*') expect(types).toContain(type);
          });
      });
  });
