import { randomUUID } from 'node:crypto';
import { test } from '@jest/globals';
import { openKurrentLog, type KurrentLogOptions } from '../../../src/log/kurrent/log.js';
import type { Capabilities, Log } from '../../../src/log/port.js';
import { contract, type Store } from '../contract.js';
import { startDouble, type Version } from './double.js';

const HONOURS: Record<Version, Capabilities> = {
  '24.10': { severalStreams: false, checks: false, densePositions: false },
  '25.1': { severalStreams: true, checks: false, densePositions: false },
  '26.1': { severalStreams: true, checks: true, densePositions: false },
};

const doorsTo = (options: KurrentLogOptions, stop: () => Promise<void>): Store => {
  const doors: Log[] = [];
  return {
    open: async () => {
      const log = await openKurrentLog(options);
      doors.push(log);
      return log;
    },
    remove: async () => {
      await Promise.all(doors.map((log) => log.close()));
      await stop();
    },
  };
};

for (const [version, honours] of Object.entries(HONOURS) as [Version, Capabilities][])
  contract(
    `the log in KurrentDB, on a double of the protocol of ${version} (no real server)`,
    async () => {
      const { url, stop } = await startDouble({ version });
      return doorsTo({ url }, stop);
    },
    honours,
  );

const url = process.env['KURRENTDB_URL'];

if (url) {
  const door = await openKurrentLog({ url });
  const honours = door.capabilities;
  await door.close();
  contract(
    'the log in KurrentDB, on the real server of KURRENTDB_URL',
    async () => doorsTo({ url, prefix: `test-${randomUUID()}` }, async () => undefined),
    honours,
  );
} else
  test.skip('the log in KurrentDB, on a real server: none is named in KURRENTDB_URL', () => {});
