import { describe, expect, test } from '@jest/globals';
import { chained } from '../fold.js';
import { by, history, subscriber, rules, both, first, second } from '../hand-made.js';
import type { Call } from '../history.js';

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
