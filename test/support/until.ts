import { setTimeout as sleep } from 'node:timers/promises';

/** What `look` finds once it finds something; throws an Error where it does not within half a minute. */
export const until = async <T>(look: () => Promise<T | undefined | false>): Promise<T> => {
  for (let i = 0; i < 1_200; i++) {
    const found = await look();
    if (found) return found;
    await sleep(25);
  }
  throw new Error(`This does not come about: ${look}`);
};
