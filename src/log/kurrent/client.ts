import type { KurrentDBClient } from '@kurrent/kurrentdb-client';
import { LogError } from '../port.js';

/** The official client; part of the installation where its native bridge could be installed. */
export type Kurrent = typeof import('@kurrent/kurrentdb-client');

/** The client's module. Rejects with LOG_UNAVAILABLE, lasting, where it is not installed. */
export async function loadClient(): Promise<Kurrent> {
  try {
    return await import('@kurrent/kurrentdb-client');
  } catch (error) {
    const message =
      'The client of KurrentDB cannot be loaded; run npm install @kurrent/kurrentdb-client.';
    throw new LogError('LOG_UNAVAILABLE', message, { lasting: true }, { cause: error });
  }
}

/** A client for the servers of a connection string; it connects when it is first asked for something. */
export function connect({ KurrentDBClient }: Kurrent, url: string): KurrentDBClient {
  try {
    return KurrentDBClient.connectionString(url);
  } catch (error) {
    throw logError(error);
  }
}

/** How a server can be written to: as EventStoreDB 24 is, as KurrentDB 25.1, or as KurrentDB 26.1. */
export type Mode = 'one stream' | 'several streams' | 'several streams and checks';

const SERVICE = '/kurrentdb.protocol.v2.streams.StreamsService';

/** The newest way of writing that a server offers, by its own list of what it answers to. */
export async function modeOf(client: KurrentDBClient): Promise<Mode> {
  const { supports } = client as unknown as Supporting;
  const offers = (method: string) => supports.call(client, { path: `${SERVICE}/${method}` });
  if (await offers('AppendRecords')) return 'several streams and checks';
  return (await offers('AppendSession')) ? 'several streams' : 'one stream';
}

/** The client knows what its server offers, and keeps it from the types it publishes. */
interface Supporting {
  supports(method: { path: string }): Promise<boolean>;
}

const PASSING = new Set(['unavailable', 'timeout', 'deadline-exceeded', 'cancelled', 'not-leader']);

const TOO_LARGE = new Set([
  'maximum-append-size-exceeded',
  'transaction-max-size-exceeded',
  'append-record-size-exceeded',
]);

/** The status codes of gRPC that matter here. */
const status = {
  cancelled: 1,
  unknown: 2,
  deadlineExceeded: 4,
  resourceExhausted: 8,
  internal: 13,
  unavailable: 14,
} as const;

const PASSING_CODES: ReadonlySet<number> = new Set([
  status.cancelled,
  status.unknown,
  status.deadlineExceeded,
  status.internal,
  status.unavailable,
]);

/** What the client throws: a kind of its own, a status code of gRPC, or both. */
export interface ClientError extends Error {
  type?: string;
  code?: number;
}

/** Whether an error may be gone at the next attempt; whether the call did its work is unknown till then. */
export function isPassing(error: unknown): boolean {
  if (error instanceof LogError) return false;
  const { type = 'unknown', code = status.unknown } = error as ClientError;
  return PASSING.has(type) || (type === 'unknown' && PASSING_CODES.has(code));
}

/** An error of the client in the log's words; `lasting` where trying again cannot help. */
export function logError(error: unknown, data: Record<string, unknown> = {}): LogError {
  const options = { cause: error };
  if (error instanceof LogError)
    return new LogError(error.code, error.message, { ...error.data, ...data }, options);
  const { type, code, message } = error as ClientError;
  const said = `KurrentDB: ${message}`;
  if (TOO_LARGE.has(type ?? '') || code === status.resourceExhausted)
    return new LogError('EVENT_TOO_LARGE', said, data, options);
  return new LogError('LOG_UNAVAILABLE', said, { ...data, lasting: !isPassing(error) }, options);
}
