import type { Command, Line } from './command.js';
import type { Appended, Expect, Position } from './port.js';

/** The last revision of a stream that does not exist. */
export const NONE = -1;

/**
 * What an append contradicts in the streams, given the last revision of each of its lines; empty
 * where it holds.
 */
export const conflictsOf = (lines: readonly Line[], last: readonly number[]) =>
  lines
    .map(({ stream, expect }, i) => ({ stream, expected: expect, actual: actual(last[i]!) }))
    .filter(({ expected, actual }) => !holds(expected, actual));

const actual = (revision: number): number | 'none' => (revision === NONE ? 'none' : revision);

const holds = (expect: Expect, actual: number | 'none'): boolean =>
  expect === 'any' || expect === actual;

/**
 * The answer to a command that was appended, given the last revision of each of its lines before
 * it.
 */
export const appended = (
  { id: commandId, fingerprint, lines, answer }: Command,
  position: Position,
  last: readonly number[],
): Extract<Appended, { answer: unknown }> => ({
  status: 'appended',
  commandId,
  fingerprint,
  position,
  revisions: revisionsAfter(lines, last),
  answer: answer ? JSON.parse(answer) : null,
});

/**
 * Writes come before checks, so a write has the same index in both lists. A record without prototype:
 * to others the engine would give a shape of its own for each name of a stream.
 */
function revisionsAfter(lines: readonly Line[], last: readonly number[]): Record<string, number> {
  const revisions = Object.create(null) as Record<string, number>;
  for (const [i, { stream, entries }] of lines.entries())
    if (entries.length > 0) revisions[stream] = last[i]! + entries.length;
  return revisions;
}
