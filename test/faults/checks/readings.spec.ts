import { describe, expect, test } from '@jest/globals';
import {
  by,
  append,
  unknown,
  history,
  rules,
  two,
  both,
  first,
  second,
  type Times,
} from '../hand-made.js';
import type { Call } from '../history.js';

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
