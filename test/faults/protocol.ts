import type { AppendRequest } from '../../src/log/port.js';
import type { Answer, OnRecord, Row, Stored } from './history.js';
import type { Bug } from './broken.js';

/** What a server of the campaign is told when it starts. */
export interface ServerOptions {
  url: string;
  bug?: Bug;
}

/** What can be asked of a server, and what it answers. */
export interface Questions {
  append: { with: AppendRequest; is: Answer };
  outcomes: { with: string[]; is: OnRecord[] };
  stream: { with: { stream: string; from: number }; is: Stored[] };
  log: { with: { after: number; limit: number }; is: Stored[] };
  view: { with: { stream?: string }; is: { asOf: number; rows: Row[] } };
}

/** A question as one line. `follow` is answered by many batches, the rest by one reply. */
export type Question =
  | { [Q in keyof Questions]: { id: number; ask: Q; with: Questions[Q]['with'] } }[keyof Questions]
  | { id: number; ask: 'follow'; with: { after: number; type?: string } };

/** What a subscriber is given at once. */
export interface Given {
  events: [position: number, element: string][];
  scannedTo: number;
}

/** An answer as one line; `failed` is the code of what went wrong, and `outcome` what it means to an append. */
export type Reply = { id: number } & (
  { is: unknown } | { failed: string; outcome?: 'unknown' | 'unrecorded' }
);

/** A message as a line; a position is a plain number outside the log. */
export const line = (message: Question | Reply): string =>
  `${JSON.stringify(message, (_, value) => (typeof value === 'bigint' ? Number(value) : value))}\n`;

/** Hands over each line that arrives, parsed. */
export function lines<T>(take: (message: T) => void): (chunk: string) => void {
  let rest = '';
  return (chunk) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop()!;
    for (const part of parts) take(JSON.parse(part) as T);
  };
}
