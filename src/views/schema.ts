/** Where views live, how far each has read the log, and who may write them. Runs as a migration. */
export const viewsSchema = `
create schema views;

create table views.checkpoint (
  name text primary key,
  fingerprint text not null,
  position bigint not null default 0,
  stopped text
);

create table views.lease (
  one boolean primary key default true check (one),
  epoch bigint not null default 0,
  holder text,
  expires_at timestamptz not null default '-infinity'
);
insert into views.lease default values;
`;

/** Where the tables beside those of views are noted. Runs as a migration. */
export const generationsSchema = `
create table views.generation (
  view text not null,
  kind text not null check (kind in ('next', 'old')),
  fingerprint text not null,
  position bigint not null,
  begun_at timestamptz not null default clock_timestamp(),
  primary key (view, kind)
);

comment on table views.generation is
  'Tables beside the live ones: the next of a view, which is being counted, and the old one that it
   took the place of, kept until somebody drops it.';
`;

/**
 * Makes the epoch a key of its row: it does not change while anybody shares the place, and the end of the
 * lease does. Runs as a migration.
 */
export const lanesSchema = 'create unique index lease_epoch on views.lease (epoch)';
