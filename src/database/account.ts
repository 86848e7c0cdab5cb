import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { StartError } from '../start-error.js';

const run = promisify(execFile);

/** The OS account a program runs under; empty means our own. */
export interface Account {
  uid?: number;
  gid?: number;
}

/**
 * The account for the database server: our own, unless we are root, which PostgreSQL refuses. Then it is
 * the owner of the data that exist, else `cahier` or `postgres`, else a new system user `cahier`, else `nobody`.
 */
export async function serverAccount(dataFolder: string): Promise<Account> {
  if (process.getuid?.() !== 0) return {};
  const owner = await stat(dataFolder).catch(() => undefined);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const found =
    (await lookUp('cahier')) ??
    (await lookUp('postgres')) ??
    (await create('cahier')) ??
    (await lookUp('nobody'));
  if (found) return found;
  throw new StartError(
    'PLATFORM_UNSUPPORTED',
    'PostgreSQL refuses to run as root, and this system has no other user to run it.',
    'Start Cahier as an ordinary user, or set DATABASE_URL to a PostgreSQL 15 or later of your own.',
  );
}

/** True when `account` can enter the folder. */
export async function canEnter(account: Account, folder: string): Promise<boolean> {
  return run('sh', ['-c', 'cd "$1"', 'sh', folder], { ...account, cwd: '/' }).then(
    () => true,
    () => false,
  );
}

async function lookUp(name: string): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

async function create(name: string): Promise<Account | undefined> {
  const options = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin'];
  return run('useradd', [...options, name]).then(
    () => lookUp(name),
    () => undefined,
  );
}
