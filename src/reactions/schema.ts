/** How far each subscriber has read the log, who works them off, and what is to be done when. Runs as a migration. */
export const reactionsSchema = `
create schema reactions;

create table reactions.checkpoint (
  name text primary key,
  fingerprint text not null,
  position bigint not null default 0,
  stopped text
);

create table reactions.lease (
  one boolean primary key default true check (one),
  epoch bigint not null default 0,
  holder text,
  expires_at timestamptz not null default '-infinity'
);
insert into reactions.lease default values;

create table reactions.agenda (
  reaction text not null,
  key text not null,
  try_at timestamptz not null,
  consultation_id text,
  cause uuid not null,
  wish json not null,
  attempts int not null default 0,
  trouble text,
  primary key (reaction, key)
);
create index on reactions.agenda (reaction, try_at);
create index on reactions.agenda (consultation_id) where trouble is not null;
`;
