import { describe, expect, test } from '@jest/globals';
import { check } from './checker.js';
import { chained } from './fold.js';
import type { Answer, Call, Expectation, History, Rule, Stored, Wish } from './history.js';

/** A wish to write elements to one stream or to several. */
const wish = (
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

type Times = [began: number, ended: number];
const by = ([began, ended]: Times, session = 'anna') => ({ session, began, ended });

const append = (wished: Wish, answer: Answer, times: Times): Call => ({
  what: 'append',
  wish: wished,
  answer,
  ...by(times),
});

const appended = (position: number, revisions: Record<string, number>): Answer => ({
  status: 'appended',
  position,
  revisions,
});
const repeated = (position: number, revisions: Record<string, number>): Answer => ({
  status: 'repeated',
  position,
  revisions,
});
const conflict = (stream: string, expected: Expectation, actual: number | 'none'): Answer => ({
  status: 'conflict',
  conflicts: [{ stream, expected, actual }],
});
const unknown: Answer = { status: 'unknown' };

/** A log from what stands in it: stream, command and element of each event. */
function logOf(...events: [stream: string, commandId: string, element: string][]): Stored[] {
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
function history(calls: Call[], log: Stored[], parts: Partial<History> = {}): History {
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

const subscriber = (events: [number, string][], scannedTo: number, type?: string) => ({
  name: 'sub',
  type,
  events,
  scannedTo,
});

const rules = (told: History): Rule[] => [...new Set(check(told).map(({ rule }) => rule))];

const one = wish('c1', [['s', 'none', 'a']]);
const two = wish('c2', [['s', 0, 'b']]);
const both = logOf(['s', 'c1', 'a'], ['s', 'c2', 'b']);
const first = append(one, appended(1, { s: 0 }), [0, 1]);
const second = append(two, appended(2, { s: 1 }), [2, 3]);

test('two commands, one after the other, break no rule', () =>
  expect(check(history([first, second], both))).toEqual([]));

describe('the log', () => {
  test('has no missing position', () => {
    const hole = both.map((event) => ({ ...event, position: event.revision * 2 + 1 }));
    expect(rules(history([first, second], hole))).toContain('positions are dense');
  });

  test('has no missing revision in a stream', () => {
    const hole = both.map((event) => ({ ...event, revision: event.revision * 2 }));
    expect(rules(history([first, second], hole))).toContain('revisions are gapless');
  });

  test('has nothing twice', () => {
    const any = wish('c1', [['s', 'any', 'a']]);
    const log = logOf(['s', 'c1', 'a'], ['s', 'c1', 'a']);
    const call = append(any, appended(1, { s: 0 }), [0, 1]);
    expect(rules(history([call], log))).toContain('everything is recorded once');
  });

  test('has no event under the id of another', () => {
    const log = both.map((event) => ({ ...event, eventId: 'same' }));
    expect(rules(history([first, second], log))).toEqual(['everything is recorded once']);
  });

  test('has nothing that nobody wished', () =>
    expect(rules(history([first], both))).toContain('nothing is recorded that nobody wished'));

  const several = wish('c1', [
    ['s', 'none', 'a', 'b'],
    ['t', 'none', 'c'],
  ]);
  const call = append(several, appended(3, { s: 1, t: 0 }), [0, 1]);

  test('has all of a command that writes several streams, together', () => {
    const log = logOf(['s', 'c1', 'a'], ['s', 'c1', 'b'], ['t', 'c1', 'c']);
    expect(check(history([call], log))).toEqual([]);
  });

  test('has no half of a command', () => {
    const log = logOf(['s', 'c1', 'a'], ['s', 'c1', 'b']);
    expect(rules(history([append(several, unknown, [0, 1])], log))).toEqual(['a command is whole']);
  });

  test('has nothing between the events of one command', () => {
    const other = append(wish('c2', [['u', 'none', 'x']]), appended(3, { u: 0 }), [0, 1]);
    const log = logOf(['s', 'c1', 'a'], ['s', 'c1', 'b'], ['u', 'c2', 'x'], ['t', 'c1', 'c']);
    const calls = [append(several, unknown, [0, 1]), other];
    expect(rules(history(calls, log))).toEqual(['a command is whole']);
  });

  test('has its events in the order of the wish', () => {
    const log = logOf(['s', 'c1', 'b'], ['s', 'c1', 'a'], ['t', 'c1', 'c']);
    expect(rules(history([call], log))).toEqual(['a command is whole']);
  });

  test.each([
    ['nothing, for a command that has events', [] as History['onRecord']],
    [
      'another place',
      [{ commandId: 'c1', fingerprint: 'wish c1', position: 2, revisions: { s: 0 } }],
    ],
    [
      'another revision',
      [{ commandId: 'c1', fingerprint: 'wish c1', position: 1, revisions: { s: 1 } }],
    ],
    [
      'another wish',
      [{ commandId: 'c1', fingerprint: 'wish c9', position: 1, revisions: { s: 0 } }],
    ],
  ])('has on record never %s', (_, onRecord) =>
    expect(rules(history([first], logOf(['s', 'c1', 'a']), { onRecord }))).toEqual([
      'what is on record agrees with the events',
    ]),
  );

  test('has no command on record that has no events', () => {
    const { onRecord } = history([], logOf(['s', 'c1', 'a']));
    const call = append(one, unknown, [0, 1]);
    expect(rules(history([call], [], { onRecord }))).toEqual([
      'what is on record agrees with the events',
    ]);
  });
});

describe('what appending answers', () => {
  const RULE = 'what was acknowledged stands where it was said';

  test('an acknowledged command is in the log', () =>
    expect(rules(history([first], []))).toEqual([RULE]));

  test('an acknowledged command stands at the place that was said', () => {
    const elsewhere = append(two, appended(3, { s: 1 }), [2, 3]);
    expect(rules(history([first, elsewhere], both))).toEqual([RULE]);
    const otherwise = append(two, appended(2, { s: 2 }), [2, 3]);
    expect(rules(history([first, otherwise], both))).toEqual([RULE]);
  });

  test('a command whose answer never came is there once or not at all', () => {
    const lost = append(two, unknown, [2, 3]);
    expect(check(history([first, lost], both))).toEqual([]);
    expect(check(history([first, lost], both.slice(0, 1)))).toEqual([]);
  });

  test('a command that was refused for certain is not in the log', () => {
    const refused = append(two, { status: 'unrecorded' }, [2, 3]);
    expect(rules(history([first, refused], both))).toEqual(['what was refused is not recorded']);
    expect(check(history([first, refused], both.slice(0, 1)))).toEqual([]);
  });

  test('a repeat gives the first answer, and nobody is told twice that it was appended', () => {
    const again = append(one, repeated(1, { s: 0 }), [4, 5]);
    expect(check(history([first, again], both.slice(0, 1)))).toEqual([]);
    const anew = append(one, appended(1, { s: 0 }), [4, 5]);
    expect(rules(history([first, anew], both.slice(0, 1)))).toEqual([
      'everything is recorded once',
    ]);
  });

  test('a repeat that arrives late may be the one that was appended', () => {
    const lost = append(one, unknown, [0, 1]);
    const again = append(one, appended(1, { s: 0 }), [4, 5]);
    expect(check(history([lost, again], both.slice(0, 1)))).toEqual([]);
  });
});

describe('expected revisions', () => {
  const RULE = 'what was appended was as expected';

  test('two commands that expect the same revision are not both appended', () => {
    const rival = append(wish('c2', [['s', 'none', 'b']]), appended(2, { s: 1 }), [0, 3]);
    expect(rules(history([first, rival], both))).toEqual([RULE]);
  });

  test('a command that expects anything is appended whatever there is', () => {
    const any = append(wish('c2', [['s', 'any', 'b']]), appended(2, { s: 1 }), [2, 3]);
    expect(check(history([first, any], both))).toEqual([]);
  });

  test('nothing is appended once a stream has changed that it was only checked against', () => {
    const checked = (expect: number) =>
      append(
        wish('c3', [['t', 'none', 'x']], { checks: [{ stream: 's', expect }] }),
        appended(3, { t: 0 }),
        [4, 5],
      );
    const log = logOf(['s', 'c1', 'a'], ['s', 'c2', 'b'], ['t', 'c3', 'x']);
    expect(check(history([first, second, checked(1)], log))).toEqual([]);
    expect(rules(history([first, second, checked(0)], log))).toEqual([RULE]);
  });
});

describe('time', () => {
  const other = wish('c2', [['t', 'none', 'b']]);
  const log = logOf(['s', 'c1', 'a'], ['t', 'c2', 'b']);

  test('a command that was over before another began stands before it', () => {
    const late = append(one, appended(1, { s: 0 }), [10, 11]);
    const early = append(other, appended(2, { t: 0 }), [0, 1]);
    expect(rules(history([late, early], log))).toEqual(['order agrees with time']);
  });

  test('commands under way at the same time may stand in any order', () => {
    const slow = append(one, appended(1, { s: 0 }), [1, 11]);
    const early = append(other, appended(2, { t: 0 }), [0, 2]);
    expect(check(history([slow, early], log))).toEqual([]);
  });

  test('all calls of one command count as one, from the first start to the first answer', () => {
    const lost = append(one, unknown, [0, 1]);
    const found = append(one, repeated(1, { s: 0 }), [10, 11]);
    const early = append(other, appended(2, { t: 0 }), [2, 3]);
    expect(check(history([lost, early, found], log))).toEqual([]);
  });
});

describe('conflicts', () => {
  const RULE = 'a conflict can be explained';
  const late = (answer: Answer, expected: Expectation = 5, times: Times = [4, 5]) =>
    history([first, second, append(wish('c3', [['s', expected, 'x']]), answer, times)], both);

  test('a conflict names the revision that the stream had', () =>
    expect(check(late(conflict('s', 5, 1)))).toEqual([]));

  test('a conflict names no revision that was passed before the call began', () =>
    expect(rules(late(conflict('s', 5, 0)))).toEqual([RULE]));

  test('a conflict names no revision that nobody had sent', () => {
    expect(rules(late(conflict('s', 5, 2)))).toEqual([RULE]);
    expect(rules(late(conflict('s', 5, 1), 5, [0, 1]))).toEqual([RULE]);
  });

  test('a stream that is as expected is no conflict', () =>
    expect(rules(late(conflict('s', 1, 1), 1))).toEqual([RULE]));

  test('whoever expects anything meets no conflict', () =>
    expect(rules(late(conflict('s', 'any', 1), 'any'))).toEqual([RULE]));

  test('a conflict is about a stream that was asked for, and there is one', () => {
    expect(rules(late(conflict('t', 5, 'none')))).toEqual([RULE]);
    expect(rules(late({ status: 'conflict', conflicts: [] }))).toEqual([RULE]);
  });

  test('a conflict with a stream that does not exist is explained while nobody wrote it', () => {
    const early = append(wish('c3', [['s', 5, 'x']]), conflict('s', 5, 'none'), [0, 1]);
    expect(check(history([first, early], both.slice(0, 1)))).toEqual([]);
    expect(rules(late(conflict('s', 5, 'none')))).toEqual([RULE]);
  });
});

describe('command ids', () => {
  const RULE = 'an id stands for one wish';
  const impostor = wish('c1', [['t', 'any', 'x']], { fingerprint: 'another wish' });
  const log = both.slice(0, 1);
  const used: Answer = { status: 'idempotency_conflict' };

  test('another wish under a used id is refused', () =>
    expect(check(history([first, append(impostor, used, [2, 3])], log))).toEqual([]));

  test('no wish is refused for an id that nobody used', () =>
    expect(rules(history([append(impostor, used, [2, 3])], []))).toEqual([RULE]));

  test('a wish that was recorded is not refused when it is repeated', () => {
    expect(rules(history([first, append(one, used, [2, 3])], log))).toEqual([RULE]);
    const judgedAnew = append(one, conflict('s', 'none', 0), [2, 3]);
    expect(rules(history([first, judgedAnew], log))).toEqual([RULE]);
  });

  test('another wish under a used id is not judged by its streams', () => {
    const expecting = { ...impostor, writes: [{ stream: 's', expect: 7, elements: ['x'] }] };
    const call = append(expecting, conflict('s', 7, 0), [2, 3]);
    expect(rules(history([first, call], log))).toEqual([RULE]);
  });
});

describe('readings', () => {
  const RULE = 'a reading is a prefix';
  const stream = (from: number, elements: string[], times: Times, session?: string): Call => ({
    what: 'stream',
    stream: 's',
    from,
    elements,
    ...by(times, session),
  });
  const log = (after: number, events: [number, string][], times: Times, limit = 10): Call => ({
    what: 'log',
    after,
    limit,
    events,
    ...by(times),
  });
  const read = (...calls: Call[]) => rules(history([first, second, ...calls], both));

  test('what is read is what stands there', () => {
    expect(read(stream(0, ['a', 'b'], [4, 5]), stream(1, ['b'], [4, 5]))).toEqual([]);
    expect(read(stream(0, ['b'], [4, 5]))).toEqual([RULE]);
    expect(read(stream(1, ['b', 'z'], [4, 5]))).toEqual([RULE]);
  });

  test('what was acknowledged before a reading is read', () => {
    expect(read(stream(0, ['a'], [2.5, 4]))).toEqual([]);
    expect(read(stream(0, ['a'], [3.5, 4]))).toEqual([RULE]);
    expect(read(stream(1, [], [3.5, 4]))).toEqual([RULE]);
  });

  test('nothing is read before it was sent', () =>
    expect(read(stream(0, ['a', 'b'], [1, 1.5]))).toEqual([RULE]));

  test('a session does not read less than it read before', () => {
    const lost = append(two, unknown, [2, 3]);
    const less = (session: string) =>
      rules(
        history(
          [first, lost, stream(0, ['a', 'b'], [4, 5], 'ben'), stream(0, ['a'], [6, 7], session)],
          both,
        ),
      );
    expect(less('ben')).toEqual(['a session never reads backwards']);
    expect(less('cleo')).toEqual([]);
  });

  test('the whole log is read in order, to its end or to the limit', () => {
    expect(
      read(
        log(
          0,
          [
            [1, 'a'],
            [2, 'b'],
          ],
          [4, 5],
        ),
        log(1, [[2, 'b']], [4, 5]),
      ),
    ).toEqual([]);
    expect(read(log(0, [[1, 'a']], [4, 5], 1))).toEqual([]);
    expect(read(log(0, [[1, 'a']], [4, 5]))).toEqual([RULE]);
    expect(read(log(0, [[2, 'b']], [4, 5]))).toEqual([RULE]);
    expect(
      read(
        log(
          0,
          [
            [1, 'a'],
            [2, 'b'],
          ],
          [1, 1.5],
        ),
      ),
    ).toEqual([RULE]);
  });

  const outcome = (position: number | null, times: Times): Call => ({
    what: 'outcome',
    commandId: 'c2',
    onRecord: position
      ? { commandId: 'c2', fingerprint: 'wish c2', position, revisions: { s: 1 } }
      : null,
    ...by(times),
  });
  const RECORD = 'what is on record agrees with the events';

  test('an outcome is on record from the acknowledgement on, not before it was sent, and never changes', () => {
    expect(read(outcome(2, [4, 5]), outcome(null, [0, 1]), outcome(null, [2, 3]))).toEqual([]);
    expect(read(outcome(null, [4, 5]))).toEqual([RECORD]);
    expect(read(outcome(2, [0, 1]))).toEqual([RECORD]);
    expect(read(outcome(1, [4, 5]))).toEqual([RECORD]);
  });
});

describe('views', () => {
  const RULE = 'a view is a fold of the log';
  const entries = both.map((event) => ({ ...event }));
  const short = chained(null, entries[0]!);
  const full = chained(short, entries[1]!);
  const view = (asOf: number, row: typeof full | null): Call => ({
    what: 'view',
    stream: 's',
    asOf,
    row,
    ...by([4, 5]),
  });
  const read = (...calls: Call[]) => rules(history([first, second, ...calls], both));

  test('a view tells what the log holds up to where the view says it has read', () => {
    expect(read(view(0, null), view(1, short), view(2, full))).toEqual([]);
    expect(read(view(1, full))).toEqual([RULE]);
    expect(read(view(2, short))).toEqual([RULE]);
    expect(read(view(2, null))).toEqual([RULE]);
  });

  test('a view counts nothing twice', () =>
    expect(read(view(2, chained(full, entries[1]!)))).toEqual([RULE]));

  test('a view has not read further than the log goes', () =>
    expect(read(view(3, full))).toEqual([RULE]));

  test.each([
    ['lags behind the log', { asOf: 1, rows: [full] }],
    ['lacks a row', { asOf: 2, rows: [] }],
    [
      'holds a row of a stream that is not in the log',
      { asOf: 2, rows: [full, { ...full, stream: 't' }] },
    ],
    ['holds another row', { asOf: 2, rows: [short] }],
  ])('once all is quiet, no view %s', (_, held) =>
    expect(rules(history([first, second], both, { view: held }))).toEqual([RULE]),
  );
});

describe('subscribers', () => {
  const RULE = 'a subscriber sees everything once';
  const seen = (events: [number, string][], scannedTo = 2, type?: string) =>
    rules(history([first, second], both, { subscribers: [subscriber(events, scannedTo, type)] }));

  test.each<[string, [number, string][]]>([
    ['misses an event', [[2, 'b']]],
    ['misses the end', [[1, 'a']]],
    [
      'is given an event twice',
      [
        [1, 'a'],
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    [
      'is given events out of order',
      [
        [2, 'b'],
        [1, 'a'],
      ],
    ],
    [
      'is given what is not in the log',
      [
        [1, 'a'],
        [2, 'z'],
      ],
    ],
  ])('no subscriber %s', (_, events) => expect(seen(events)).toEqual([RULE]));

  test('a subscriber is told how far the log goes', () =>
    expect(
      seen(
        [
          [1, 'a'],
          [2, 'b'],
        ],
        1,
      ),
    ).toEqual([RULE]));

  test('a subscriber of one type is given the events of that type, all of them', () => {
    expect(
      seen(
        [
          [1, 'a'],
          [2, 'b'],
        ],
        2,
        'Added',
      ),
    ).toEqual([]);
    expect(seen([], 2, 'Marked')).toEqual([]);
    expect(seen([[1, 'a']], 2, 'Added')).toEqual([RULE]);
    expect(seen([[1, 'a']], 2, 'Marked')).toEqual([RULE]);
  });
});
