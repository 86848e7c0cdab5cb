import type pg from 'pg';

/** Rings where nothing is answered for too long. */
interface Alarm {
  timer: NodeJS.Timeout;
  ring: () => void;
}

/**
 * Each connection has one, which is set anew for each question. With one for each question, as `query_timeout`
 * of `pg` makes them, the garbage collector takes long to find that what was read is needed no longer, and
 * reading costs twice as much.
 */
const alarms = new WeakMap<pg.ClientBase, Alarm>();
const silence = (): void => {};

/** Asks over a connection of the pool; rejects, and lets the connection go, where no answer is there within `ms` milliseconds. */
export const within = async <T>(
  pool: pg.Pool,
  ms: number,
  ask: (client: pg.ClientBase) => Promise<T>,
): Promise<T> => {
  const client = await pool.connect();
  const alarm = alarms.get(client) ?? {
    timer: setTimeout(() => alarm.ring(), ms).unref(),
    ring: silence,
  };
  alarms.set(client, alarm);
  try {
    const answer = await new Promise<T>((resolve, reject) => {
      alarm.ring = () => reject(new Error(`Nothing is answered for ${ms} ms.`));
      alarm.timer.refresh();
      ask(client).then(resolve, reject);
    });
    alarm.ring = silence;
    client.release();
    return answer;
  } catch (error) {
    alarm.ring = silence;
    client.release(error as Error);
    throw error;
  }
};
