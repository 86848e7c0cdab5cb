import { randomUUID } from 'node:crypto';
import { unwrapResolverError } from '@apollo/server/errors';
import { Catch, Logger, type ExceptionFilter } from '@nestjs/common';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { Contended, Forbidden } from '../acts/act.js';
import { UnknownVersion } from '../domain/upcast.js';
import { isAway, isTooSlow } from '../views/away.js';
import { StaleRead } from '../views/freshness.js';
import { UnknownId } from './ids.js';

const logger = new Logger('GraphQL');

/** Codes that a client may see as they are. */
const known = new Set([
  'AS_OF_NOT_YET',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'FORBIDDEN',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'SIGN_IN_UNAVAILABLE',
  'UNAUTHENTICATED',
]);

/** Codes of the log after which the same wish may be sent again. */
const retryable = new Set(['OVERLOADED', 'LOG_UNAVAILABLE', 'LOG_CLOSED']);

/** Hands what a resolver throws to `formatError`, which alone decides what is told and what is logged. */
@Catch()
export class AsGraphqlError implements ExceptionFilter {
  catch(exception: unknown): unknown {
    return exception instanceof Error ? exception : new Error(String(exception));
  }
}

/** What graphql-js guesses that a misspelt name was meant to be. */
const suggestion = /\s*Did you mean [^]*$/;

/** Marks what may be asked or wished for again as it is. */
const again = { retryable: true };

const coded = (message: string, code: string, data: object = {}): GraphQLFormattedError => ({
  message,
  extensions: { code, ...data },
});

/** What a fault of the vault tells a client, by its code. */
const faults: Record<string, GraphQLFormattedError> = {
  SEAL_BROKEN: coded(
    'These words are not as they were sealed, so they are not shown.',
    'SEAL_BROKEN',
  ),
  MASTER_KEY_WRONG: coded('Words cannot be opened now; ask again.', 'KEYS_UNAVAILABLE', again),
  PERSON_ERASED: coded('This account has been erased meanwhile.', 'ACCOUNT_ERASED'),
};

const told = (error: unknown): GraphQLFormattedError | undefined => {
  if (error instanceof Forbidden) return coded(error.message, 'FORBIDDEN');
  if (error instanceof UnknownId)
    return coded(error.message, 'BAD_USER_INPUT', { expected: error.expected });
  if (error instanceof UnknownVersion)
    return coded(error.message, 'EVENT_UNKNOWN', {
      type: error.type,
      version: error.version,
      position: error.position === undefined ? null : String(error.position),
    });
  if (error instanceof Contended) return coded(error.message, 'CONTENDED', again);
  if (error instanceof StaleRead)
    return coded(error.message, 'STALE_READ', {
      requiredPosition: String(error.required),
      reachedPosition: String(error.reached),
      ...again,
    });
  if (isAway(error)) return coded('The database is away; ask again.', 'UNAVAILABLE', again);
  if (isTooSlow(error)) return coded('That took too long; ask for less.', 'TOO_SLOW');
  const { code, name } = (error ?? {}) as { code?: string; name?: string };
  if (name === 'VaultFault') return faults[code!];
  if (name === 'LogError' && code === 'UNSUPPORTED')
    return coded('The store behind this server cannot record that in one go.', 'UNSUPPORTED');
  return name === 'LogError' && retryable.has(code!)
    ? coded('The log is busy; send the same wish again.', code!, again)
    : undefined;
};

/** An error as a client may see it: known codes as they are, anything else under a number that stands in our logs. */
export const formatError = (
  formatted: GraphQLFormattedError,
  thrown: unknown,
): GraphQLFormattedError => {
  const { path, locations } = formatted;
  const error = unwrapResolverError(thrown);
  const visible = told(error);
  if (visible) return { ...visible, path, locations };
  const code = formatted.extensions?.['code'];
  if (thrown instanceof GraphQLError && known.has(String(code))) {
    const { stacktrace: _stacktrace, ...extensions } = formatted.extensions ?? {};
    return { ...formatted, message: formatted.message.replace(suggestion, ''), extensions };
  }
  const errorId = randomUUID();
  logger.error(`${errorId} ${(error as Error)?.stack ?? String(error)}`);
  return {
    message: 'Something went wrong on our side.',
    path,
    locations,
    extensions: { code: 'INTERNAL_SERVER_ERROR', errorId },
  };
};
