import type { Answer } from '../queue.js';
import type { Command } from '../command.js';
import { LogError, type Outcome } from '../port.js';

/** Records commands in the way a server offers. */
export interface Writer {
  /** Records a command or says why not; rejects where that cannot be known. */
  append(command: Command): Promise<Answer>;
}

/** The answer to a command whose id is on record already. */
export const again = (command: Command, known: Outcome): Answer =>
  known.fingerprint === command.fingerprint
    ? 'repeated'
    : { status: 'idempotency_conflict', commandId: command.id };

/** The error for an append that the server cannot be held to. */
export const unsupported = (what: string, since: string): LogError =>
  new LogError('UNSUPPORTED', `This server cannot ${what}; KurrentDB ${since} can.`, { since });
