import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { Contended, Forbidden } from '../../src/acts/act.js';
import { formatError } from '../../src/graphql/errors.js';
import { UnknownId } from '../../src/graphql/ids.js';
import { LogError } from '../../src/log/port.js';
import { StaleRead } from '../../src/views/freshness.js';

afterEach(() => void jest.restoreAllMocks());

describe('a fault that nobody foresaw', () => {
  test.each<[string, unknown]>([
    ['a text', 'select 1'],
    ['nothing', undefined],
    ['an error with a code of its own', Object.assign(new Error('select 1'), { code: 'EACCES' })],
    [
      'a GraphQL error of an unknown code',
      new GraphQLError('select 1', { extensions: { code: 'SQL' } }),
    ],
    ['a GraphQL error without a code', new GraphQLError('select 1')],
    ['what the log could not take', new LogError('INVALID_APPEND', 'select 1')],
    ['a log that is corrupt', new LogError('LOG_CORRUPT', 'select 1')],
  ])('is masked even when it is %s', (_what, thrown) => {
    const log = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const found = formatError(
      { message: 'select 1', extensions: { code: 'SQL', stacktrace: ['x'] } },
      thrown,
    );
    expect(found.extensions).toEqual({
      code: 'INTERNAL_SERVER_ERROR',
      errorId: expect.any(String),
    });
    expect(JSON.stringify(found)).not.toContain('select');
    expect(log.mock.calls.join()).toContain(found.extensions!['errorId']);
  });
});

test.each<[string, unknown, object]>([
  ['who may not', new Forbidden('No.'), { code: 'FORBIDDEN' }],
  ['who names nothing', new UnknownId('id', 'Idea'), { code: 'BAD_USER_INPUT', expected: 'Idea' }],
  ['who came with too many', new Contended('x'), { code: 'CONTENDED', retryable: true }],
  [
    'who asks too early',
    new StaleRead('x', 7n, 5n),
    { code: 'STALE_READ', requiredPosition: '7', reachedPosition: '5', retryable: true },
  ],
  ['who comes in a rush', new LogError('OVERLOADED', 'x'), { code: 'OVERLOADED', retryable: true }],
  [
    'whose act found no log',
    new LogError('LOG_UNAVAILABLE', 'host'),
    { code: 'LOG_UNAVAILABLE', retryable: true },
  ],
  [
    'whose read found no database',
    Object.assign(new Error('host'), { code: 'ECONNREFUSED' }),
    { code: 'UNAVAILABLE', retryable: true },
  ],
  [
    'whose question takes too long',
    Object.assign(new Error('canceling statement'), { code: '57014' }),
    { code: 'TOO_SLOW' },
  ],
])('%s is told by a code and whether to try again', (_who, thrown, extensions) => {
  const found = formatError({ message: 'host' }, thrown);
  expect(found.extensions).toEqual(extensions);
  expect(found.message).not.toContain('host');
});
