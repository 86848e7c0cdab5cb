import type { Turn } from '../../acts/act.js';

/** How many are under way at most. */
const most = 64;

/**
 * Tasks side by side that have their turn one after the other, in the order in which they were added. Where one fails, none
 * behind it has its turn.
 */
export class InLine {
  readonly #underway = new Set<Promise<void>>();
  #last: Promise<void> = Promise.resolve();

  /** Begins a task, once there is room for it. */
  async add(task: (turn: Turn) => Promise<void>): Promise<void> {
    if (this.#underway.size >= most) await Promise.race(this.#underway);
    const come = this.#last;
    let go = (): void => {};
    const gone = new Promise<void>((resolve) => (go = resolve));
    const made = task({ come, go });
    this.#last = come.then(() => Promise.race([gone, made]));
    this.#last.catch(() => {});
    const ended = made.finally(() => this.#underway.delete(ended));
    ended.catch(() => {});
    this.#underway.add(ended);
  }

  /** Resolves once every task has ended; rejects where one has failed. */
  async settled(): Promise<void> {
    await Promise.all([...this.#underway, this.#last]);
  }
}
