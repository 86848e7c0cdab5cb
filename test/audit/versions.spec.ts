import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { verifyBundle } from '../../src/audit/verify.js';
import { versions, type Versions } from '../../src/domain/upcast.js';
import type { Log, ReadAllOptions, Recorded } from '../../src/log/port.js';
import { electionOf, folder, keyOf, policyOf, storyWith, type Election } from './election.js';
import { leavesOf } from './opened.js';
import { writeBundle } from './published.js';

/** Statements once had a text where they have a summary now. */
const known: Versions = {
  present: { ...versions.present, StatementPublished: 2 },
  upcasters: {
    StatementPublished: {
      1: ({ data: { text, ...data } }: any) => ({ data: { ...data, summary: text } }),
    },
  },
};

const asOnceWritten = (event: Recorded): Recorded => {
  if (event.type !== 'StatementPublished') return event;
  const { summary, ...data } = event.data as { summary: string };
  return { ...event, data: { ...data, text: summary } };
};

const place = folder();
const policy = Buffer.from(policyOf(keyOf()));
const path = join(place, 'old.zip');
let old: Election;

beforeAll(async () => {
  const election = await electionOf(storyWith(6));
  const { log } = election;
  const readAll = async function* (options?: ReadAllOptions) {
    for await (const batch of log.readAll(options)) yield batch.map(asOnceWritten);
  };
  old = { ...election, known, log: { ...log, readAll } as Log };
  await writeBundle(path, 'auditor', old);
});

describe('a bundle with events of an old version', () => {
  test('holds, and is counted in the shape of today, for who knows the steps', async () => {
    expect(await verifyBundle(path, { policy, known })).toMatchObject({ notRecounted: [] });
  });

  test('proves the bytes that were stored, not those of today', async () => {
    const leaves = (await leavesOf(old)).map((leaf) => JSON.parse(leaf.toString()));
    const statement = leaves.find(({ t }) => t === 'StatementPublished');
    expect(statement).toMatchObject({ v: 1, data: { text: expect.any(String) } });
  });

  test('is refused by name, version and place by who does not know the steps', async () => {
    const without = { ...known, upcasters: {} };
    const n = (await leavesOf(old)).findIndex((leaf) => leaf.includes('StatementPublished'));
    await expect(verifyBundle(path, { policy, known: without })).rejects.toMatchObject({
      message: expect.stringContaining('how to count StatementPublished in version 1'),
      place: expect.objectContaining({ n }),
    });
  });
});
