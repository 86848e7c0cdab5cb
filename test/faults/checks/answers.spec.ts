import { describe, expect, test } from '@jest/globals';
import { check } from '../checker.js';
import {
  wish,
  append,
  appended,
  repeated,
  unknown,
  logOf,
  history,
  rules,
  one,
  two,
  both,
  first,
  second,
} from '../hand-made.js';

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
