import { Logger } from '@nestjs/common';
import type { ActResult, Circumstance, Wish } from '../acts/act.js';
import { system } from '../acts/principal.js';
import type { EventType } from '../domain/events.js';
import { digest } from '../ledger/canonical.js';
import type { Queryable } from '../views/fold.js';
import { Agenda, type Item } from './agenda.js';
import { changesOf, type Reaction } from './reaction.js';
import type { Subscriber } from './subscriber.js';

const logger = new Logger('Reactions');

/** Makes a wish in the name of Cahier itself. */
export type MakeWish = (wish: Wish, circumstance: Circumstance) => Promise<ActResult>;

/**
 * The circumstances of what a reaction wishes for. The id follows from the event behind it, so that a wish
 * made again after a crash is the same wish: the log answers it and records nothing.
 */
const circumstanceOf = (reaction: string, { key, cause }: Item): Circumstance => ({
  principal: system,
  commandId: `${reaction}:${digest([key, cause])}`,
  channel: 'api',
  causationId: cause,
});

/** Follows the log with a reaction, and makes its wishes when they are due. */
export const reacting = (
  reaction: Reaction,
  makeWish: MakeWish,
  now: () => Date = () => new Date(),
): Subscriber => {
  const agenda = new Agenda(reaction.name);
  const attempt = async (item: Item, db: Queryable): Promise<void> => {
    const trouble = await troubleWith(makeWish(item.wish, circumstanceOf(reaction.name, item)));
    if (trouble === undefined) return agenda.done(item, db);
    if (!item.attempts) logger.warn(`${reaction.name}: ${item.key} waits: ${trouble}`);
    await agenda.failed(item, trouble, now(), db);
  };
  return {
    name: reaction.name,
    types: Object.keys(reaction.on) as EventType[],
    take: async (event, db) => {
      for (const change of changesOf(reaction, event)) await agenda.change(change, event, db);
    },
    work: async (db) => {
      for (const item of await agenda.due(now(), db)) await attempt(item, db);
      return agenda.next(db);
    },
  };
};

/** Why a wish came to nothing; undefined where it was granted. */
const troubleWith = async (result: Promise<ActResult>): Promise<string | undefined> => {
  try {
    const found = await result;
    if (found.status === 'granted') return undefined;
    return found.refusals.map(({ code, message }) => `${code}: ${message}`).join(' ');
  } catch (error) {
    return (error as Error).message;
  }
};
