import { acquire } from '../../src/database/embedded.js';

const lease = await acquire({ folder: process.argv[2]! });
process.stdout.write(`${lease.url}\n`);
process.on('SIGTERM', () => void lease.release().then(() => process.exit(0)));
