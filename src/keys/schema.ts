import { OVERHEAD } from './seal.js';

/**
 * Whose keys there are and what they seal. Runs as a migration. Back it up by itself and keep no copy
 * longer than a month: a copy brings back what was erased.
 */
export const keysSchema = `
create schema keys;

create table keys.person (
  person uuid primary key,
  account text not null unique,
  master_key_id text not null,
  secret bytea not null check (length(secret) = ${32 + OVERHEAD}),
  data_key bytea not null check (length(data_key) = ${32 + OVERHEAD}),
  created_at timestamptz not null default now()
);
create index on keys.person (master_key_id);

create table keys.disclosure (
  digest bytea primary key check (length(digest) = 32),
  event_id uuid not null,
  person uuid not null references keys.person on delete cascade,
  consultation_id text,
  listed boolean not null,
  ciphertext bytea not null,
  created_at timestamptz not null default now()
);
create index on keys.disclosure (person);

create table keys.erasure (
  person uuid primary key,
  notices json not null default '[]',
  unlisted integer not null default 0
);

comment on table keys.person is
  'One row a person: the secret of their pseudonyms and the key of their words, wrapped by a master key.';
comment on table keys.disclosure is
  'What opens a digest of the log, encrypted under the key of whoever wrote it.';
comment on table keys.erasure is
  'Erasures that are about to be asked for, or of which the log does not yet tell all.';
`;

/**
 * Who leaves may leave words behind under nobody's name, and votes beside which nobody votes again.
 * Runs as a migration.
 */
export const leavingSchema = `
alter table keys.person alter column account drop not null;
alter table keys.person add column identity bytea;
alter table keys.erasure add column spent json not null default '[]';

create table keys.spent_credential (
  credential bytea primary key check (length(credential) = 32),
  phase_id text not null,
  created_at timestamptz not null default now()
);
create index on keys.spent_credential (phase_id);

comment on column keys.person.account is
  'Null of a former participant: their words are kept, and nobody can tell whose they were.';
comment on table keys.spent_credential is
  'Who was erased and has a ballot in a phase: a keyed hash of account or identity, until nobody can contest its result.';
`;

/** Two accounts of one person, and the agents who say so. Runs as a migration. */
export const accountMergesSchema = `
create table keys.account_merge (
  from_person uuid not null,
  into_person uuid not null,
  agents uuid[] not null,
  primary key (from_person, into_person)
);

comment on table keys.account_merge is
  'Merges that are about to be wished for, or of which the log does not yet tell all.';
`;

/** Who has been given roles, so that nobody else's account is looked up for them. Runs as a migration. */
export const granteesSchema = `
create table keys.grantee (
  person uuid not null references keys.person on delete cascade,
  organisation_id text not null,
  primary key (person, organisation_id)
);

comment on table keys.grantee is
  'Who was given a role by which organisation, or was about to be; what it is worth stands in the log.';
`;
