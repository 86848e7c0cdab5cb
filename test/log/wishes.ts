import { createHash, randomUUID } from 'node:crypto';
import type { AppendRequest, Batch, Expect, Log, NewEvent, Recorded } from '../../src/log/port.js';

/** An event as a citizen's act would make it; parts can be replaced. */
export const event = (parts: Partial<NewEvent> = {}): NewEvent => ({
  eventId: randomUUID(),
  type: 'VoteCast',
  schemaVersion: 1,
  organisationId: 'toulouse',
  consultationId: 'budget-2022',
  recordedAt: '2026-11-22T20:30:00.123Z',
  actor: { kind: 'citizen', ref: 't_7f3a', role: 'citizen' },
  channel: 'web',
  visibility: 'public',
  data: { ideaId: 'idea-1' },
  ...parts,
});

/** A digest such as stands for sealed words. */
export const digestOf = (words: string): string =>
  createHash('sha256').update(words).digest('base64url');

/** So many events, numbered in `data.n`. */
export const events = (count: number, parts: Partial<NewEvent> = {}): NewEvent[] =>
  Array.from({ length: count }, (_, n) => event({ ...parts, data: { n } }));

/** A request to write one stream; parts can be replaced. */
export const write = (
  stream: string,
  expect: Expect = 'any',
  list: NewEvent[] = [event()],
  parts: Partial<AppendRequest> = {},
): AppendRequest => ({
  commandId: randomUUID(),
  fingerprint: 'same wish',
  writes: [{ stream, expect, events: list }],
  ...parts,
});

/** Appends and insists that it was recorded. */
export async function appendTo(log: Log, request: AppendRequest) {
  const answer = await log.append(request);
  if (answer.status !== 'appended') throw new Error(`not appended: ${JSON.stringify(answer)}`);
  return answer;
}

/** Everything of a reading, in one list. */
export async function all(reading: AsyncIterable<Recorded[]>): Promise<Recorded[]> {
  const list: Recorded[] = [];
  for await (const batch of reading) list.push(...batch);
  return list;
}

/** What a subscription yields until `enough` says so. */
export async function taken(
  subscription: AsyncIterable<Batch>,
  enough: (events: Recorded[], batch: Batch) => boolean,
): Promise<Recorded[]> {
  const list: Recorded[] = [];
  for await (const batch of subscription) {
    list.push(...batch.events);
    if (enough(list, batch)) break;
  }
  return list;
}

/** The numbers 1 to `last`. */
export const ranksTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);

/** Where events stand in a log: its positions themselves where these are dense. */
export interface Ranks {
  /** The rank of a position, from 1; NaN where no event has it. */
  of(position: bigint): number;
  /** The position of a rank; 0 for 0. */
  at(rank: number): bigint;
}

/** The ranks of all that a log holds now. */
export async function ranks(log: Log): Promise<Ranks> {
  if (log.capabilities.densePositions) return { of: Number, at: BigInt };
  const positions = [0n, ...(await all(log.readAll())).map(({ position }) => position)];
  const known = new Map(positions.map((position, rank) => [position, rank]));
  return { of: (position) => known.get(position) ?? NaN, at: (rank) => positions[rank]! };
}

/** The ranks of events in the log they came from. */
export async function ranksOf(log: Log, events: readonly Recorded[]): Promise<number[]> {
  const { of } = await ranks(log);
  return events.map(({ position }) => of(position));
}
