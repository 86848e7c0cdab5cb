import { createHash, type Hash } from 'node:crypto';
import type { Position } from '../port.js';
import { afterOf, lineOf, malformed, type CommandLine, type EndLine } from './format.js';
import { isWhole, type TextLine } from './lines.js';

/** How far an export is written. */
export interface Written {
  /** Where it begins and how far it reaches. */
  after: Position;
  position: Position;
  commands: number;
  events: number;
  /** Of all whole lines but the end. */
  hash: Hash;
  /** How many lines and bytes those are. */
  lines: number;
  bytes: number;
  last?: Pick<CommandLine, 'commandId' | 'fingerprint'>;
  /** True where the end line is there and agrees with the lines before it. */
  ended: boolean;
  /** What was begun of a line that has no end; empty where there is none. */
  torn: string;
}

/** An export of which nothing is written yet. */
export const unwritten = (after: Position): Written => ({
  ...{ after, position: after, commands: 0, events: 0 },
  ...{ hash: createHash('sha256'), lines: 0, bytes: 0, ended: false, torn: '' },
});

/** Reads a whole export and checks each line and the digest. Throws TransferError with the line. */
export async function scan(lines: AsyncIterable<TextLine>): Promise<Written> {
  const written = unwritten(0n);
  for await (const line of lines) {
    if (written.ended) throw malformed(line.number, 'there is more behind the end.');
    if (isWhole(line)) take(written, line);
    else written.torn = String(line.bytes);
  }
  return written;
}

function take(written: Written, { bytes, number }: TextLine): void {
  const text = String(bytes);
  if (number === 1) written.after = written.position = afterOf(text);
  else {
    const line = lineOf(text, number);
    if ('end' in line) return agree(written, line, number);
    add(written, line, number);
  }
  written.hash.update(bytes);
  written.lines++;
  written.bytes += bytes.length;
}

function add(written: Written, line: CommandLine, number: number): void {
  const position = BigInt(line.position);
  if (position <= written.position) throw malformed(number, 'it is not behind the line before.');
  written.position = position;
  written.commands++;
  written.events += eventsIn(line);
  written.last = { commandId: line.commandId, fingerprint: line.fingerprint };
}

/** The end that a file written so far has. */
export const endOf = ({ commands, events, position, hash }: Written): EndLine => ({
  end: true,
  ...{ commands, events, position: String(position), sha256: hash.copy().digest('hex') },
});

function agree(written: Written, said: EndLine, number: number): void {
  const found = endOf(written);
  for (const key of ['commands', 'events', 'position', 'sha256'] as const)
    if (said[key] !== found[key])
      throw malformed(
        number,
        `the end says ${key} ${said[key]}, but the lines before it have ${found[key]}.`,
      );
  written.ended = true;
}

/** How many events a command has. */
export const eventsIn = ({ writes }: CommandLine): number =>
  writes.reduce((sum, { events }) => sum + events.length, 0);
