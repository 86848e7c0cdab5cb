import { describe, expect, test } from '@jest/globals';
import { check } from '../checker.js';
import {
  wish,
  append,
  conflict,
  history,
  rules,
  one,
  both,
  first,
  second,
  type Times,
} from '../hand-made.js';
import type { Answer, Expectation } from '../history.js';

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
