import { inspectKurrent } from './log/kurrent/inspection.js';
import type { Inspection } from './log/inspection/inspection.js';
import { inspectPostgres } from './log/postgres/inspection/inspect.js';
import { openKurrentLog } from './log/kurrent/log.js';
import { LogError, type Capabilities, type Log } from './log/port.js';
import { openPostgresLog } from './log/postgres/log.js';
import { StartError } from './start-error.js';

/** Where the log is: in KurrentDB where its address is given, or else in the database. */
export interface LogPlace {
  databaseUrl: string;
  kurrentUrl?: string;
}

export interface OpenLogOptions {
  /** What is sent together stands in the log in the order in which it was sent. */
  inOrder?: boolean;
  /** What the store must honour; an error at start is better than a promise not kept. */
  needs?: readonly (keyof Capabilities)[];
}

/** What Cahier's rules need: a vote is held to its phase, which stands in another stream. */
export const NEEDS = ['severalStreams', 'checks'] as const;

/** Opens the log. Throws StartError where a KurrentDB cannot be had or cannot honour what is needed. */
export async function openLog(
  { databaseUrl, kurrentUrl }: LogPlace,
  { inOrder = false, needs = [] }: OpenLogOptions = {},
): Promise<Log> {
  const options = inOrder ? { lanes: 1 } : {};
  if (!kurrentUrl) return openPostgresLog({ url: databaseUrl, ...options });
  const log = await reached(openKurrentLog({ url: kurrentUrl, ...options }));
  const missing = needs.filter((need) => !log.capabilities[need]);
  if (missing.length === 0) return log;
  await log.close();
  throw new StartError(
    'LOG_UNFIT',
    'The server of KURRENTDB_URL cannot hold an act to a stream that the act does not write, so a vote could be recorded after its phase was closed.',
    'Use KurrentDB 26.1 or later, or unset KURRENTDB_URL to keep the log in PostgreSQL.',
  );
}

/** Looks into the store of the log. Throws StartError where a KurrentDB cannot be had. */
export const inspectLog = ({ databaseUrl, kurrentUrl }: LogPlace): Promise<Inspection> =>
  kurrentUrl ? reached(inspectKurrent(kurrentUrl)) : inspectPostgres(databaseUrl);

/** The address may hold a password, so it is never told. */
async function reached<T>(opening: Promise<T>): Promise<T> {
  try {
    return await opening;
  } catch (error) {
    if (!(error instanceof LogError) || error.code !== 'LOG_UNAVAILABLE') throw error;
    const sentence = `The server of KURRENTDB_URL cannot be used: ${error.message.replace(/\.?\s*$/, '')}.`;
    const nextStep =
      'Start that server, correct KURRENTDB_URL, or unset it to keep the log in PostgreSQL.';
    throw new StartError('LOG_UNREACHABLE', sentence, nextStep, { cause: error });
  }
}
