/** Why Cahier cannot run here. Operators and scripts may rely on these codes. */
export type StartErrorCode =
  | 'CONFIG_INVALID'
  | 'PORT_IN_USE'
  | 'PORT_FORBIDDEN'
  | 'ADDRESS_UNAVAILABLE'
  | 'DATA_NOT_WRITABLE'
  | 'DATA_LOCKED'
  | 'DATA_OTHER_VERSION'
  | 'DATA_UNKNOWN'
  | 'DATA_PASSWORD_LOST'
  | 'PLATFORM_UNSUPPORTED'
  | 'SERVER_NOT_STARTED'
  | 'SERVER_TOO_OLD'
  | 'DATABASE_UNREACHABLE'
  | 'LOG_UNREACHABLE'
  | 'LOG_UNFIT'
  | 'MASTER_KEY_WRONG'
  | 'LEDGER_BROKEN';

/** A start that failed for a reason an operator can mend: one sentence, and the next step. */
export class StartError extends Error {
  constructor(
    readonly code: StartErrorCode,
    /** What is wrong, in one sentence without secrets. */
    readonly sentence: string,
    /** What to do about it. */
    readonly nextStep: string,
    options?: ErrorOptions,
  ) {
    super(`${sentence}\n${nextStep}`, options);
    this.name = 'StartError';
  }
}

/** Words for an HTTP server that could not listen; errors of other kinds are given back as they are. */
export function listenError(error: unknown, host: string, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new StartError(
      'PORT_IN_USE',
      `Port ${port} on ${host} is already taken by another program.`,
      `Stop that program, or choose another port: PORT=${port === 65535 ? 4000 : port + 1} npm start`,
      { cause: error },
    );
  }
  if (code === 'EACCES') {
    return new StartError(
      'PORT_FORBIDDEN',
      `This user may not listen on port ${port}.`,
      'Choose a port above 1023: PORT=4000 npm start',
      { cause: error },
    );
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new StartError(
      'ADDRESS_UNAVAILABLE',
      `This machine has no address ${host}.`,
      'Set HOST to 127.0.0.1 (this machine only) or 0.0.0.0 (every interface).',
      { cause: error },
    );
  }
  return error;
}
