import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Connection } from '../../src/views/connection.js';
import { openAreas, type Areas } from './areas.js';

let areas: Areas;
beforeEach(async () => {
  areas = await openAreas();
});
afterEach(() => areas.close());

describe('a connection that is let go of', () => {
  const gone = /let go of|terminated|EPIPE/;

  test('before it is opened is not opened', async () => {
    const connection = new Connection(areas.url, { patienceMs: 600 });
    connection.discard();
    await expect(connection.open()).rejects.toThrow(gone);
  });

  test.each([0, 1, 3])('%i ms after it began to open fails', async (ms) => {
    const connection = new Connection(areas.url, { patienceMs: 600 });
    const opening = connection.open().catch((error: Error) => error);
    if (ms) await sleep(ms);
    connection.discard();
    const ended = await Promise.race([opening, sleep(5_000, 'still waits', { ref: false })]);
    expect(ended).not.toBe('still waits');
  });

  test('while something is asked answers that with an error', async () => {
    const connection = new Connection(areas.url, { patienceMs: 600 });
    await connection.open();
    const asked = connection.query('select pg_sleep(60)');
    const refused = expect(asked).rejects.toThrow(gone);
    connection.discard();
    await refused;
  });
});
