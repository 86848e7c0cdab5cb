import pg from 'pg';
import { logSchema } from '../../dist/src/log/postgres/schema.js';
import { rate, sideBySide } from '../harness.js';
import { fill } from './events.js';
import { openOurs } from './stores.js';

const APPENDS = { 32: 10_000, 256: 20_000 };

/** Appends before the clock starts: a page touched first after a checkpoint goes whole into the WAL. */
const WARM = 300_000;

/** A database beside the given one whose log already holds so many events. */
const openGrown = async (url, size) => {
  const name = `held_${size}`;
  const address = new URL(url);
  address.pathname = `/${name}`;
  const first = new pg.Client({ connectionString: url });
  await first.connect();
  await first.query(`create database ${name}`);
  await first.end();
  const owner = new pg.Client({ connectionString: address.href });
  await owner.connect();
  await owner.query(logSchema);
  await fill(owner, size);
  await owner.end();
  return openOurs(address.href);
};

const label = (size) => `10^${Math.log10(size)} events in the log`;

/** Our appends into logs of each size, in turn; one group for each number in flight. */
export const measureSizes = async (url, sizes, rounds) => {
  const logs = new Map();
  for (const size of sizes) logs.set(label(size), await openGrown(url, size));
  for (const { append } of logs.values()) await rate(WARM, 256, () => append());
  const groups = [];
  for (const [inFlight, count] of Object.entries(APPENDS)) {
    const subjects = [...logs].map(([name, { append }]) => [
      name,
      () => rate(count, Number(inFlight), () => append()),
    ]);
    const rows = await sideBySide(rounds, Object.fromEntries(subjects));
    groups.push({ title: `ours, ${inFlight} in flight, by what the log already holds`, rows });
  }
  for (const { close } of logs.values()) await close();
  return groups;
};
