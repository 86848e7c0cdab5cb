import { createHash } from 'node:crypto';
import type { Row } from './history.js';

/** What is folded into a row: one element at its place. */
export interface Link {
  stream: string;
  revision: number;
  element: string;
}

/**
 * One more element in a row that tells them all: its digest chains every element with its revision,
 * so that none can be missed, doubled or moved without showing.
 */
export const chained = (row: Row | null, { stream, revision, element }: Link): Row => ({
  stream,
  count: (row?.count ?? 0) + 1,
  digest: createHash('sha256')
    .update(`${row?.digest ?? ''}\n${revision}\n${element}`)
    .digest('hex')
    .slice(0, 16),
});
