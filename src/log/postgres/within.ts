import type pg from 'pg';

/** Rings where nothing is answered for too long. */
interface Alarm {
  timer: NodeJS.Timeout;
  isSet: boolean;
}

/**
 * Each connection has one, which knows nothing of what is asked. Whatever lives as long as a connection and
 * is handed something of each question, as a timer for each (`query_timeout` of `pg`) or a callback, keeps
 * what was read alive through many collections, and reading costs twice as much.
 */
const alarms = new WeakMap<pg.ClientBase, Alarm>();

const alarmOf = (client: pg.ClientBase, ms: number): Alarm => {
  const known = alarms.get(client);
  if (known) return known;
  const { stream } = (client as pg.Client).connection;
  const ring = () => {
    if (alarm.isSet) stream.destroy(new Error(`Nothing is answered for ${ms} ms.`));
  };
  const alarm = { timer: setTimeout(ring, ms).unref(), isSet: false };
  alarms.set(client, alarm);
  return alarm;
};

/** Asks over a connection of the pool; rejects, and lets the connection go, where no answer is there within `ms` milliseconds. */
export const within = async <T>(
  pool: pg.Pool,
  ms: number,
  ask: (client: pg.ClientBase) => Promise<T>,
): Promise<T> => {
  const client = await pool.connect();
  const alarm = alarmOf(client, ms);
  alarm.timer.refresh();
  alarm.isSet = true;
  try {
    const answer = await ask(client);
    alarm.isSet = false;
    client.release();
    return answer;
  } catch (error) {
    alarm.isSet = false;
    client.release(error as Error);
    throw error;
  }
};
