import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../../src/package-root.js';

const STRUCK = fileURLToPath(new URL('./struck.ts', import.meta.url));

/**
 * Starts a projector of the views `areas` and `others` that a signal strikes where it writes a row of the
 * second, which is in the lane of the first or in one of its own.
 */
export const startStruck = (
  url: string,
  {
    leaseMs,
    signal,
    atRow,
    lane = '',
  }: { leaseMs: number; signal: 'SIGKILL' | 'SIGSTOP'; atRow: number; lane?: string },
): ChildProcess =>
  spawn(
    process.execPath,
    [
      ...['--import', './test/support/typescript.js', STRUCK],
      ...[url, String(leaseMs), signal, String(atRow), lane],
    ],
    {
      cwd: packageRoot,
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
