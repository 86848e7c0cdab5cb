import { describe, expect, test } from '@jest/globals';
import { instantOf, startOfDay } from '../../../src/cli/import/names.js';

const hour = 3_600_000;
const lengthOf = (day: string): number =>
  (Date.parse(startOfDay(day, 'Europe/Paris', 1)) - Date.parse(startOfDay(day, 'Europe/Paris'))) /
  hour;

describe('E38e where clocks are changed', () => {
  test('a day begins and ends at the instants that its own zone says', () => {
    expect(['2026-10-24', '2026-10-25', '2027-03-28', '2027-03-29'].map(lengthOf)).toEqual([
      24, 25, 23, 24,
    ]);
    expect(startOfDay('2026-10-25', 'Europe/Paris')).toBe('2026-10-24T22:00:00.000Z');
    expect(startOfDay('2026-10-26', 'Europe/Paris')).toBe('2026-10-25T23:00:00.000Z');
  });

  test('a local time is one instant; of the hour that comes twice it is the later', () => {
    const at = (text: string) => new Date(instantOf(text, 'Europe/Paris')!).toISOString();
    expect(at('2026-10-25T01:59')).toBe('2026-10-24T23:59:00.000Z');
    expect(at('2026-10-25T02:30')).toBe('2026-10-25T01:30:00.000Z');
    expect(at('2026-10-25T03:00')).toBe('2026-10-25T02:00:00.000Z');
    expect(at('2027-03-28T03:00:01')).toBe('2027-03-28T01:00:01.000Z');
  });

  test.each(['', '2026-10-25', '2026-10-25T25:00', '2026-02-30T10:00', '25.10.2026 10:00'])(
    '"%s" is no local time',
    (text) => expect(instantOf(text, 'Europe/Paris')).toBeUndefined(),
  );
});
