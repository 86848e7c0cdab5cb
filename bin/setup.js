#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  readFileSync,
  readdirSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const here = (...parts) => join(root, ...parts);

const BUILT = here('dist', '.cahier-built');
const SOURCES = ['src', 'projections', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];

/** Makes a clone ready to run: installs what is missing, builds what is old, and says nothing when there is nothing to do. */
export function setUp() {
  refuseOldNode();
  if (!existsSync(here('src'))) return;
  install();
  build();
}

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Cahier needs Node 20.19 or later; this is ${process.versions.node}.`);
}

function install() {
  if (isInstalled()) return;
  say('Installing packages (npm ci); this takes a minute…');
  const options = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  run('npm', ['ci', ...options], 'The packages could not be installed');
}

/** True when npm's own record of node_modules names every package that the lock file asks for. */
function isInstalled() {
  const record = here('node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = packagesOf(record);
  const wanted = Object.entries(packagesOf(here('package-lock.json')));
  return wanted.every(
    ([path, { version, optional }]) =>
      path === '' || optional || installed[path]?.version === version,
  );
}

const packagesOf = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;

function build() {
  const newest = Math.max(...SOURCES.map((path) => newestIn(here(path))));
  if (newest <= changed(BUILT)) return;
  say('Building…');
  const started = new Date();
  const tsc = here('node_modules', 'typescript', 'bin', 'tsc');
  run(process.execPath, [tsc, '-p', 'tsconfig.build.json'], 'The build failed');
  writeFileSync(BUILT, '');
  utimesSync(BUILT, started, started);
}

/** Runs a program on our standard error: our standard output belongs to whoever asked for a result. */
function run(program, args, complaint) {
  const stdio = ['ignore', 2, 2];
  const { status, error } = spawnSync(program, args, { cwd: root, stdio });
  if (status !== 0) fail(`${complaint}${error ? `: ${error.message}` : ''}. See above.`);
}

function newestIn(path) {
  const own = changed(path);
  if (!statSync(path).isDirectory()) return own;
  return Math.max(own, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}

function changed(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

function fail(line) {
  say(line);
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setUp();
