import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Logger } from '@nestjs/common';
import type { Sealing } from './seal.js';

const PROGRAM = fileURLToPath(new URL('./sealer-process.js', import.meta.url));
/** How long a sealer that ended waits for the next one, in milliseconds. */
const PAUSE_MS = 2_000;
/** How long it may take to end when it is asked to, in milliseconds. */
const PATIENCE_MS = 10_000;
/**
 * Leaves of a batch are let go of at once; with little room for what is young many would be kept for
 * longer. Threads that help to collect what is left would stand in the way of who appends.
 */
const MEMORY = ['--max-semi-space-size=32', '--single-threaded-gc'];
/** Files that are made durable at the same time share one journal entry of the disk. */
const FILES_AT_ONCE = '16';

/**
 * Keeps a sealer at work in a process of its own, so that acts do not wait for signatures: on the
 * database at that address, otherwise with our own settings. One that dies is started again.
 */
export const keepSealing = (url: string): Sealing => {
  const logger = new Logger('Sealer');
  let [child, again, isClosing]: [ChildProcess?, NodeJS.Timeout?, boolean?] = [];
  const start = (): void => {
    child = fork(PROGRAM, {
      execArgv: [...process.execArgv, ...MEMORY],
      env: {
        UV_THREADPOOL_SIZE: FILES_AT_ONCE,
        ...process.env,
        ...{ CAHIER_ROLE: 'sealer', DATABASE_URL: url, DATABASE_URL_FILE: '' },
      },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child.once('error', (error) => logger.error(error.message));
    child.once('exit', (code, signal) => {
      child = undefined;
      if (isClosing) return;
      logger.warn(`The sealer ended (${signal ?? code}); another one is started.`);
      again = setTimeout(start, PAUSE_MS);
    });
  };
  start();
  return {
    close: async () => {
      isClosing = true;
      clearTimeout(again);
      const ending = child;
      if (!ending || ending.exitCode !== null) return;
      const late = setTimeout(() => ending.kill('SIGKILL'), PATIENCE_MS);
      if (ending.connected) ending.disconnect();
      await once(ending, 'exit');
      clearTimeout(late);
    },
  };
};
