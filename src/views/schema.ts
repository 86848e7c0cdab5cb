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
