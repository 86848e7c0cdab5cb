import { instantOf } from '../rows.js';
import type { Ask } from './ask.js';
import type { Stats } from '../../inspection/inspection.js';

/** All events in one scan, by type and consultation. */
const GROUPS = `
  select type, consultation_id, count(*), count(*) filter (where revision = 0), max(position),
    min(recorded_at), max(recorded_at), count(command_size)
  from log.events group by type, consultation_id`;

const SIZES = `select pg_table_size('log.events'), pg_indexes_size('log.events')`;

/** Counts a log in PostgreSQL: one scan of its events, and what PostgreSQL says of their files. */
export async function stats(ask: Ask): Promise<Stats> {
  const groups = await ask(GROUPS);
  const [sizes] = await ask(SIZES);
  const [table, indexes] = sizes!.map(Number) as [number, number];
  const instants = groups.flatMap(([, , , , , first, last]) => [
    instantOf(first!),
    instantOf(last!),
  ]);
  const [events, commands] = [sum(groups, 2), sum(groups, 7)];
  return {
    position: groups.map(([, , , , last]) => BigInt(last!)).reduce((a, b) => (a > b ? a : b), 0n),
    events,
    streams: sum(groups, 3),
    commands,
    eventsPerCommand: commands ? events / commands : 0,
    firstRecordedAt: instants.sort()[0] ?? null,
    lastRecordedAt: instants.at(-1) ?? null,
    types: [...counted(groups, 0)].map(([type, events]) => ({ type: type!, events })),
    consultations: [...counted(groups, 1)].map(([consultationId, events]) => ({
      consultationId,
      events,
    })),
    bytes: { events: table, indexes, total: table + indexes },
  };
}

type Group = (string | null)[];

const sum = (groups: Group[], column: number): number =>
  groups.reduce((total, group) => total + Number(group[column]), 0);

/** How many events each value of a column has, most first. */
function counted(groups: Group[], column: number): [string | null, number][] {
  const counts = new Map<string | null, number>();
  for (const group of groups) {
    const name = group[column]!;
    counts.set(name, (counts.get(name) ?? 0) + Number(group[2]));
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}
