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

/**
 * Which event begins each entry bundle, in the place of where each event stands: an event is found in
 * the bundle by its id. And how many leaves of each log were signed, so that an old head which takes
 * the place of a newer one shows.
 */
export const bundlesSchema = `
create table ledger.bundle (
  consultation_id text not null,
  position bigint not null,
  index integer not null,
  primary key (consultation_id, position)
);
create unique index bundle_index on ledger.bundle (consultation_id, index);

create table ledger.head (
  consultation_id text primary key,
  size integer not null
);

insert into ledger.bundle (consultation_id, position, index)
select consultation_id, position, n / 256 from ledger.entry where n % 256 = 0;

insert into ledger.head (consultation_id, size)
select consultation_id, max(n) + 1 from ledger.entry group by 1;

drop table ledger.entry;
drop index ledger.registry_event;
alter table ledger.registry drop column event_id;
`;
