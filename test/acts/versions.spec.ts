import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { Act, type ActResult, type Wish } from '../../src/acts/act.js';
import { StreamStates } from '../../src/acts/stream-states.js';
import type { Organisation } from '../../src/domain/organisation/state.js';
import { versions, type Versions } from '../../src/domain/upcast.js';
import { formatError } from '../../src/graphql/errors.js';
import { openMemoryLog } from '../../src/log/memory.js';
import type { Log } from '../../src/log/port.js';
import { startApp, type TestApp } from '../support/app.js';

const stream = 'organisation-arcueil';
const record = (log: Log, type: string, schemaVersion: number, data: object) =>
  log.append({
    ...{ commandId: uuidv7(), fingerprint: 'f' },
    writes: [
      {
        ...{ stream, expect: 'any' },
        events: [
          {
            ...{ eventId: uuidv7(), type, schemaVersion, organisationId: 'arcueil' },
            ...{ consultationId: null, recordedAt: '2026-01-01T00:00:00.000Z' },
            ...{ actor: { kind: 'agent', ref: 'sofia', role: 'staff' }, channel: 'api' },
            ...{ visibility: 'public', data },
          },
        ],
      },
    ],
  });

test('a rule sees an event of an old version in the shape of today; the log keeps it as it was', async () => {
  const known: Versions = {
    present: { ...versions.present, TopicDefined: 2 },
    upcasters: {
      TopicDefined: { 1: ({ data }: any) => ({ data: { topicId: data.id, label: data.name } }) },
    },
  };
  const log = openMemoryLog();
  await record(log, 'TopicDefined', 1, { id: 'parks', name: 'Parcs' });
  const { state } = await new StreamStates(log, 10, known).load(stream, true);
  expect((state as Organisation).topics).toEqual({
    parks: { topicId: 'parks', label: 'Parcs', retired: false },
  });
  expect(await log.readStream(stream)).toMatchObject([{ schemaVersion: 1, data: { id: 'parks' } }]);
});

describe('where a newer Cahier has written', () => {
  let town: TestApp;
  beforeAll(async () => {
    town = await startApp({ projector: false });
  }, 60_000);
  afterAll(() => town.close());

  test('a wish that rests on it is not decided: the event is named, and nothing is written', async () => {
    const define = (): Promise<ActResult> =>
      town.commands.execute(
        new Act(
          { type: 'DefineTopic', organisationId: 'arcueil', topicId: 't', label: 'T' } as Wish,
          {
            principal: { sub: 'sofia', roles: ['staff'], organisations: ['*'] },
            commandId: uuidv7(),
            channel: 'api',
          },
        ),
      );
    await record(town.log, 'TopicDefined', 2, { topicId: 'parks' });
    const head = await town.log.head();
    const thrown = await define().catch((error: unknown) => error);
    expect(formatError({ message: '' }, thrown)).toMatchObject({
      message: 'Nobody here knows how to read TopicDefined in version 2 at position 1.',
      extensions: { code: 'EVENT_UNKNOWN', type: 'TopicDefined', version: 2, position: '1' },
    });
    expect(await town.log.head()).toBe(head);
  });
});
