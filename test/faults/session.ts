import { setTimeout as sleep } from 'node:timers/promises';
import type { Chance } from './chance.js';
import { Unanswered, type Door } from './door.js';
import type { Answer, Call, Wish } from './history.js';
import type { Questions } from './protocol.js';
import { requestOf, type Wishes } from './wishes.js';

const PATIENCE_MS = [300, 1_000, 2_500, 8_000];
const MOST_ATTEMPTS = 40;
const PAGE = 200;

/** What all sessions share. */
export interface Ground {
  doors: readonly Door[];
  wishes: Wishes;
  record: (call: Call) => void;
  /** Counts what was asked and never answered, other than appends. */
  unanswered: () => void;
}

type Noted = Call extends infer C ? (C extends Call ? Omit<C, 'session' | 'ended'> : never) : never;
type Reading = Exclude<keyof Questions, 'append'>;

/** One client: it wishes, repeats what it does not know the fate of, and reads, one thing after the other. */
export class Session {
  constructor(
    private readonly name: string,
    private readonly ground: Ground,
    private readonly chance: Chance,
  ) {}

  /** Goes on until the signal, and ends with nothing under way. */
  async run(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      await this.act();
      await sleep(this.chance.between(0, 40));
    }
  }

  private act(): Promise<void> {
    const dice = this.chance.next();
    if (dice < 0.5) return this.settle(this.ground.wishes.some(this.chance));
    if (dice < 0.57) return this.twice();
    if (dice < 0.6) return this.impostor();
    if (dice < 0.8) return this.readStream();
    if (dice < 0.88) return this.readLog();
    return dice < 0.94 ? this.readOutcome() : this.readView();
  }

  /** Sends a wish until its fate is known; gives up at times, and then it stays unknown. */
  private async settle(wish: Wish): Promise<void> {
    for (let n = 0; n < MOST_ATTEMPTS; n++) {
      const { status } = await this.append(wish);
      if (status !== 'unknown' && status !== 'unrecorded') return;
      if (this.chance.happens(0.05)) return;
      await sleep(this.chance.between(10, 500));
    }
  }

  /** The same wish at the same moment at two doors. */
  private async twice(): Promise<void> {
    const wish = this.ground.wishes.some(this.chance);
    await Promise.all([this.append(wish), this.append(wish)]);
    await this.settle(wish);
  }

  private async impostor(): Promise<void> {
    const { wishes } = this.ground;
    const used = wishes.sent.at(-this.chance.between(1, Math.min(50, wishes.sent.length)));
    if (used) await this.settle(wishes.impostor(used, this.chance));
  }

  private async append(wish: Wish): Promise<Answer> {
    const { door, patience } = this.choice();
    const began = performance.now();
    const answer = await door
      .ask('append', requestOf(wish), patience)
      .catch((error: Unanswered) => ({ status: error.outcome }) as Answer);
    this.note({ what: 'append', wish, answer, began });
    this.ground.wishes.learn(answer);
    return answer;
  }

  private async readStream(): Promise<void> {
    const stream = this.ground.wishes.someStream(this.chance);
    const from = Math.max(0, this.ground.wishes.lengthOf(stream) - this.chance.between(0, 30));
    await this.reading('stream', { stream, from }, (events, began) => {
      this.ground.wishes.saw(stream, events.length && from + events.length);
      const elements = events.map(({ element }) => element);
      this.note({ what: 'stream', stream, from, elements, began });
    });
  }

  private async readLog(): Promise<void> {
    const after = Math.max(0, this.ground.wishes.head - this.chance.between(0, PAGE * 2));
    await this.reading('log', { after, limit: PAGE }, (events, began) => {
      const seen = events.map(({ position, element }) => [position, element] as [number, string]);
      this.note({ what: 'log', after, limit: PAGE, events: seen, began });
    });
  }

  private async readOutcome(): Promise<void> {
    const { sent } = this.ground.wishes;
    if (sent.length === 0) return;
    const commandId = this.chance.pick(sent);
    await this.reading('outcomes', [commandId], ([onRecord = null], began) =>
      this.note({ what: 'outcome', commandId, onRecord, began }),
    );
  }

  private async readView(): Promise<void> {
    const stream = this.ground.wishes.someStream(this.chance);
    await this.reading('view', { stream }, ({ asOf, rows }, began) =>
      this.note({ what: 'view', stream, asOf, row: rows[0] ?? null, began }),
    );
  }

  /** Asks one thing; what is not answered is not part of the history. */
  private async reading<Q extends Reading>(
    ask: Q,
    given: Questions[Q]['with'],
    take: (is: Questions[Q]['is'], began: number) => void,
  ): Promise<void> {
    const { door, patience } = this.choice();
    const began = performance.now();
    try {
      take(await door.ask(ask, given, patience), began);
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      this.ground.unanswered();
    }
  }

  private choice(): { door: Door; patience: number } {
    return { door: this.chance.pick(this.ground.doors), patience: this.chance.pick(PATIENCE_MS) };
  }

  private note(call: Noted): void {
    this.ground.record({ ...call, session: this.name, ended: performance.now() } as Call);
  }
}
