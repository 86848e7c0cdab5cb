import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../../src/package-root.js';
import { until } from '../support/until.js';
import { tallyOf, type Areas } from './areas.js';

const REBUILDING = fileURLToPath(new URL('./rebuilding.ts', import.meta.url));

/** A view of areas that is looked up by more than its key. */
export const indexed = { ...tallyOf('areas'), indexes: [['times', 'areaId'] as const] };

/** Where a rebuild is killed: after so many batches, or about the last of some statements that it makes in turn. */
export interface Where {
  batches?: number;
  /** Before it asks this of the database. */
  asked?: string[];
  /** Once the database has answered. */
  answered?: string[];
}

/** Starts a rebuild of the view that kills itself at a place. */
const startRebuild = (url: string, where: Where) =>
  spawn(
    process.execPath,
    ['--import', './test/support/typescript.js', REBUILDING, JSON.stringify({ url, ...where })],
    {
      cwd: packageRoot,
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );

/** Runs a rebuild that is killed at a place, and waits until the database has noticed; by which signal it ended. */
export const killedRebuild = async ({ url, sql }: Areas, where: Where): Promise<string> => {
  const [, signal] = await once(startRebuild(url, where), 'exit');
  await until(async () => {
    const { rowCount } = await sql.query(
      `select from pg_stat_activity
       where application_name = 'cahier rebuild' and datname = current_database()`,
    );
    return rowCount === 0;
  });
  return signal;
};
