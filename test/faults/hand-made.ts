import { check } from './checker.js';
import { chained } from './fold.js';
import type { Answer, Call, Expectation, History, Rule, Stored, Wish } from './history.js';

/** A wish to write elements to one stream or to several. */
export const wish = (
  commandId: string,
  writes: [stream: string, expect: Expectation, ...elements: string[]][],
  more: Partial<Wish> = {},
): Wish => ({
  commandId,
  fingerprint: `wish ${commandId}`,
  writes: writes.map(([stream, expect, ...elements]) => ({ stream, expect, elements })),
  checks: [],
  ...more,
});

/** When a call began and when it ended. */
export type Times = [began: number, ended: number];
/** Who asked, and when. */
export const by = ([began, ended]: Times, session = 'anna') => ({ session, began, ended });

/** A call of `append` and what it answered. */
export const append = (wished: Wish, answer: Answer, times: Times): Call => ({
  what: 'append',
  wish: wished,
  answer,
  ...by(times),
});

/** The answer that a command was appended, up to this position and these revisions. */
export const appended = (position: number, revisions: Record<string, number>): Answer => ({
  status: 'appended',
  position,
  revisions,
});
/** The same answer, given to a repeat. */
export const repeated = (position: number, revisions: Record<string, number>): Answer => ({
  status: 'repeated',
  position,
  revisions,
});
/** The answer that a stream is not as expected. */
export const conflict = (
  stream: string,
  expected: Expectation,
  actual: number | 'none',
): Answer => ({
  status: 'conflict',
  conflicts: [{ stream, expected, actual }],
});
/** No answer at all. */
export const unknown: Answer = { status: 'unknown' };

/** A log from what stands in it: stream, command and element of each event. */
export function logOf(...events: [stream: string, commandId: string, element: string][]): Stored[] {
  const lengths: Record<string, number> = {};
  return events.map(([stream, commandId, element], i) => ({
    position: i + 1,
    stream,
    revision: (lengths[stream] = (lengths[stream] ?? -1) + 1),
    commandId,
    eventId: `event ${element}`,
    type: 'Added',
    element,
  }));
}

/** A whole history: what is on record, the view and one subscriber follow from the log, unless they are given. */
export function history(calls: Call[], log: Stored[], parts: Partial<History> = {}): History {
  const records = new Map<string, History['onRecord'][number]>();
  const rows = new Map<string, History['view']['rows'][number]>();
  for (const event of log) {
    const { commandId, position, stream, revision } = event;
    const fingerprint = `wish ${commandId}`;
    const known = records.get(commandId) ?? { commandId, fingerprint, position, revisions: {} };
    const revisions = { ...known.revisions, [stream]: revision };
    records.set(commandId, { ...known, position, revisions });
    rows.set(stream, chained(rows.get(stream) ?? null, event));
  }
  return {
    calls,
    log,
    onRecord: [...records.values()],
    view: { asOf: log.length, rows: [...rows.values()] },
    subscribers: [
      subscriber(
        log.map(({ position, element }) => [position, element]),
        log.length,
      ),
    ],
    ...parts,
  };
}

/** What a subscriber was given, and how far it was told that the log goes. */
export const subscriber = (events: [number, string][], scannedTo: number, type?: string) => ({
  name: 'sub',
  type,
  events,
  scannedTo,
});

/** Which rules a history breaks. */
export const rules = (told: History): Rule[] => [...new Set(check(told).map(({ rule }) => rule))];

/** Two commands, one after the other on one stream. */
export const one = wish('c1', [['s', 'none', 'a']]);
export const two = wish('c2', [['s', 0, 'b']]);
/** The log that they make. */
export const both = logOf(['s', 'c1', 'a'], ['s', 'c2', 'b']);
/** The calls that made it. */
export const first = append(one, appended(1, { s: 0 }), [0, 1]);
export const second = append(two, appended(2, { s: 1 }), [2, 3]);
