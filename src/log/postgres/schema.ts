/**
 * The database role of the running application: it reads the log and appends through `log.append`,
 * nothing else.
 */
export const LOG_ROLE = 'cahier_app';

/** The channel on which each batch is announced; a hint, never the only way to learn of it. */
export const LOG_CHANNEL = 'cahier_log';

/**
 * What names are looked up by, as SQL: an index on it has half the pages of one on the names, which
 * counts where each append touches pages of its own. Names that share a key are still told apart.
 */
export const keyOf = (name: string): string => `md5(${name})::uuid`;

/**
 * What command ids are looked up by, as SQL. A UUIDv7 is its own key, so that ids which are made one
 * after the other stand together, and an append touches the same few pages however long the log is.
 */
export const commandKeyOf = (id: string): string =>
  `case when ${id} like '________-____-7___-____-____________'
    and translate(${id}, '0123456789abcdef', '') = '----' then ${id}::uuid else ${keyOf(id)} end`;

const tables = `
create schema log;

create table log.events (
  position bigint primary key,
  revision integer not null,
  schema_version integer not null,
  recorded_at timestamptz(3) not null,
  occurred_at timestamptz(3),
  event_id uuid not null,
  stream text collate "C" not null,
  type text not null,
  organisation_id text,
  consultation_id text,
  actor json not null,
  channel text not null,
  command_id text collate "C" not null,
  causation_id text,
  correlation_id text,
  visibility text not null,
  data json not null,
  sealed json,
  checksum bytea not null,
  command_size integer,
  fingerprint text,
  answer json
);
create unique index events_stream on log.events ((${keyOf('stream')}), revision);
create index events_recorded_at on log.events using brin (recorded_at);

create table log.turn ();

comment on table log.events is
  'Every act, once, in commit order; positions have no hole. The last event of a command also tells
   how many events it has, which wish it was and what it was answered.';
comment on table log.turn is
  'What every append locks first, so that positions follow commits; it holds nothing.';
`;

const guards = `
create function log.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'The log is append-only: % on log.% is refused.', tg_op, tg_table_name
    using errcode = 'insufficient_privilege';
end $$;

create trigger append_only before update or delete or truncate on log.events
  for each statement execute function log.refuse_change();
alter table log.events enable always trigger append_only;
`;

/**
 * Appends a batch of commands whole, or nothing of it. Nothing is written where a command id is
 * `known` or a line does not hold; the caller then answers those and sends the others again, so
 * nobody rolls back anybody. No two commands of a batch may touch a stream that one of them writes.
 * A line is a stream and what is expected of it: -1 for no stream, -2 for any revision. Of ids,
 * streams and events there is one in each row of text; the fields of an event are parted by a unit
 * separator, and empty for null. Tells the last position before the batch and of each line the last
 * revision before it. What is looked up stands in subqueries: they walk an index under every plan,
 * where a join might scan a table that was small when the plan was made.
 */
const append = (commandKeyOf: (id: string) => string): string => `
create or replace function log.append(
  command_ids text, streams text, expects integer[], events text,
  out appended boolean, out before bigint, out last_revisions integer[], out known text
)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
as $$
declare
  ids text[] := string_to_array(command_ids, E'\\n');
  names text[] := string_to_array(streams, E'\\n');
begin
  lock table log.turn in share update exclusive mode;

  select (select coalesce(max(e.position), 0) from log.events e),
    array(
      select coalesce((
          select e.revision from log.events e
          where ${keyOf('e.stream')} = ${keyOf('line.stream')} and e.stream = line.stream
          order by e.revision desc limit 1
        ), -1)
      from (select unnest(names)) as line (stream)
    ),
    array_to_string(array(
      select e.command_id from log.events e
      where (${commandKeyOf('e.command_id')}) = any (
          array(select ${commandKeyOf('id')} from unnest(ids) as id)
        )
        and e.command_id = any (ids) and e.command_size is not null
    ), E'\\n')
  into before, last_revisions, known;

  appended := known = '' and last_revisions = expects;
  if not appended and known = '' then
    appended := not exists (
      select from unnest(expects, last_revisions) as line (expected, actual)
      where expected not in (-2, actual)
    );
  end if;
  if not appended then
    return;
  end if;

  insert into log.events (
    position, command_id, stream, revision,
    event_id, type, schema_version, organisation_id, consultation_id, recorded_at, occurred_at,
    actor, channel, causation_id, correlation_id, visibility, data, sealed, checksum,
    command_size, fingerprint, answer
  )
  select before + f[1]::integer, ids[f[2]::integer], names[f[3]::integer],
    last_revisions[f[3]::integer] + f[4]::integer,
    f[5]::uuid, f[6], f[7]::integer, f[8], f[9], f[10]::timestamptz, f[11]::timestamptz,
    f[12]::json, f[13], f[14], f[15], f[16], f[17]::json, f[18]::json, decode(f[19], 'hex'),
    f[20]::integer, f[21], f[22]::json
  from (select string_to_array(unnest(string_to_array(events, E'\\n')), E'\\x1f', '') offset 0)
    as event (f);

  perform pg_notify('${LOG_CHANNEL}', '');
end $$;
`;

/** How commands are found again by their ids: the index of them, and the function that asks for them. */
export const commandsFoundBy = (commandKeyOf: (id: string) => string): string => `
drop index if exists log.events_command;
create unique index events_command on log.events ((${commandKeyOf('command_id')}))
  where command_size is not null;
${append(commandKeyOf)}`;

const rights = `
do $$ begin
  create role ${LOG_ROLE} nologin;
exception when duplicate_object or unique_violation then
  null;
end $$;
do $$ begin
  if not (select rolsuper from pg_roles where rolname = current_user) then
    grant ${LOG_ROLE} to current_user;
  end if;
exception when insufficient_privilege then
  null;
end $$;

grant usage on schema log to ${LOG_ROLE};
grant select on log.events to ${LOG_ROLE};
revoke all on function log.append from public;
grant execute on function log.append to ${LOG_ROLE};
`;

/**
 * The log's tables, their guards, the append function and the role that may use it; run once, by a
 * user who may create roles and owns the database. History is out of reach of the application's
 * role by permission, and of everybody, owner included, by triggers.
 */
export const logSchema = tables + guards + commandsFoundBy(commandKeyOf) + rights;

/**
 * Takes the log away with all it holds; for tests and for the way back of a first migration only.
 */
export const dropLogSchema = 'drop schema log cascade';
