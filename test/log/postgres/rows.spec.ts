import { expect, test } from '@jest/globals';
import { shapeOf, type EventRow } from '../../../src/log/postgres/rows.js';

const row = (data: string): EventRow => [
  ...['7', 'idea-1', '0', 'command', '019386f0-0000-7000-8000-000000000001', 'IdeaSubmitted', '1'],
  ...[null, null, '2026-11-22 20:30:00.12+00', null, '{"kind":"agent","ref":"a","role":"staff"}'],
  ...['web', null, null, 'public', data, null],
];

test('an event that cannot be read is a log that is corrupt, and its position is named', () => {
  const { eventOf } = shapeOf();
  expect(eventOf(row('{"a":1}'))).toMatchObject({ position: 7n, data: { a: 1 } });
  expect(() => eventOf(row('{"a":'))).toThrow(
    expect.objectContaining({ code: 'LOG_CORRUPT', data: { missing: '7' } }),
  );
});
