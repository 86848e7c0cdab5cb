/**
 * Whom there is to tell what. No address and no name stands here: people are found out when a message is
 * sent, and forgotten again. Runs as a migration.
 */
export const notificationsSchema = `
create table reactions.outbox_lease (
  one boolean primary key default true check (one),
  epoch bigint not null default 0,
  holder text,
  expires_at timestamptz not null default '-infinity'
);
insert into reactions.outbox_lease default values;

create schema outbox;

create table outbox.contact (
  person uuid primary key,
  email text not null,
  locale text not null
);

create table outbox.author (
  idea_id text primary key,
  author_ref text not null,
  title text
);

create table outbox.voter (
  phase_id text not null,
  voter_ref text not null,
  idea_ids text[] not null,
  primary key (phase_id, voter_ref)
);

create table outbox.message (
  cause uuid not null,
  recipient text not null,
  reason text not null,
  about text not null,
  says json not null,
  state text not null check (state in ('due', 'sent', 'muted', 'nobody', 'dead')),
  attempts int not null default 0,
  try_at timestamptz not null default clock_timestamp(),
  trouble text,
  primary key (cause, recipient)
);
create index on outbox.message (try_at) where state = 'due';
create index on outbox.message (state) where state = 'dead';

comment on column outbox.contact.email is 'Digest of the sealed address.';
comment on column outbox.message.recipient is 'Pseudonym of an author or a voter.';
comment on column outbox.message.about is 'The idea or the phase.';
`;
