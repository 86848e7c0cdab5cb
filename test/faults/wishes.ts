import type { AppendRequest, NewEvent } from '../../src/log/port.js';
import type { Chance } from './chance.js';
import type { Answer, Expectation, Wish } from './history.js';

/** The two types of events, so that a subscriber may want one of them only. */
export const TYPES = ['ElementAdded', 'ElementMarked'] as const;

const HOT = 6;
const MOST_COLD = 400;

/** What clients wish: commands of all shapes, on a few streams that everybody wants and on many others. */
export class Wishes {
  private commands = 0;
  private elements = 0;
  private cold = 0;
  private readonly lengths = new Map<string, number>();
  /** The last position that was acknowledged. */
  head = 0;
  /** Command ids that were sent. */
  readonly sent: string[] = [];

  /** Notes that a stream was seen with so many events. */
  saw(stream: string, length: number): void {
    this.lengths.set(stream, Math.max(length, this.lengths.get(stream) ?? 0));
  }

  /** Notes what an answer tells of the streams and of the log. */
  learn(answer: Answer): void {
    if (answer.status === 'conflict')
      for (const { stream, actual } of answer.conflicts)
        this.saw(stream, actual === 'none' ? 0 : actual + 1);
    if (!('revisions' in answer)) return;
    this.head = Math.max(this.head, answer.position);
    for (const [stream, revision] of Object.entries(answer.revisions))
      this.saw(stream, revision + 1);
  }

  /** How long a stream was when somebody last saw it. */
  lengthOf(stream: string): number {
    return this.lengths.get(stream) ?? 0;
  }

  /** A stream that others want too, or one of the many. */
  someStream(chance: Chance): string {
    if (this.cold === 0 || chance.happens(0.6)) return `hot-${chance.between(1, HOT)}`;
    return `cold-${chance.between(Math.max(1, this.cold - MOST_COLD), this.cold)}`;
  }

  /** A command of one stream or of several, with checks or without. */
  some(chance: Chance): Wish {
    const streams = new Set([
      chance.happens(0.25) ? `cold-${++this.cold}` : this.someStream(chance),
    ]);
    if (chance.happens(0.25))
      for (let n = chance.between(1, 3); n > 0; n--) streams.add(this.someStream(chance));
    const writes = [...streams].map((stream) => ({
      stream,
      expect: this.expectation(stream, chance),
      elements: this.fresh(chance.happens(0.2) ? chance.between(2, 4) : 1),
    }));
    const checked = chance.happens(0.2) ? this.someStream(chance) : undefined;
    const checks =
      checked && !streams.has(checked) ? [{ stream: checked, expect: this.seen(checked) }] : [];
    return this.named(`command-${++this.commands}`, writes, checks);
  }

  /** Another wish under an id that was sent before. */
  impostor(commandId: string, chance: Chance): Wish {
    const stream = this.someStream(chance);
    return this.named(commandId, [{ stream, expect: 'any', elements: this.fresh(1) }], []);
  }

  private named(commandId: string, writes: Wish['writes'], checks: Wish['checks']): Wish {
    this.sent.push(commandId);
    return { commandId, fingerprint: `wish ${writes[0]!.elements[0]}`, writes, checks };
  }

  private fresh(count: number): string[] {
    return Array.from({ length: count }, () => `${++this.elements}`);
  }

  /** Mostly what was seen last; at times anything, what is long gone, or what is still to come. */
  private expectation(stream: string, chance: Chance): Expectation {
    const seen = this.seen(stream);
    if (chance.happens(0.35)) return 'any';
    if (chance.happens(0.8) || seen === 'none') return seen;
    return chance.pick([
      Math.max(0, seen - chance.between(1, 3)),
      seen + chance.between(1, 3),
      'none',
    ]);
  }

  private seen(stream: string): number | 'none' {
    const length = this.lengthOf(stream);
    return length === 0 ? 'none' : length - 1;
  }
}

/** The request that asks for a wish, the same each time. */
export const requestOf = ({ commandId, fingerprint, writes, checks }: Wish): AppendRequest => ({
  commandId,
  fingerprint,
  writes: writes.map(({ stream, expect, elements }) => ({
    stream,
    expect,
    events: elements.map(eventOf),
  })),
  checks,
});

const eventOf = (element: string): NewEvent => ({
  eventId: `00000000-0000-4000-8000-${Number(element).toString(16).padStart(12, '0')}`,
  type: TYPES[Number(element) % 3 === 0 ? 1 : 0],
  schemaVersion: 1,
  organisationId: null,
  consultationId: null,
  recordedAt: '2026-11-22T20:30:00.123Z',
  actor: { kind: 'system', ref: 'campaign', role: 'system' },
  channel: 'api',
  visibility: 'public',
  data: { element },
});
