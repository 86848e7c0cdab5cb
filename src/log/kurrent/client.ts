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

/** Status codes of gRPC that the client knows no name for. */
const status = { unknown: 2, resourceExhausted: 8 } as const;

/** What the client throws: a kind of its own, and the status code of gRPC behind it. */
export interface ClientError extends Error {
  type?: string;
  code?: number;
}

/** Whether an error may be gone at the next attempt; whether the call did its work is unknown till then. */
export function isPassing(error: unknown): boolean {
  if (error instanceof LogError) return false;
  const { type, code = status.unknown } = error as ClientError;
  return PASSING.has(type ?? '') || (type === 'unknown' && code === status.unknown);
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
