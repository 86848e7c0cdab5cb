import { describe, expect, test } from '@jest/globals';
import { check } from '../checker.js';
import {
  wish,
  append,
  appended,
  unknown,
  logOf,
  history,
  rules,
  one,
  both,
  first,
  second,
} from '../hand-made.js';
import type { History } from '../history.js';

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
