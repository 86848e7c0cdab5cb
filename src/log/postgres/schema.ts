/**
 * The database role of the running application: it reads the log and appends through `log.append`,
 * nothing else.
 */
export const LOG_ROLE = 'cahier_app';

/** The channel on which each batch is announced; a hint, never the only way to learn of it. */
export const LOG_CHANNEL = 'cahier_log';

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
  command_id text not null,
  causation_id text,
  correlation_id text,
  visibility text not null,
  data json not null,
  sealed json,
  checksum bytea not null,
  unique (stream, revision)
);
create index events_recorded_at on log.events using brin (recorded_at);

create table log.commands (
  command_id text collate "C" primary key,
  fingerprint text not null,
  position bigint not null,
  size integer not null,
  answer json
);

create table log.head (one boolean primary key default true check (one));
insert into log.head default values;

comment on table log.events is 'Every act, once, in commit order; positions have no hole.';
comment on table log.commands is
  'What each idempotency key recorded: its last position and how many events end there.';
comment on table log.head is
  'The one row every append locks first, so that positions follow commits; it is never changed.';
`;

const guards = `
create function log.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'The log is append-only: % on log.% is refused.', tg_op, tg_table_name
    using errcode = 'insufficient_privilege';
end $$;

create trigger append_only before update or delete or truncate on log.events
  for each statement execute function log.refuse_change();
create trigger append_only before update or delete or truncate on log.commands
  for each statement execute function log.refuse_change();
create trigger append_only before update or delete or truncate on log.head
  for each statement execute function log.refuse_change();
alter table log.events enable always trigger append_only;
alter table log.commands enable always trigger append_only;
alter table log.head enable always trigger append_only;
`;

/**
 * Appends a batch of commands, each whole or not at all. A command is judged against the streams as
 * they were before the batch, so no two commands of a batch may touch a stream that one of them
 * writes. A line is a stream that a command writes or only checks: `expects` is -1 for no stream and
 * -2 for any revision, `sizes` counts its events. Of ids, fingerprints, answers, streams and events
 * there is one in each row of text; the fields of an event are parted by a unit separator, and empty
 * for null. Tells of each command its status and the position where it ends, and of each line the
 * last revision before the batch. What is looked up stands in subqueries: they walk an index under
 * every plan, where a join might scan a table that was small when the plan was made.
 */
const append = `
create function log.append(
  command_ids text, fingerprints text, answers text,
  line_commands integer[], streams text, expects bigint[], sizes integer[],
  events text,
  out statuses text[], out last_positions bigint[], out last_revisions integer[]
)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
as $$
declare
  ids text[] := string_to_array(command_ids, E'\\n');
  wishes text[] := string_to_array(fingerprints, E'\\n');
  kept text[] := string_to_array(answers, E'\\n');
  names text[] := string_to_array(streams, E'\\n');
  held boolean[] := array_fill(true, array[cardinality(ids)]);
  counts integer[] := array_fill(0, array[cardinality(ids)]);
  known text[];
  before bigint;
  head bigint;
begin
  perform from log.head for update;
  if not found then
    raise exception 'log.head has lost its row.' using errcode = 'data_corrupted';
  end if;

  select coalesce(max(e.position), 0),
    array(
      select coalesce((
          select e.revision from log.events e
          where e.stream = line.stream order by e.revision desc limit 1
        ), -1)
      from (select unnest(names)) as line (stream)
    ),
    array(
      select (select k.fingerprint from log.commands k where k.command_id = command.id)
      from (select unnest(ids)) as command (id)
    )
  into before, last_revisions, known
  from log.events e;

  for l in 1..cardinality(names) loop
    held[line_commands[l]] := held[line_commands[l]] and expects[l] in (-2, last_revisions[l]);
    counts[line_commands[l]] := counts[line_commands[l]] + sizes[l];
  end loop;

  head := before;
  last_positions := array_fill(null::bigint, array[cardinality(ids)]);
  for c in 1..cardinality(ids) loop
    statuses[c] := case
      when known[c] = wishes[c] then 'repeated'
      when known[c] is not null then 'idempotency_conflict'
      when held[c] then 'appended'
      else 'conflict'
    end;
    if statuses[c] = 'appended' then
      head := head + counts[c];
      last_positions[c] := head;
    end if;
  end loop;
  if head = before then
    return;
  end if;

  insert into log.events (
    position, revision,
    stream, command_id, event_id, type, schema_version, organisation_id, consultation_id,
    recorded_at, occurred_at, actor, channel, causation_id, correlation_id, visibility, data,
    sealed, checksum
  )
  select last_positions[e.command] - e.after, last_revisions[e.line] + e.rank,
    names[e.line], ids[e.command], f[5]::uuid, f[6], f[7]::integer, f[8], f[9],
    f[10]::timestamptz, f[11]::timestamptz, f[12]::json, f[13], f[14], f[15], f[16], f[17]::json,
    f[18]::json, decode(f[19], 'hex')
  from (
    select f, f[1]::integer as command, f[2]::integer as after, f[3]::integer as line,
      f[4]::integer as rank
    from (select string_to_array(unnest(string_to_array(events, E'\\n')), E'\\x1f', '') offset 0)
      as event (f)
    offset 0
  ) e
  where last_positions[e.command] is not null;

  insert into log.commands (command_id, fingerprint, position, size, answer)
  select ids[c], wishes[c], last_positions[c], counts[c], nullif(kept[c], '')::json
  from (select generate_series(1, cardinality(ids))) as command (c)
  where last_positions[c] is not null;

  perform pg_notify('${LOG_CHANNEL}', '');
end $$;
`;

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
grant select on log.events, log.commands, log.head to ${LOG_ROLE};
revoke all on function log.append from public;
grant execute on function log.append to ${LOG_ROLE};
`;

/**
 * The log's tables, their guards, the append function and the role that may use it; run once, by a
 * user who may create roles and owns the database. History is out of reach of the application's
 * role by permission, and of everybody, owner included, by triggers.
 */
export const logSchema = tables + guards + append + rights;

/**
 * Takes the log away with all it holds; for tests and for the way back of a first migration only.
 */
export const dropLogSchema = 'drop schema log cascade';
