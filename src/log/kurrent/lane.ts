import { setTimeout as sleep } from 'node:timers/promises';
import type { Lane } from '../committer.js';
import { pause } from '../patience.js';
import { fateOf, type Waiting } from '../queue.js';
import { isPassing, logError } from './client.js';
import type { Writer } from './writer.js';

/** One append under way; the server gathers those of all lanes into its own batches. */
export class KurrentLane implements Lane {
  constructor(
    private readonly writer: Writer,
    private readonly appended: () => void,
  ) {}

  async commit(batch: Waiting[]): Promise<void> {
    for (const waiting of batch) await this.answer(waiting);
  }

  async close(): Promise<void> {}

  private async answer(waiting: Waiting): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        const answer = await this.writer.append(waiting.command);
        if (answer !== 'repeated' && answer.status === 'appended') this.appended();
        return waiting.resolve(answer);
      } catch (error) {
        waiting.inDoubt ||= isPassing(error);
        if (!isPassing(error) || performance.now() > waiting.deadline)
          return waiting.reject(logError(error, fateOf(waiting)));
        await sleep(pause(attempt));
      }
    }
  }
}
