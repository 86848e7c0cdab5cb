import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { campaign, type CampaignOptions, type Report } from './campaign.js';
import { check } from './checker.js';
import { keptHistory } from './keep.js';
import { makePlace, type Place } from './place.js';
import { faultsNamed } from './plan.js';

const SEED = 20_261_122;
const ROOM_MS = 180_000;

let place: Place;
beforeAll(async () => {
  place = await makePlace(false);
}, ROOM_MS);
afterAll(() => place.remove(), ROOM_MS);

let campaigns = 0;
async function run(options: Pick<CampaignOptions, 'seconds' | 'faults' | 'servers' | 'bug'>) {
  const folder = join(place.folder, `campaign-${++campaigns}`);
  await mkdir(folder);
  return campaign(place, { seed: SEED, folder, ...options });
}

const rules = ({ violations }: Report) => [...new Set(violations.map(({ rule }) => rule))];

test(
  'whatever is killed, cut, paused or held, the log loses, doubles, hides and reorders nothing',
  async () => {
    const faults = faultsNamed(['kill', 'terminate', 'pause', 'proxy', 'hold']);
    const report = await run({ seconds: 25, faults });
    expect(report.violations).toEqual([]);
    const { appended, conflict, idempotency_conflict, repeated, unknown } = report.appends;
    for (const answers of [appended, conflict, idempotency_conflict, repeated, unknown])
      expect(answers).toBeGreaterThan(0);
    expect(report.events).toBeGreaterThan(100);
    expect(Object.keys(report.faults).length).toBeGreaterThan(8);
    expect(check(await keptHistory(report.history))).toEqual([]);
  },
  ROOM_MS,
);

describe('a campaign finds', () => {
  test(
    'a log that looks first and appends afterwards',
    async () =>
      expect(rules(await run({ seconds: 4, faults: [], bug: 'check-then-act' }))).toContain(
        'what was appended was as expected',
      ),
    ROOM_MS,
  );

  test(
    'a log that acknowledges before it commits, once it is killed',
    async () =>
      expect(
        rules(
          await run({
            seconds: 7,
            faults: ['kill-server'],
            servers: 1,
            bug: 'acknowledge-before-commit',
          }),
        ),
      ).toContain('what was acknowledged stands where it was said'),
    ROOM_MS,
  );

  test(
    'a log that records a command as often as it is sent',
    async () =>
      expect(rules(await run({ seconds: 4, faults: ['cut'], bug: 'no-de-duplication' }))).toContain(
        'everything is recorded once',
      ),
    ROOM_MS,
  );
});
