/** Lets tasks of one name run one after the other, and those of different names side by side. */
export class InTurn {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs a task once every earlier one of its name has ended, well or badly. */
  async run<T>(name: string, task: () => Promise<T>): Promise<T> {
    const before = this.#last.get(name) ?? Promise.resolve();
    const turn = before.then(task, task);
    const settled = turn.catch(() => {});
    this.#last.set(name, settled);
    try {
      return await turn;
    } finally {
      if (this.#last.get(name) === settled) this.#last.delete(name);
    }
  }
}
