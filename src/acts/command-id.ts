import { createHash } from 'node:crypto';

/** Under which id the log remembers somebody's command: ids count within one's own acts only. */
export const recordedCommandId = (sub: string, commandId: string): string =>
  createHash('sha256').update(`${sub}\0${commandId}`).digest('base64url');
