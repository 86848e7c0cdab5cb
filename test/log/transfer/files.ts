import type { AppendRequest, Log } from '../../../src/log/port.js';
import { exportLog } from '../../../src/log/transfer/export.js';
import { importLog } from '../../../src/log/transfer/import.js';
import { linesOf, type TextLine } from '../../../src/log/transfer/lines.js';
import { scan, unwritten, type Written } from '../../../src/log/transfer/scan.js';
import { digestOf, event, events, write } from '../wishes.js';

/** A text as a file is read: in pieces that fall anywhere. */
export async function* pieces(text: string, size = 1_000): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export const lines = (text: string): AsyncGenerator<TextLine> => linesOf(pieces(text));

export const scanned = (text: string): Promise<Written> => scan(lines(text));

/** An export as one text. */
export async function exported(log: Log, written = unwritten(0n)): Promise<string> {
  let text = '';
  for await (const piece of await exportLog(log, written)) text += piece;
  return text;
}

export const imported = (log: Log, text: string) => importLog(log, lines(text));

/** Acts of every shape: in one stream and in several, many on one stream, words, odd texts, large. */
export function manyWishes(): AppendRequest[] {
  const words = { text: 'é 投票 📣 \n \u2028 \\ "', __proto__: null, 7: -0, b: [1e300, null] };
  const odd = () =>
    event({
      consultationId: null,
      organisationId: null,
      occurredAt: '1789-03-01T00:00:00.000Z',
      causationId: 'cause',
      correlationId: 'correlation',
      data: JSON.parse('{"z":1,"10":2,"__proto__":3}'),
      sealed: { words: digestOf(JSON.stringify(words)), 7: digestOf('7') },
    });
  const large = () => event({ data: 'x'.repeat(200_000) });
  const several = () => [
    { stream: 'consultation', expect: 'any' as const, events: events(2) },
    { stream: '投票-1', expect: 'any' as const, events: [odd()] },
  ];
  return [
    ...Array.from({ length: 400 }, (_, n) => write(`ballot-${n % 300}`)),
    ...Array.from({ length: 12 }, (_, n) => write(`large-${n}`, 'none', [large()])),
    write('idea', 'none', events(2_500), { answer: { kept: [1, 'é'] } }),
    { ...write('x'), writes: several() },
    write('consultation', 'any', events(3), { answer: 'text' }),
    { ...write('x'), writes: several() },
    ...Array.from({ length: 40 }, (_, n) => write(n % 3 ? 'one' : 'two')),
  ].map((wish, n) => ({ ...wish, commandId: `command ${n}`, fingerprint: `wish ${n % 7}` }));
}
