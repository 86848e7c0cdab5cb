/**
 * Where events stand in the ledger, what the registry holds, and who may sign. The leaves of
 * consultations follow from the log alone; the order of the registry is decided here, once.
 */
export const ledgerSchema = `
create schema ledger;

create table ledger.entry (
  position bigint primary key,
  event_id uuid not null,
  consultation_id text not null,
  n integer not null
);
create index entry_event on ledger.entry (event_id);

create table ledger.registry (
  n integer primary key,
  leaf bytea not null,
  position bigint unique,
  event_id uuid,
  about text,
  size bigint,
  recorded_at timestamptz not null default clock_timestamp()
);
create index registry_about on ledger.registry (about, n);
create index registry_event on ledger.registry (event_id);

comment on table ledger.registry is
  'Each leaf is an event (with its position), the opening of a log (about it, without a size), or a
   signed head of a log (about it, with its size).';

create table ledger.lease (
  one boolean primary key default true check (one),
  epoch bigint not null default 0,
  holder text,
  expires_at timestamptz not null default '-infinity'
);
insert into ledger.lease default values;
`;
