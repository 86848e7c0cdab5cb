import { CommanderError } from 'commander';
import { VaultFault } from '../keys/fault.js';
import { LogError } from '../log/port.js';
import { StartError } from '../start-error.js';

/** What a command's exit code tells. */
export const exitCodes = {
  ok: 0,
  failure: 1,
  usage: 2,
  mismatch: 3,
  conflict: 4,
  unavailable: 5,
} as const;

/** A command that cannot do what was asked: one sentence for people, an exit code for programs. */
export class CliError extends Error {
  constructor(
    message: string,
    readonly exitCode: number = exitCodes.failure,
  ) {
    super(message);
    this.name = 'CliError';
  }
}

const down = new Set([
  'DATABASE_UNREACHABLE',
  'SERVER_NOT_STARTED',
  'SERVER_TOO_OLD',
  'LOG_UNAVAILABLE',
  'LOG_UNREACHABLE',
]);

const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (error instanceof CliError) return error.exitCode;
  if (error instanceof StartError && error.code === 'LEDGER_BROKEN') return exitCodes.mismatch;
  if (error instanceof StartError || error instanceof LogError)
    return down.has(error.code) ? exitCodes.unavailable : exitCodes.failure;
  return exitCodes.failure;
};

const isTold = (error: unknown): error is Error =>
  [CliError, StartError, LogError, VaultFault].some((kind) => error instanceof kind);

/** Ends the process for an error: a sentence on stderr, and the code that says of what kind it is. */
export const fail = (error: unknown): void => {
  if (!(error instanceof CommanderError))
    process.stderr.write(
      `${isTold(error) ? error.message : ((error as Error)?.stack ?? String(error))}\n`,
    );
  process.exitCode = exitCodeOf(error);
};
