import { openMemoryLog } from '../../src/log/memory.js';
import { contract } from './contract.js';

contract('the log in memory', async () => {
  const log = openMemoryLog();
  return { open: async () => log, remove: () => log.close() };
});
