import type { Command } from './command.js';
import { LogError } from './port.js';
import { Queue, type Answer, type Limits, type Waiting } from './queue.js';

/** Commits one batch at a time. */
export interface Lane {
  /** Answers every command of a batch; resolves when that is done, and never rejects. */
  commit(batch: Waiting[]): Promise<void>;
  close(): Promise<void>;
}

export interface CommitterOptions {
  /** One flushes while the next one's batch is on its way. */
  lanes: readonly Lane[];
  limits: Limits;
  /** How long a command is tried while the database is away, in milliseconds. */
  patience: number;
}

/**
 * Group commit: what arrives while a batch is being committed goes into the next one. There is no
 * timer, so one command alone waits for nobody, and a crowd shares one commit.
 */
export class Committer {
  private readonly queue: Queue;
  private readonly idle: Lane[];
  private scheduled = false;
  private closed = false;
  private drained?: () => void;

  constructor(private readonly options: CommitterOptions) {
    this.queue = new Queue(options.limits);
    this.idle = [...options.lanes];
  }

  /**
   * Commits a command. Rejects with a LogError that tells in `data.outcome` whether it may be
   * recorded.
   */
  commit(command: Command): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.closed)
        throw new LogError('LOG_CLOSED', 'The log is closed.', { outcome: 'unrecorded' });
      const deadline = performance.now() + this.options.patience;
      this.queue.add({ command, deadline, inDoubt: false, resolve, reject });
      this.schedule();
    });
  }

  /** Takes nothing more, answers what waits, and releases the connections. */
  async close(): Promise<void> {
    this.closed = true;
    if (!this.queue.isEmpty) await new Promise<void>((resolve) => (this.drained = resolve));
    await Promise.all(this.options.lanes.map((lane) => lane.close()));
  }

  /** Lets everything that this turn of the event loop appends arrive before a batch is taken. */
  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.dispatch();
    });
  }

  private dispatch(): void {
    for (let lane = this.idle.at(-1); lane; lane = this.idle.at(-1)) {
      const batch = this.queue.take(this.idle.length);
      if (batch.length === 0) break;
      this.idle.pop();
      void this.run(lane, batch);
    }
    if (this.queue.isEmpty) this.drained?.();
  }

  private async run(lane: Lane, batch: Waiting[]): Promise<void> {
    await lane.commit(batch);
    this.queue.done(batch);
    this.idle.push(lane);
    this.schedule();
  }
}
