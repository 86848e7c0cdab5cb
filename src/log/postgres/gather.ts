const MOST_KEYS = 512;
const MOST_UNDERWAY = 2;

interface Question<Value> {
  answer: Promise<Value | undefined>;
  resolve(value: Value | undefined): void;
  reject(error: unknown): void;
}

/**
 * Asks for many things at once: what is wanted in one turn of the event loop, or while earlier
 * questions are on their way, becomes one question. A key wanted twice is asked once; a question
 * already sent is never joined, so an answer is never older than its question.
 */
export class Gather<Value> {
  private readonly wanted = new Map<string, Question<Value>>();
  private underway = 0;
  private scheduled = false;

  constructor(private readonly ask: (keys: string[]) => Promise<Map<string, Value>>) {}

  /** The value of a key, if it has one; rejects with the error of the question it was part of. */
  get(key: string): Promise<Value | undefined> {
    const known = this.wanted.get(key);
    if (known) return known.answer;
    const asked = question<Value>();
    this.wanted.set(key, asked);
    this.schedule();
    return asked.answer;
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      while (this.wanted.size > 0 && this.underway < MOST_UNDERWAY) void this.send(this.take());
    });
  }

  private take(): Map<string, Question<Value>> {
    const taken = new Map([...this.wanted].slice(0, MOST_KEYS));
    for (const key of taken.keys()) this.wanted.delete(key);
    return taken;
  }

  private async send(questions: Map<string, Question<Value>>): Promise<void> {
    this.underway++;
    try {
      const values = await this.ask([...questions.keys()]);
      for (const [key, { resolve }] of questions) resolve(values.get(key));
    } catch (error) {
      for (const { reject } of questions.values()) reject(error);
    } finally {
      this.underway--;
      if (this.wanted.size > 0) this.schedule();
    }
  }
}

function question<Value>(): Question<Value> {
  let [resolve, reject] = [] as unknown as [Question<Value>['resolve'], Question<Value>['reject']];
  const answer = new Promise<Value | undefined>((yes, no) => ([resolve, reject] = [yes, no]));
  return { answer, resolve, reject };
}
