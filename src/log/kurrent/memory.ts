import { randomUUID } from 'node:crypto';
import type { Command } from '../command.js';
import type { KeptRecord, NewRecord } from './records.js';

/** What a command's own stream remembers: that it was recorded, or only that somebody set out to. */
export type Memory =
  | { type: 'CommandRecorded'; fingerprint: string; size: number; answer: unknown }
  | { type: 'CommandBegun'; stream: string };

/** The record of a memory. */
export const memoryRecord = ({ type, ...data }: Memory): NewRecord => ({
  id: randomUUID(),
  contentType: 'application/json',
  type,
  data,
  metadata: {},
});

/** The memory that a record of a command's stream holds. */
export const memoryOf = ({ type, data }: KeptRecord): Memory =>
  ({ type, ...(data as object) }) as Memory;

/** What is remembered of a command that is recorded together with its events. */
export const recorded = ({ fingerprint, answer, lines }: Command): Memory => ({
  type: 'CommandRecorded',
  fingerprint,
  size: lines.reduce((sum, { entries }) => sum + entries.length, 0),
  answer: answer ? JSON.parse(answer) : null,
});
