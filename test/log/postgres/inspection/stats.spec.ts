import { expect, test } from '@jest/globals';
import { inspectPostgres } from '../../../../src/log/postgres/inspection/inspect.js';
import { freshLog } from '../../database.js';
import { appendTo, event, events, write } from '../../wishes.js';

test('a log tells how large it is and of what, empty or not', async () => {
  const database = await freshLog();
  const inspection = await inspectPostgres(database.url);
  expect(await inspection.stats()).toMatchObject({
    ...{ position: 0n, events: 0, streams: 0, commands: 0, eventsPerCommand: 0 },
    ...{ firstRecordedAt: null, lastRecordedAt: null, types: [], consultations: [] },
  });
  const log = await database.open();
  await appendTo(log, write('a', 'none', events(3)));
  const late = { recordedAt: '2027-01-01T00:00:00.000Z' };
  const early = {
    recordedAt: '2020-01-01T00:00:00.100Z',
    consultationId: null,
    type: 'PhaseOpened',
  };
  await appendTo(log, write('b', 'none', [event(late), event(early)]));
  const found = await inspection.stats();
  expect(found).toMatchObject({
    ...{ position: 5n, events: 5, streams: 2, commands: 2, eventsPerCommand: 2.5 },
    firstRecordedAt: '2020-01-01T00:00:00.100Z',
    lastRecordedAt: '2027-01-01T00:00:00.000Z',
    types: [
      { type: 'VoteCast', events: 4 },
      { type: 'PhaseOpened', events: 1 },
    ],
    consultations: [
      { consultationId: 'budget-2022', events: 4 },
      { consultationId: null, events: 1 },
    ],
  });
  const { total, ...parts } = found.bytes!;
  expect(Object.values(parts).every((bytes) => bytes > 0)).toBe(true);
  expect(total).toBe(parts.events + parts.indexes);
  await inspection.close();
  await database.remove();
});
