import { RAW } from '../rows.js';
import { connect, discard, logError } from '../session.js';
import type { Ask } from './ask.js';
import type { Inspection } from '../../inspection/inspection.js';
import { stats } from './stats.js';
import { verify } from './verify.js';

/**
 * Looks into the log in PostgreSQL over one connection, with the rights of the application and no
 * more. Its questions reject with LOG_UNAVAILABLE where the database is away.
 */
export async function inspectPostgres(url: string): Promise<Inspection> {
  const client = await connect(url, () => undefined).catch((error: unknown) => {
    throw logError(error);
  });
  const ask: Ask = async (text, values = []) =>
    (await client.query({ text, values, rowMode: 'array', types: RAW })).rows;
  const told = <T>(answer: Promise<T>): Promise<T> =>
    answer.catch((error: unknown) => {
      throw logError(error);
    });
  return {
    verify: (progress = () => undefined) => told(verify(ask, progress)),
    stats: () => told(stats(ask)),
    close: async () => discard(client),
  };
}
