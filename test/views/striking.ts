import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../../src/package-root.js';

const STRUCK = fileURLToPath(new URL('./struck.ts', import.meta.url));

/** Starts a projector of the views `areas` and `others` that a signal strikes where it writes a row of the second. */
export const startStruck = (
  url: string,
  { leaseMs, signal, atRow }: { leaseMs: number; signal: 'SIGKILL' | 'SIGSTOP'; atRow: number },
): ChildProcess =>
  spawn(
    process.execPath,
    [
      ...['--import', './test/support/typescript.js', STRUCK],
      ...[url, String(leaseMs), signal, String(atRow)],
    ],
    {
      cwd: packageRoot,
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
