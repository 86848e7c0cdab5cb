import { readFile, statfs, writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';

const FILE = 'cahier.conf';

/** Writes the settings of the next start; `ALTER SYSTEM` still overrides them. */
export async function writeSettings(folder: string, port: number, durable: boolean): Promise<void> {
  const mb = Math.floor(Math.min(totalmem(), process.constrainedMemory() || Infinity) / 2 ** 20);
  const { bavail, bsize } = await statfs(folder);
  const freeMb = Math.floor((bavail * bsize) / 2 ** 20);
  const settings = {
    listen_addresses: "'127.0.0.1'",
    unix_socket_directories: "''",
    port,
    max_connections: 200,
    timezone: "'UTC'",
    log_timezone: "'UTC'",
    log_checkpoints: 'off',
    shared_buffers: `${Math.min(4096, Math.max(64, Math.floor(mb / 8)))}MB`,
    effective_cache_size: `${Math.max(256, Math.floor(mb / 2))}MB`,
    maintenance_work_mem: '128MB',
    work_mem: '16MB',
    max_wal_size: `${Math.min(16_384, Math.max(1024, Math.floor(freeMb / 4)))}MB`,
    checkpoint_timeout: '15min',
    random_page_cost: 1.1,
    jit: 'off',
    fsync: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
    synchronous_commit: durable ? 'on' : 'off',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`);
  const head = '# Written at each start. Settings of your own: ALTER SYSTEM SET …\n';
  await writeFile(join(folder, FILE), head + lines.join(''));
}

/** The port the server had, so that it can have it again; 0 before its first start. */
export async function portOfLastStart(folder: string): Promise<number> {
  const text = await readFile(join(folder, FILE), 'utf8').catch(() => '');
  return Number(/^port = (\d+)$/m.exec(text)?.[1] ?? 0);
}
