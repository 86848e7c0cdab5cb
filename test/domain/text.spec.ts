import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { required, textLimits, tooLong } from '../../src/domain/text.js';

const invisible = [
  '',
  ' \t\n',
  '\u200b',
  '\u200d\u2060',
  '\ufeff',
  '\u00ad',
  '\u3164',
  '\u2800',
  '\uffa0',
  '\u202e',
  '\0',
];

describe('a text that is required', () => {
  test('shows something: white space and characters that show nothing are no text', () => {
    for (const text of [...invisible, null, undefined])
      expect(required(text, ['title'])).toMatchObject({ code: 'TEXT_REQUIRED', path: ['title'] });
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...invisible)), (marks) => {
        expect(required(marks.join(''), ['title'])?.code).toBe('TEXT_REQUIRED');
        expect(required(`${marks.join('')}é`, ['title'])).toBeUndefined();
      }),
    );
  });

  test('may be a digit, an emoji, or a word in any script', () => {
    for (const text of ['0', '🌳', '花園', 'حديقة', '👩‍👧'])
      expect(required(text, ['title'])).toBeUndefined();
  });

  test('is measured in characters that people see as one code point, not in bytes', () => {
    expect(required('🌳'.repeat(200), ['title'], textLimits.title)).toBeUndefined();
    expect(required('🌳'.repeat(201), ['title'], textLimits.title)).toMatchObject({
      code: 'TEXT_TOO_LONG',
      data: { limit: 200, length: 201 },
    });
  });
});

describe('a text that is optional', () => {
  test('may be absent or empty, and has a limit', () => {
    for (const text of [null, undefined, '', 'x'.repeat(500)])
      expect(tooLong(text, ['reason'])).toBeUndefined();
    expect(tooLong('x'.repeat(501), ['reason'])).toMatchObject({
      code: 'TEXT_TOO_LONG',
      path: ['reason'],
      data: { limit: 500, length: 501 },
    });
  });
});
