import { verifyBundle } from '../../dist/src/audit/verify.js';

const start = performance.now();
const { size } = await verifyBundle(process.argv[2]);
const seconds = (performance.now() - start) / 1000;
const { maxRSS } = process.resourceUsage();
process.stdout.write(JSON.stringify({ size, seconds, peak: maxRSS * 1024 }));
