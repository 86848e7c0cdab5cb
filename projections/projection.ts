import type { EventType, FactOf } from '../src/domain/events.js';

/** Digests of sealed words, by the name of the member of the event. */
export type Sealed = Record<string, string>;

/** An event as a view sees it: the fact, where it stands in the log, and the moment it speaks of. */
export interface ViewEvent<T extends EventType = EventType> {
  type: T;
  position: bigint;
  stream: string;
  revision: number;
  eventId: string;
  organisationId: string | null;
  consultationId: string | null;
  recordedAt: string;
  occurredAt?: string;
  /** When the act took place: `occurredAt` where there is one, else `recordedAt`. */
  at: string;
  actor: { kind: string; ref: string; role: string };
  channel: string;
  commandId: string;
  visibility: string;
  data: FactOf<T>['data'];
  /** Digests of the personal members, by name; what they stand for no view ever holds. */
  sealed?: Sealed;
}

/** How a column is stored; `?` allows null. `position` is a place in the log, `money` an amount in minor units. */
export type ColumnType =
  | `${'text' | 'int' | 'money' | 'position' | 'boolean' | 'json'}`
  | `${'text' | 'int' | 'money' | 'position' | 'boolean' | 'json'}?`;

export type Key<Row> = Partial<Row>;

/** Which rows an event touches, and what each of them becomes; null removes the row. */
export interface Step<Row, T extends EventType> {
  rows: (event: ViewEvent<T>) => Key<Row>[];
  evolve: (row: Row | null, event: ViewEvent<T>, key: Row) => Row | null;
}

/**
 * One view, declared once: its table, its rebuild and its recount come from here. A view answers one
 * question, counts and never refuses.
 */
export interface Projection<Row extends object = any> {
  /** Also the name of its table. */
  name: string;
  key: readonly (keyof Row & string)[];
  columns: { [C in keyof Row & string]: ColumnType };
  /** Each row is made by one event alone, and stays as it was made. */
  appendOnly?: true;
  /** What it reads of an event besides its type and position; all of it where this is not said. */
  reads?: readonly (keyof ViewEvent)[];
  /** Views that name the same lane are written together, over a connection of their own; so are all that name none. */
  lane?: string;
  /** Column lists that queries look rows up by, besides the key. */
  indexes?: readonly (readonly (keyof Row & string)[])[];
  on: { [T in EventType]?: Step<Row, T> } & { '*'?: Step<Row, EventType> };
}

/** A step that touches one row. */
export const one = <Row, T extends EventType>(
  key: (event: NoInfer<ViewEvent<T>>) => NoInfer<Key<Row>>,
  evolve: NoInfer<Step<Row, T>['evolve']>,
): Step<Row, T> => ({ rows: (event) => [key(event)], evolve });

/** A step that touches several rows. */
export const each = <Row, T extends EventType>(
  rows: NoInfer<Step<Row, T>['rows']>,
  evolve: NoInfer<Step<Row, T>['evolve']>,
): Step<Row, T> => ({ rows, evolve });

/** Changes some columns of a row that exists; a row that does not exist stays so. */
export const change =
  <Row, T extends EventType>(
    columns: (row: Row, event: NoInfer<ViewEvent<T>>) => NoInfer<Partial<Row>>,
  ): Step<Row, T>['evolve'] =>
  (row, event) =>
    row && { ...row, ...columns(row, event) };

/** Those of an event's digests that have one of these names. */
export const digestsOf = (sealed: Sealed = {}, ...names: string[]): Sealed =>
  Object.fromEntries(names.flatMap((name) => (sealed[name] ? [[name, sealed[name]]] : [])));

/** The event types a view listens to; undefined stands for all. */
export const typesOf = (view: Projection): EventType[] | undefined =>
  '*' in view.on ? undefined : (Object.keys(view.on) as EventType[]);

/** Text that tells the rows of a view apart, whatever their keys hold: each value but the last behind its length. */
export const rowId = ({ key: columns }: Projection, key: object): string => {
  const last = columns.length - 1;
  let id = '';
  for (let i = 0; i < last; i++) {
    const value = String((key as Record<string, unknown>)[columns[i]!]);
    id += `${value.length}:${value}`;
  }
  return id + String((key as Record<string, unknown>)[columns[last]!]);
};

/** What a view does with an event; undefined where it does not hear of it. */
export const stepOf = <Row extends object>(
  { on }: Projection<Row>,
  { type }: ViewEvent,
): Step<Row, EventType> | undefined =>
  (Object.hasOwn(on, type) ? on[type] : on['*']) as Step<Row, EventType> | undefined;

/** Folds one event into rows held by a map, loading nothing: the pure count behind every view. */
export const foldEvent = <Row extends object>(
  view: Projection<Row>,
  rows: Map<string, Row | null>,
  event: ViewEvent,
): void => {
  const step = stepOf(view, event);
  for (const key of step?.rows(event) ?? []) {
    const id = rowId(view, key);
    rows.set(id, step!.evolve(rows.get(id) ?? null, event, key as Row));
  }
};
