import { setImmediate } from 'node:timers/promises';

/** What a source gives, the next of it fetched while the last is worked on. */
export async function* ahead<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  const items = source[Symbol.asyncIterator]();
  const fetch = (): Promise<IteratorResult<T>> => {
    const fetched = items.next();
    fetched.catch(() => {});
    return fetched;
  };
  try {
    for (let next = fetch(); ;) {
      const { done, value } = await next;
      if (done) return;
      next = fetch();
      await setImmediate(); // It is on its way before the work begins.
      yield value;
    }
  } finally {
    void items.return?.();
  }
}
