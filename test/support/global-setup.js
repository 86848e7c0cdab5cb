import { chmodSync, mkdtempSync, readdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, removeServer } from './global-teardown.js';

const PREFIX = 'cahier-test-';

/** Gives this run a folder for its database server, which the first spec that needs it starts; clears those of dead runs. */
export default async function setup() {
  const root = realpathSync(tmpdir());
  for (const name of readdirSync(root)) {
    const pid = name.startsWith(PREFIX) && Number.parseInt(name.slice(PREFIX.length), 10);
    if (pid && !isAlive(pid)) await clear(join(root, name));
  }
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`)));
  chmodSync(folder, 0o755);
  process.env.CAHIER_TEST_FOLDER = folder;
  process.env.CAHIER_TEST_TEMPLATE = `template_${folder.split('-').at(-1).toLowerCase()}`;
}

/** What a dead run left may be another user's, or just now be cleared by another run: that stops nobody. */
async function clear(folder) {
  await removeServer(folder).catch((error) => console.warn(`${folder} was left: ${error.message}`));
}
