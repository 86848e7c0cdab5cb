import type { ViewEvent } from '../../projections/projection.js';
import type { Wish } from '../acts/act.js';
import type { EventType } from '../domain/events.js';
import type { Id, Instant } from '../domain/fact.js';

/** What Cahier will wish for by itself, and when. */
export interface Due {
  /** Tells it apart from what else stands on the same agenda. */
  key: string;
  at: Instant;
  wish: Wish;
}

/** What an event changes on an agenda. */
export type Change =
  /** Puts something on it, in the place of what has the same key. */
  | { set: Due }
  /** Takes something off it. */
  | { drop: string }
  /** What was refused in this consultation is worth another attempt at once. */
  | { again: Id };

/**
 * What Cahier does by itself, as a pure function of what happened: each event changes an agenda of wishes.
 * It knows no clock and no rule: whether a wish is granted is decided when it is made, as for everybody.
 */
export interface Reaction {
  name: string;
  on: { [T in EventType]?: (event: ViewEvent<T>) => Change[] };
}

/** What a reaction makes of an event. */
export const changesOf = (reaction: Reaction, event: ViewEvent): Change[] =>
  (reaction.on[event.type] as ((event: ViewEvent) => Change[]) | undefined)?.(event) ?? [];
