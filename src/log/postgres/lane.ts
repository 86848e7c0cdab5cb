import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { Batch, type Verdict } from './batch.js';
import type { Lane } from '../committer.js';
import { pause } from '../patience.js';
import { fateOf, type Answer, type Waiting } from '../queue.js';
import { discard, faultOf, logError, refusedBy, type Connect } from './session.js';

export interface LaneOptions {
  connect: Connect;
  /** Called after each batch that appended something. */
  appended: () => void;
  /** How long one batch may go unanswered before its connection is given up, in milliseconds. */
  answerMs: number;
}

/**
 * One connection that commits one batch at a time. When it breaks, the batch is sent again over a
 * new one: the command ids tell the database what it already recorded, so nothing is lost, doubled
 * or guessed.
 */
export class PostgresLane implements Lane {
  private client: pg.Client | undefined;

  constructor(private readonly options: LaneOptions) {}

  async commit(batch: Waiting[]): Promise<void> {
    let [open, failure] = [batch, undefined as unknown];
    for (let attempt = 0; (open = giveUp(open, failure)).length > 0; attempt++) {
      try {
        open = await this.send(open);
      } catch (error) {
        failure = error;
        open = await this.recover(open, error);
        if (open.length > 0) await sleep(pause(attempt));
      }
    }
  }

  /** The server's process that serves this lane, as notifications name it. */
  get processId(): number | null | undefined {
    return (this.client as { processID?: number | null } | undefined)?.processID;
  }

  async close(): Promise<void> {
    await this.client?.end().catch(() => undefined);
  }

  /** Sends a batch, answers what can be answered, and returns what others kept back. */
  private async send(waiting: Waiting[]): Promise<Waiting[]> {
    const client = (this.client ??= await this.open());
    const batch = new Batch(waiting.map(({ command }) => command));
    const timed = { ...batch.query(), query_timeout: this.options.answerMs };
    try {
      const verdict = (await client.query<Verdict>(timed)).rows[0]!;
      return this.answer(waiting, batch.answers(verdict));
    } catch (error) {
      if (faultOf(error) === 'lost') for (const each of waiting) each.inDoubt = true;
      throw error;
    }
  }

  private open(): Promise<pg.Client> {
    return this.options.connect((client) => {
      if (this.client === client) this.client = undefined;
    });
  }

  private answer(batch: Waiting[], answers: (Answer | undefined)[]): Waiting[] {
    if (answers.some(isAppended)) this.options.appended();
    return batch.filter(({ resolve }, i) => {
      const answer = answers[i];
      if (answer) resolve(answer);
      return !answer;
    });
  }

  /** Rejects what cannot be helped and returns what is worth another attempt. */
  private async recover(batch: Waiting[], error: unknown): Promise<Waiting[]> {
    const fault = faultOf(error);
    if (fault === 'lost') this.drop();
    if (fault === 'lost' || fault === 'busy') return batch;
    if (fault === 'refused' && batch.length > 1) return this.halve(batch);
    const said = fault === 'refused' ? refusedBy : logError;
    for (const waiting of batch) waiting.reject(said(error, fateOf(waiting)));
    return [];
  }

  /**
   * Commits the first half alone and leaves the second, until the command at fault stands by
   * itself.
   */
  private async halve(batch: Waiting[]): Promise<Waiting[]> {
    const middle = batch.length >> 1;
    await this.commit(batch.slice(0, middle));
    return batch.slice(middle);
  }

  private drop(): void {
    if (this.client) discard(this.client);
    this.client = undefined;
  }
}

/** Rejects the commands whose time is over and returns the others. */
function giveUp(batch: Waiting[], failure: unknown): Waiting[] {
  const now = performance.now();
  return batch.filter((waiting) => {
    if (waiting.deadline > now) return true;
    waiting.reject(logError(failure ?? new Error('no answer in time'), fateOf(waiting)));
    return false;
  });
}

const isAppended = (answer: Answer | undefined): boolean =>
  answer !== undefined && answer !== 'repeated' && answer.status === 'appended';
