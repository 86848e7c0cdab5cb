import { openKurrentLog } from '../../src/log/kurrent/log.js';
import type { Capabilities, Log } from '../../src/log/port.js';
import { contract, type Store } from './contract.js';
import { startDouble, type Version } from './kurrent/double.js';

const HONOURS: Record<Version, Capabilities> = {
  '24.10': { severalStreams: false, checks: false, densePositions: false },
  '25.1': { severalStreams: true, checks: false, densePositions: false },
  '26.1': { severalStreams: true, checks: true, densePositions: false },
};

const freshDouble = (version: Version) => async (): Promise<Store> => {
  const { url, stop } = await startDouble({ version });
  const doors: Log[] = [];
  return {
    open: async () => {
      const log = await openKurrentLog({ url });
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
    freshDouble(version),
    honours,
  );
