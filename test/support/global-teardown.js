import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** Stops the run's database server and removes its folder; takes our template from a server that is not ours. */
export default async function teardown() {
  if (process.env.CAHIER_TEST_DATABASE_URL) await dropTemplate();
  await removeServer(process.env.CAHIER_TEST_FOLDER);
}

async function dropTemplate() {
  const client = new pg.Client({ connectionString: process.env.CAHIER_TEST_DATABASE_URL });
  await client.connect();
  await client.query(`drop database if exists ${process.env.CAHIER_TEST_TEMPLATE}`);
  await client.end();
}

/** Stops the server of a test folder, if it still runs, and removes the folder. */
export async function removeServer(folder) {
  const pid = Number.parseInt(read(join(folder, 'postgres', 'postmaster.pid')), 10);
  if (pid && isAlive(pid) && read(`/proc/${pid}/cmdline`, folder).includes(folder)) {
    stop(pid);
    for (let i = 0; i < 200 && isAlive(pid); i++) await sleep(50);
  }
  rmSync(folder, { recursive: true, force: true });
}

function stop(pid) {
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function read(path, otherwise = '') {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}
