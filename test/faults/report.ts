import type { AppendCall, History } from './history.js';

/** What a history holds, in numbers. */
export interface Told {
  /** Commands that were sent, by any number of calls. */
  commands: number;
  /** Calls of `append` by their answers. */
  appends: Record<string, number>;
  /** Answered readings by what was asked. */
  readings: Record<string, number>;
  /** Commands of which no call was ever answered for certain. */
  leftUnknown: number;
  /** Of these, the ones that are in the log. */
  unknownYetRecorded: number;
  events: number;
  /** Events that subscribers were given. */
  given: number;
}

/** Counts a history. */
export function toldOf({ calls, log, onRecord, subscribers }: History): Told {
  const appends = calls.filter((call): call is AppendCall => call.what === 'append');
  const known = new Set<string>();
  for (const { wish, answer } of appends)
    if (answer.status !== 'unknown') known.add(wish.commandId);
  const sent = new Set(appends.map(({ wish }) => wish.commandId));
  const recorded = new Set(onRecord.map(({ commandId }) => commandId));
  const unknown = [...sent].filter((id) => !known.has(id));
  return {
    commands: sent.size,
    appends: counted(appends.map(({ answer }) => answer.status)),
    readings: counted(calls.map(({ what }) => what).filter((what) => what !== 'append')),
    leftUnknown: unknown.length,
    unknownYetRecorded: unknown.filter((id) => recorded.has(id)).length,
    events: log.length,
    given: subscribers.reduce((sum, { events }) => sum + events.length, 0),
  };
}

function counted(names: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
