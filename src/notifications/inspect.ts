import type { Queryable } from '../views/fold.js';

/** States in which a message can be. */
export const messageStates = ['due', 'sent', 'muted', 'nobody', 'dead'] as const;
export type MessageState = (typeof messageStates)[number];

/** A message as an operator sees it: no address and no name. */
export interface MessageRow {
  /** The event that it tells of. */
  cause: string;
  /** Pseudonym of an author or a voter. */
  recipient: string;
  reason: string;
  /** The idea or the phase. */
  about: string;
  state: MessageState;
  attempts: number;
  /** What the mail server said last. */
  trouble: string | null;
}

/** Messages in a state, in the order in which they fell due. */
export const messagesIn = async (state: MessageState, db: Queryable): Promise<MessageRow[]> => {
  const { rows } = await db.query(
    `select cause, recipient, reason, about, state, attempts, trouble from outbox.message
     where state = $1 order by try_at, cause, recipient`,
    [state],
  );
  return rows as unknown as MessageRow[];
};

/** Lets messages that were given up be sent again, all of them or those of one event; says which. */
export const retryDead = async (cause: string | null, db: Queryable): Promise<MessageRow[]> => {
  const { rows } = await db.query(
    `update outbox.message set state = 'due', attempts = 0, try_at = clock_timestamp()
     where state = 'dead' and ($1::text is null or cause::text = $1)
     returning cause, recipient, reason, about, state, attempts, trouble`,
    [cause],
  );
  return rows as unknown as MessageRow[];
};
