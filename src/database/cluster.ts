import { randomBytes } from 'node:crypto';
import {
  access,
  appendFile,
  chmod,
  chown,
  constants,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir, totalmem, userInfo } from 'node:os';
import { join } from 'node:path';
import { StartError } from '../start-error.js';
import { canEnter, type Account } from './account.js';
import { runProgram, type Binaries } from './binaries.js';

/** Where a server keeps everything that outlives it. */
export interface Places {
  /** The folder that holds the rest, `CAHIER_DATA`. */
  root: string;
  /** PostgreSQL's own data; a symbolic link where the server's account cannot enter `root`. */
  data: string;
  /** Name and password of the superuser, readable by our account only. */
  secret: string;
  /** Held while a server is being started or stopped. */
  lock: string;
}

export interface Credentials {
  user: string;
  password: string;
}

export const places = (root: string): Places => ({
  root,
  data: join(root, 'postgres'),
  secret: join(root, 'postgres.json'),
  lock: join(root, 'postgres.lock'),
});

/** Makes the folder and proves that we can work in it. Throws StartError DATA_NOT_WRITABLE. */
export async function ensureWritable({ root, data }: Places): Promise<void> {
  try {
    await mkdir(root, { recursive: true });
    await access(root, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw notWritable(root, error);
  }
  const owner = await stat(data).catch(() => undefined);
  const me = process.getuid?.();
  if (me && owner && owner.uid !== me) throw notWritable(data);
}

/** The superuser of the cluster in `places`, which is made first where there is none. */
export async function ensureCluster(
  places: Places,
  account: Account,
  binaries: Binaries,
  durable: boolean,
  say: (line: string) => void,
): Promise<Credentials> {
  const version = await readFile(join(places.data, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version === undefined) return create(places, account, binaries, durable, say);
  if (version.trim() !== binaries.major) throw otherVersion(places, version.trim(), binaries.major);
  try {
    return JSON.parse(await readFile(places.secret, 'utf8'));
  } catch (error) {
    throw new StartError(
      'DATA_PASSWORD_LOST',
      `${places.secret}, which holds the password of the data in ${places.data}, cannot be read.`,
      'Restore that file from a backup, or move the data folder away to begin with an empty one.',
      { cause: error },
    );
  }
}

async function create(
  places: Places,
  account: Account,
  binaries: Binaries,
  durable: boolean,
  say: (line: string) => void,
): Promise<Credentials> {
  const credentials = { user: 'cahier', password: randomBytes(24).toString('base64url') };
  const inPlace = account.uid === undefined || (await canEnter(account, places.root));
  const fresh = inPlace ? `${places.data}.new` : await folderElsewhere();
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  await give(account, fresh);
  await initialise(fresh, credentials, account, binaries, durable);
  await writeFile(places.secret, `${JSON.stringify(credentials)}\n`, { mode: 0o600 });
  await chmod(places.secret, 0o600);
  await (inPlace ? rename(fresh, places.data) : symlink(fresh, places.data)).catch((error) => {
    throw notACluster(places.data, error);
  });
  if (!inPlace)
    say(`The database's own user cannot enter ${places.root}; the data is in ${fresh}.`);
  return credentials;
}

async function initialise(
  folder: string,
  { user, password }: Credentials,
  account: Account,
  binaries: Binaries,
  durable: boolean,
): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'cahier-initdb-'));
  const passwordFile = join(scratch, 'password');
  try {
    await writeFile(passwordFile, password, { mode: 0o600 });
    await give(account, scratch, passwordFile);
    const who = [`--username=${user}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
    const text = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    const rest = ['--locale=C', ...(durable ? [] : ['--no-sync']), `--pgdata=${folder}`];
    await runProgram(binaries, 'initdb', [...who, ...text, ...rest], account);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  await appendFile(join(folder, 'postgresql.conf'), "include = 'cahier.conf'\n");
}

/** Writes the settings of the next start; `ALTER SYSTEM` still overrides them. */
export async function writeSettings(folder: string, port: number, durable: boolean): Promise<void> {
  const mb = Math.floor(Math.min(totalmem(), process.constrainedMemory() || Infinity) / 2 ** 20);
  const settings = {
    listen_addresses: "'127.0.0.1'",
    unix_socket_directories: "''",
    port,
    max_connections: 200,
    timezone: "'UTC'",
    log_timezone: "'UTC'",
    log_checkpoints: 'off',
    shared_buffers: `${Math.min(1024, Math.max(64, Math.floor(mb / 8)))}MB`,
    effective_cache_size: `${Math.max(256, Math.floor(mb / 2))}MB`,
    maintenance_work_mem: '128MB',
    work_mem: '16MB',
    max_wal_size: '2GB',
    random_page_cost: 1.1,
    jit: 'off',
    fsync: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
    synchronous_commit: durable ? 'on' : 'off',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`);
  const head = '# Written at each start. Settings of your own: ALTER SYSTEM SET …\n';
  await writeFile(join(folder, 'cahier.conf'), head + lines.join(''));
}

async function folderElsewhere(): Promise<string> {
  await mkdir('/var/lib/cahier', { recursive: true, mode: 0o755 });
  return mkdtemp('/var/lib/cahier/postgres-');
}

async function give({ uid, gid }: Account, ...paths: string[]): Promise<void> {
  if (uid === undefined || gid === undefined) return;
  for (const path of paths) await chown(path, uid, gid);
}

const notWritable = (folder: string, cause?: unknown) =>
  new StartError(
    'DATA_NOT_WRITABLE',
    `The data folder ${folder} cannot be written by ${userInfo().username}.`,
    'Give that user the folder (chown -R), or choose another: CAHIER_DATA=/path/to/folder npm start',
    { cause },
  );

const notACluster = (folder: string, cause: unknown) =>
  new StartError(
    'DATA_UNKNOWN',
    `${folder} exists and is not a PostgreSQL data folder.`,
    'Move it away, or choose another folder: CAHIER_DATA=/path/to/folder npm start',
    { cause },
  );

const otherVersion = ({ data }: Places, found: string, major: string) =>
  new StartError(
    'DATA_OTHER_VERSION',
    `The data in ${data} was written by PostgreSQL ${found}; this Cahier brings PostgreSQL ${major}.`,
    `Serve it with PostgreSQL ${found} and set DATABASE_URL to it, or choose another folder with CAHIER_DATA.`,
  );
