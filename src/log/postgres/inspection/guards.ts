import { LOG_ROLE, logSchema } from '../schema.js';
import type { Ask } from './ask.js';
import type { Fault } from '../../inspection/inspection.js';

/** Before each statement that would update (16), delete (8) or truncate (32). */
const TRIGGER_TYPE = 2 + 8 + 16 + 32;

/** A sentence for each guard that is not in place. */
const MISSING = `
  select 'The trigger append_only on log.events is missing, changed or switched off.'
  where not exists (
    select from pg_trigger where tgrelid = 'log.events'::regclass and tgname = 'append_only'
      and tgenabled = 'A' and tgtype = ${TRIGGER_TYPE} and tgfoid = to_regproc('log.refuse_change')
  )
  union all
  select format('The role ${LOG_ROLE} has the right to %s on log.events.', lower(p))
  from unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) p
  where has_table_privilege('${LOG_ROLE}', 'log.events', p)
    or (p in ('INSERT', 'UPDATE') and has_any_column_privilege('${LOG_ROLE}', 'log.events', p))
  union all
  select format('log.events has lost its unique key on %s.', what)
  from (values
    ('positions', 'btree ("position")'),
    ('revisions', 'btree (((md5(stream))::uuid), revision)'),
    ('command ids', $$btree (( CASE WHEN ((command_id ~~ '________-____-7___-____-____________'::text)
      AND (translate(command_id, '0123456789abcdef'::text, ''::text) = '----'::text))
      THEN (command_id)::uuid ELSE (md5(command_id))::uuid END))
      WHERE (command_size IS NOT NULL)$$)
  ) as key (what, definition)
  where not exists (
    select from pg_index
    where indrelid = 'log.events'::regclass and indisunique and indisvalid
      and split_part(regexp_replace(pg_get_indexdef(indexrelid), '\\s+', ' ', 'g'), ' USING ', 2)
        = regexp_replace(definition, '\\s+', ' ', 'g')
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
