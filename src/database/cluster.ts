import { randomBytes } from 'node:crypto';
import {
  access,
  appendFile,
  chmod,
  chown,
  constants,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename, join } from 'node:path';
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

/** A server that is to run on them: under which account, by which programs. */
export interface Server {
  places: Places;
  account: Account;
  binaries: Binaries;
  /** False where a power cut may cost everything. */
  durable: boolean;
  /** Receives one line when something unusual was done. */
  say: (line: string) => void;
}

/** The database superuser. */
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
    if (await mkdir(root, { recursive: true })) await chmod(root, 0o755);
    await access(root, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw notWritable(root, error);
  }
  const owner = await stat(data).catch(() => undefined);
  const me = process.getuid?.();
  if (me && owner && owner.uid !== me) throw notWritable(data);
}

/** The superuser of a server's data, which are made first where there are none. */
export async function ensureCluster(server: Server): Promise<Credentials> {
  const { places, binaries } = server;
  const version = await readFile(join(places.data, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version === undefined) {
    await ensureVacant(places.data);
    return create(server);
  }
  if (version.trim() !== binaries.major) throw otherVersion(places, version.trim(), binaries.major);
  return readFile(places.secret, 'utf8')
    .then(JSON.parse)
    .catch((error) => Promise.reject(passwordLost(places, error)));
}

async function create(server: Server): Promise<Credentials> {
  const { places, account, say } = server;
  const credentials = { user: 'cahier', password: randomBytes(24).toString('base64url') };
  const inPlace = account.uid === undefined || (await canEnter(account, places.root));
  await removeUnfinished(places);
  const workshop = await mkdtemp(inPlace ? unfinished(places.data) : await elsewhere());
  const made = await initialise(workshop, credentials, server);
  await rm(places.secret, { force: true });
  await writeFile(places.secret, `${JSON.stringify(credentials)}\n`, { mode: 0o600, flush: true });
  if (inPlace) {
    await rename(made, places.data);
    await rm(workshop, { recursive: true });
  } else {
    await symlink(made, places.data);
    say(`The database's own user cannot enter ${places.root}; the data is in ${made}.`);
  }
  return credentials;
}

async function initialise(
  workshop: string,
  { user, password }: Credentials,
  { account, binaries, durable }: Server,
): Promise<string> {
  const data = join(workshop, 'data');
  const passwordFile = join(workshop, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  await give(account, workshop, passwordFile);
  const who = [`--username=${user}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  const text = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const rest = ['--locale=C', ...(durable ? [] : ['--no-sync']), `--pgdata=${data}`];
  await runProgram(binaries, 'initdb', [...who, ...text, ...rest], account);
  await rm(passwordFile);
  await appendFile(join(data, 'postgresql.conf'), "include = 'cahier.conf'\n");
  return data;
}

const unfinished = (data: string) => `${data}.new-`;

/** What a start that was killed left behind; its initdb may still be writing there. */
async function removeUnfinished({ root, data }: Places): Promise<void> {
  const prefix = basename(unfinished(data));
  const leftovers = (await readdir(root)).filter((name) => name.startsWith(prefix));
  for (const name of leftovers) {
    await rm(join(root, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

async function ensureVacant(data: string): Promise<void> {
  const there = await lstat(data).catch(() => undefined);
  if (!there) return;
  const content = await readdir(data).catch(() => ['unreadable']);
  if (there.isSymbolicLink() || content.length > 0) throw notACluster(data);
}

async function elsewhere(): Promise<string> {
  await mkdir('/var/lib/cahier', { recursive: true, mode: 0o755 });
  return '/var/lib/cahier/postgres-';
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

const passwordLost = ({ data, secret }: Places, cause: unknown) =>
  new StartError(
    'DATA_PASSWORD_LOST',
    `${secret}, which holds the password of the data in ${data}, cannot be read.`,
    'Restore that file from a backup, or move the data folder away to begin with an empty one.',
    { cause },
  );

const notACluster = (folder: string) =>
  new StartError(
    'DATA_UNKNOWN',
    `${folder} exists and is not a PostgreSQL data folder.`,
    'Move it away, or choose another folder: CAHIER_DATA=/path/to/folder npm start',
  );

const otherVersion = ({ data }: Places, found: string, major: string) =>
  new StartError(
    'DATA_OTHER_VERSION',
    `The data in ${data} was written by PostgreSQL ${found}; this Cahier brings PostgreSQL ${major}.`,
    `Serve it with PostgreSQL ${found} and set DATABASE_URL to it, or choose another folder with CAHIER_DATA.`,
  );
