import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { masterKey } from './master-key.js';

const bin = fileURLToPath(new URL('../../bin/cahier.js', import.meta.url));

/** How a command ended. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A command that runs. */
export interface RunningCommand {
  child: ChildProcess;
  /** What it has written so far. */
  out: { stdout: string; stderr: string };
  ended: Promise<Ended>;
}

/** Starts `cahier` on a database, as an operator does, with further settings where these are given. */
export const startCahier = (
  url: string,
  args: string[],
  settings: Record<string, string> = {},
): RunningCommand =>
  startNode(bin, args, { DATABASE_URL: url, CAHIER_MASTER_KEY: masterKey, ...settings });

/** Starts a program of ours in a process of its own. */
export const startNode = (
  path: string,
  args: string[],
  settings: Record<string, string>,
): RunningCommand => {
  const env = { ...process.env, NODE_OPTIONS: '', ...settings };
  const child = spawn(process.execPath, [path, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (out.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (out.stderr += chunk.toString()));
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code) => resolve({ code, ...out })),
  );
  return { child, out, ended };
};

/** Runs `cahier` on a database to its end. */
export const cahier = (url: string, ...args: string[]): Promise<Ended> =>
  startCahier(url, args).ended;
