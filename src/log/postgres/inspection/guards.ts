import { LOG_ROLE, logSchema } from '../schema.js';
import type { Ask } from './ask.js';
import type { Fault } from '../../inspection/inspection.js';

const TABLES = `unnest(array['events', 'commands', 'head'])`;

/** Before each statement that would update (16), delete (8) or truncate (32). */
const TRIGGER_TYPE = 2 + 8 + 16 + 32;

/** A sentence for each guard that is not in place. */
const MISSING = `
  select format('The trigger append_only on log.%s is missing, changed or switched off.', t)
  from ${TABLES} t
  where not exists (
    select from pg_trigger where tgrelid = ('log.' || t)::regclass and tgname = 'append_only'
      and tgenabled = 'A' and tgtype = ${TRIGGER_TYPE} and tgfoid = to_regproc('log.refuse_change')
  )
  union all
  select format('The role ${LOG_ROLE} has the right to %s on log.%s.', lower(p), t)
  from ${TABLES} t, unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) p
  where has_table_privilege('${LOG_ROLE}', 'log.' || t, p)
    or (p in ('INSERT', 'UPDATE') and has_any_column_privilege('${LOG_ROLE}', 'log.' || t, p))
  union all
  select format('log.%s has lost its unique key on %s.', t, columns)
  from (values ('events', 'position'), ('events', 'stream, revision'), ('commands', 'command_id'))
    as u (t, columns)
  where not exists (
    select from pg_constraint k join pg_index i on i.indexrelid = k.conindid
    where k.conrelid = ('log.' || t)::regclass and k.contype in ('p', 'u') and i.indisvalid
      and columns = (
        select string_agg(a.attname, ', ' order by c.n)
        from unnest(k.conkey) with ordinality c (number, n)
        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = c.number
      )
  )`;

const FUNCTIONS = `
  select f, (select prosrc from pg_proc where oid = to_regproc('log.' || f))
  from unnest(array['append', 'refuse_change']) f`;

/** Which of the guards of history are down: triggers, rights, unique keys and functions. */
export async function guardsDown(ask: Ask): Promise<Fault[]> {
  const missing = (await ask(MISSING)).map(([says]) => says!);
  const changed = (await ask(FUNCTIONS))
    .filter(([, source]) => !source || !logSchema.includes(source))
    .map(([name]) => `The function log.${name} is missing or not the one we made.`);
  return [...missing, ...changed].map((says) => ({ kind: 'guard_down', says }));
}
