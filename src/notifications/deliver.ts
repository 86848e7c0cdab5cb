import { createHash } from 'node:crypto';
import type { Queryable } from '../views/fold.js';
import { MailError, type Mailer } from './mailer.js';
import type { Reason } from './notice.js';
import { authorOf, everybody, type People, type Recipient } from './recipients.js';
import { textOf } from './texts.js';

/** A message that is due. */
interface Message {
  cause: string;
  recipient: string;
  reason: Reason;
  about: string;
  says: Record<string, string | null>;
  attempts: number;
}

/** What delivering takes. */
export interface Delivery {
  mailer: Mailer;
  people: People;
  /** The host that message ids end in. */
  host: string;
  now: () => Date;
}

/** After so many attempts in vain a message is dead. */
const MOST_ATTEMPTS = 8;

/** How long to leave a message alone after so many attempts, in milliseconds: from 30 seconds to some hours. */
const patienceMs = (attempts: number): number => 30_000 * 3 ** attempts;

const DUE = `select cause, recipient, reason, about, says, attempts from outbox.message
  where state = 'due' and try_at <= $1`;

/** Delivers what is due to authors, then what is due to voters. */
export const deliver = async (delivery: Delivery, db: Queryable): Promise<void> => {
  const { rows } = await db.query(`${DUE} and recipient like 'a\\_%' order by try_at limit 200`, [
    delivery.now(),
  ]);
  for (const message of rows as unknown as Message[]) {
    const { recipient, title } = await authorOf(message.about, delivery.people, db);
    await send(message, recipient, title, delivery, db);
  }
  await toVoters(delivery, db);
};

/** One look at everybody for all phases of which something is due; who is behind no message is passed by. */
const toVoters = async (delivery: Delivery, db: Queryable): Promise<void> => {
  const now = delivery.now();
  const { rows } = await db.query(
    `select distinct about from outbox.message
     where state = 'due' and try_at <= $1 and recipient like 'v\\_%'`,
    [now],
  );
  if (!rows.length) return;
  const phases = rows.map(({ about }) => about as string);
  for await (const page of everybody(delivery.people, db)) {
    const byRef = new Map(
      page.flatMap(({ person, recipient }) =>
        phases.map((phaseId) => [person.voterRef(phaseId), recipient] as const),
      ),
    );
    const due = await db.query(`${DUE} and recipient = any($2)`, [now, [...byRef.keys()]]);
    for (const message of due.rows as unknown as Message[])
      await send(message, byRef.get(message.recipient) ?? null, null, delivery, db);
  }
  await db.query(
    `update outbox.message set state = 'nobody'
     where state = 'due' and try_at <= $1 and recipient like 'v\\_%' and about = any($2)`,
    [now, phases],
  );
};

const send = async (
  message: Message,
  to: Recipient | null,
  title: string | null,
  { mailer, host, now }: Delivery,
  db: Queryable,
): Promise<void> => {
  if (!to) return settle(message, { state: 'nobody' }, db);
  const { reason, says, attempts, cause, recipient } = message;
  const id = createHash('sha256').update(`${cause}\0${recipient}`).digest('hex').slice(0, 32);
  const text = textOf(to.locale, reason, { title, says });
  try {
    await mailer.send({ to: to.email, ...text, messageId: `<${id}@${host}>` });
    await settle(message, { state: 'sent' }, db);
  } catch (error) {
    if (!(error instanceof MailError)) throw error;
    const isDead = error.lasting || attempts + 1 >= MOST_ATTEMPTS;
    const tryAt = new Date(now().getTime() + patienceMs(attempts));
    const state = isDead ? 'dead' : 'due';
    await settle(message, { state, trouble: error.message, tryAt }, db);
  }
};

interface Came {
  state: 'sent' | 'nobody' | 'dead' | 'due';
  trouble?: string;
  tryAt?: Date;
}

const settle = async (
  { cause, recipient }: Message,
  { state, trouble, tryAt }: Came,
  db: Queryable,
): Promise<void> => {
  await db.query(
    `update outbox.message set state = $3, trouble = $4, try_at = coalesce($5, try_at),
       attempts = attempts + 1
     where cause = $1 and recipient = $2`,
    [cause, recipient, state, trouble ?? null, tryAt ?? null],
  );
};
