import pg from 'pg';

/**
 * A connection whose death never ends the process: whoever uses it learns of it by the failure of what they ask.
 * It ends itself where an answer does not come in time, so that nobody asks on it again. For pools of others,
 * which for a moment after connecting listen to no error.
 */
export class SteadyClient extends pg.Client {
  constructor(...config: ConstructorParameters<typeof pg.Client>) {
    super(...config);
    this.on('error', () => {});
    const ask = this.query.bind(this) as (...question: unknown[]) => unknown;
    const asked = (...question: unknown[]): unknown => {
      const answer = ask(...question);
      if (answer instanceof Promise) answer.catch((error: unknown) => this.#endIfSilent(error));
      return answer;
    };
    Object.assign(this, { query: asked });
  }

  #endIfSilent(error: unknown): void {
    if ((error as Error).message === 'Query read timeout') void this.end().catch(() => {});
  }
}
