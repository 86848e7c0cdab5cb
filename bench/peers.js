import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bench = fileURLToPath(new URL('.', import.meta.url));
const packagesOf = (path) => JSON.parse(readFileSync(join(bench, path), 'utf8')).packages;

/** Installs what we are compared to, beside the measurements and never in the product; says nothing when it is there. */
export function installPeers() {
  if (isInstalled()) return;
  process.stderr.write('Installing what is compared (npm ci in bench)…\n');
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', ['ci', ...options], { cwd: bench, stdio: ['ignore', 2, 2] });
  if (status === 0) return;
  process.stderr.write('They could not be installed. See above.\n');
  process.exit(1);
}

function isInstalled() {
  const record = 'node_modules/.package-lock.json';
  if (!existsSync(join(bench, record))) return false;
  const installed = packagesOf(record);
  return Object.entries(packagesOf('package-lock.json')).every(
    ([path, { version }]) => path === '' || installed[path]?.version === version,
  );
}
