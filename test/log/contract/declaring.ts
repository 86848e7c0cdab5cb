import { expect } from '@jest/globals';
import type { AppendRequest } from '../../../src/log/port.js';
import { all, appendTo, events, write } from '../wishes.js';
import { rules, type Fresh } from './with.js';

/** A store says what it can be held to, and refuses the rest. */
export function declaring(fresh: Fresh): void {
  const rule = rules(fresh);
  const { severalStreams, checks } = fresh.honours;

  rule('a store says what it can be held to', async (log) => {
    expect(log.capabilities).toEqual(fresh.honours);
  });

  if (!severalStreams)
    rule('an append to several streams is refused, and writes nothing', async (log) => {
      const request = write('a', 'none');
      request.writes.push({ stream: 'b', expect: 'none', events: events(1) });
      await refused(log.append(request), request);
      expect(await all(log.readAll())).toEqual([]);
    });

  if (!checks)
    rule('an append that checks another stream is refused, and writes nothing', async (log) => {
      await appendTo(log, write('phase', 'none'));
      const request = write('ballot', 'none', events(1), {
        checks: [{ stream: 'phase', expect: 0 }],
      });
      await refused(log.append(request), request);
      expect(await log.readStream('ballot')).toEqual([]);
      expect(await log.outcomes([request.commandId])).toEqual(new Map());
    });
}

const refused = (answer: Promise<unknown>, { commandId }: AppendRequest) =>
  expect(answer).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    data: { commandId, outcome: 'unrecorded' },
  });
