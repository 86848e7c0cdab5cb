import type { ViewEvent } from '../../projections/projection.js';
import type { EventType } from '../domain/events.js';
import type { Queryable } from '../views/fold.js';
import { noticesOf, type Audience, type Notice } from './notice.js';

type Take<T extends EventType> = (event: ViewEvent<T>, db: Queryable) => Promise<unknown>;

interface SaidOf {
  data: { personId: string; locale: string };
  sealed?: Record<string, string>;
}

const contact = ({ data, sealed }: SaidOf, db: Queryable): Promise<unknown> =>
  sealed?.['email']
    ? db.query(
        `insert into outbox.contact (person, email, locale) values ($1, $2, $3)
         on conflict (person) do update set email = excluded.email, locale = excluded.locale`,
        [data.personId, sealed['email'], data.locale],
      )
    : db.query('delete from outbox.contact where person = $1', [data.personId]);

/** Keeps what is needed to find out later whom a message is for: digests and pseudonyms. */
export const keeps: { [T in EventType]?: Take<T> } = {
  ParticipantRegistered: contact,
  ContactChanged: contact,
  AccountErased: ({ data }, db) =>
    db.query('delete from outbox.contact where person = $1', [data.personId]),
  IdeaSubmitted: async ({ data: { ideaId, authorRef }, sealed }, db) =>
    authorRef &&
    db.query(
      `insert into outbox.author (idea_id, author_ref, title) values ($1, $2, $3)
       on conflict (idea_id) do nothing`,
      [ideaId, authorRef, sealed?.['title'] ?? null],
    ),
  IdeaRevised: ({ data, sealed }, db) =>
    db.query('update outbox.author set title = $2 where idea_id = $1', [
      data.ideaId,
      sealed?.['title'] ?? null,
    ]),
  BasketSubmitted: async ({ data: { phaseId, voterRef, lines }, channel }, db) =>
    channel !== 'import' &&
    db.query(
      `insert into outbox.voter (phase_id, voter_ref, idea_ids) values ($1, $2, $3)
       on conflict (phase_id, voter_ref) do update set idea_ids = excluded.idea_ids`,
      [phaseId, voterRef, lines.map(({ ideaId }) => ideaId)],
    ),
  VoteCast: async ({ data: { phaseId, voterRef, ideaId }, channel }, db) =>
    channel !== 'import' &&
    db.query(
      `insert into outbox.voter as v (phase_id, voter_ref, idea_ids) values ($1, $2, array[$3])
       on conflict (phase_id, voter_ref) do update set idea_ids = array_append(v.idea_ids, $3)
         where not $3 = any(v.idea_ids)`,
      [phaseId, voterRef, ideaId],
    ),
  VoteWithdrawn: async ({ data: { phaseId, voterRef, ideaId } }, db) => {
    const voter = [phaseId, voterRef];
    await db.query(
      `update outbox.voter set idea_ids = array_remove(idea_ids, $3)
       where phase_id = $1 and voter_ref = $2`,
      [...voter, ideaId],
    );
    await db.query(
      `delete from outbox.voter where phase_id = $1 and voter_ref = $2 and idea_ids = '{}'`,
      voter,
    );
  },
  BasketWithdrawn: ({ data: { phaseId, voterRef } }, db) =>
    db.query('delete from outbox.voter where phase_id = $1 and voter_ref = $2', [
      phaseId,
      voterRef,
    ]),
};

/** Everyone in an audience, as SQL that gives what they are told about, and pseudonyms; `$1` and `$2` are theirs. */
const recipients = (to: Audience): { sql: string; values: (string | null)[] } => {
  if ('authorOf' in to)
    return {
      sql: `select idea_id, author_ref from outbox.author where idea_id = $1 and $2::text is null`,
      values: [to.authorOf, null],
    };
  const isOfPhase = 'votersOf' in to;
  return {
    sql: `select phase_id, voter_ref from outbox.voter where ($1::text is null or phase_id = $1)
      and ($2::text is null or $2 = any(idea_ids))`,
    values: isOfPhase ? [to.votersOf, to.choosing ?? null] : [null, to.votersOn],
  };
};

/** Writes one message for each recipient of a notice; what is written already stays as it is. */
const record = async (event: ViewEvent, notice: Notice, db: Queryable): Promise<void> => {
  const { sql, values } = recipients(notice.to);
  await db.query(
    `insert into outbox.message (cause, recipient, reason, about, says, state)
     select $3, r.ref, $4, r.about, $5, $6 from (${sql}) as r (about, ref)
     on conflict (cause, recipient) do nothing`,
    [
      ...values,
      ...[event.eventId, notice.reason, JSON.stringify(notice.says)],
      notice.muted ? 'muted' : 'due',
    ],
  );
};

/** Takes an event in: keeps what it says of people, and writes down who is to be told of it. */
export const takeIn = async (event: ViewEvent, db: Queryable): Promise<void> => {
  await (keeps[event.type] as Take<EventType> | undefined)?.(event, db);
  for (const notice of noticesOf(event)) await record(event, notice, db);
};
