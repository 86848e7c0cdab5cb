import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bug } from './broken.js';
import { chanceOf } from './chance.js';
import { check } from './checker.js';
import type { Door } from './door.js';
import type { OnRecord, Stored } from './history.js';
import { Keeper } from './keep.js';
import { Listener } from './listener.js';
import { strike, type Struck } from './nemesis.js';
import type { Place } from './place.js';
import { planOf, type Fault } from './plan.js';
import { toldOf, type Told } from './report.js';
import { Session } from './session.js';
import { closeSite, heal, openSite, quieten, type Site } from './site.js';
import { TYPES, Wishes } from './wishes.js';

const SESSIONS = 24;
const PAGE = 5_000;

/** How long clients, views and subscribers may take to recover once all is well again, in milliseconds. */
const RECOVERY_MS = 30_000;

export interface CampaignOptions {
  seed: number;
  /** How long clients and faults go on, in seconds; what follows takes some seconds more. */
  seconds: number;
  faults: readonly Fault[];
  /** Server processes on the one database; 2 by default. */
  servers?: number;
  /** A mistake to put between the servers and the log. */
  bug?: Bug;
  /** Where the history and what the servers say are written. */
  folder: string;
}

/** What was done and what was found. */
export interface Report extends Told {
  seed: number;
  seconds: number;
  /** Readings that were never answered. */
  unansweredReadings: number;
  faults: Struck;
  /** How often servers and PostgreSQL were started again. */
  restarts: { servers: number; postgres: number };
  /** Rules that were broken, with their places; empty for a good log. */
  violations: { rule: string; says: string }[];
  /** The file that holds every call. */
  history: string;
}

/** Runs one campaign on a database of its own, lets it become quiet, and checks its history. */
export async function campaign(place: Place, options: CampaignOptions): Promise<Report> {
  const { seed, seconds, servers = 2, bug, folder } = options;
  const restarts = place.postgres.restarts;
  const site = await openSite(place, { servers, bug, folder });
  const keeper = new Keeper(join(folder, 'history.jsonl'));
  try {
    const run = await load(site, keeper, options);
    const history = await keeper.finish(run.end);
    return {
      seed,
      seconds,
      ...toldOf(history),
      unansweredReadings: run.unanswered,
      faults: run.struck,
      restarts: {
        servers: site.servers.reduce((sum, server) => sum + server.restarts, 0),
        postgres: place.postgres.restarts - restarts,
      },
      violations: [...run.faults, ...crashes(site), ...check(history)],
      history: keeper.path,
    };
  } finally {
    keeper.close();
    await closeSite(site);
  }
}

const crashes = ({ servers }: Site) =>
  servers.flatMap((server) =>
    server.crashes.map((says) => ({ rule: 'a server outlives every fault but its death', says })),
  );

async function load(site: Site, keeper: Keeper, { seed, seconds, faults }: CampaignOptions) {
  const [over, heard] = [new AbortController(), new AbortController()];
  setMaxListeners(0, over.signal, heard.signal);
  const wishes = new Wishes();
  let unanswered = 0;
  const ground = {
    doors: site.doors,
    wishes,
    record: keeper.record.bind(keeper),
    unanswered: () => void unanswered++,
  };
  const sessions = range(SESSIONS).map((n) =>
    new Session(`session-${n}`, ground, chanceOf(seed, `session ${n}`)).run(over.signal),
  );
  const listeners = listenersOf(seed);
  const listening = listeners.map((one) => one.run(site.doors, heard.signal));
  const striking = strike(
    site,
    planOf(seed, seconds, faults, site.servers.length),
    seed,
    over.signal,
  );
  await sleep(seconds * 1_000);
  over.abort();
  const struck = await striking;
  await heal(site);
  const recovered = await within(RECOVERY_MS, Promise.all(sessions));
  const going = await until(async () => (await viewOf(site)).asOf >= wishes.head);
  await quieten(site);
  const end = await lastWords(site, wishes, listeners);
  heard.abort();
  await Promise.all(listening);
  return {
    struck,
    unanswered,
    end,
    faults: [...(recovered ? [] : [NOT_BACK]), ...(going ? [] : [STANDING])],
  };
}

const NOT_BACK = {
  rule: 'the service comes back by itself',
  says: `clients still had no answers ${RECOVERY_MS / 1_000} s after the last fault`,
};

const STANDING = {
  rule: 'the views go on by themselves',
  says: `views had not caught up ${RECOVERY_MS / 1_000} s after the last fault`,
};

const viewOf = ({ doors }: Site) => doors[0]!.ask('view', {}, RECOVERY_MS);

const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1);

const listenersOf = (seed: number): Listener[] =>
  [undefined, undefined, TYPES[1]].map(
    (type, n) => new Listener(`subscriber-${n + 1}`, type, chanceOf(seed, `subscriber ${n}`)),
  );

/** Everything that can be read once all is quiet, by the one server that runs. */
async function lastWords(site: Site, wishes: Wishes, listeners: Listener[]) {
  const door = site.doors[0]!;
  const log = await wholeLog(door);
  const onRecord = await everyOutcome(door, [...new Set(wishes.sent)]);
  await until(async () => (await viewOf(site)).asOf >= log.length);
  await until(async () => listeners.every(({ subscriber }) => subscriber.scannedTo >= log.length));
  return {
    log,
    onRecord,
    view: await viewOf(site),
    subscribers: listeners.map(({ subscriber }) => subscriber),
  };
}

async function wholeLog(door: Door): Promise<Stored[]> {
  const log: Stored[] = [];
  for (let full = true; full;) {
    const given = { after: log.at(-1)?.position ?? 0, limit: PAGE };
    const page = await door.ask('log', given, RECOVERY_MS);
    log.push(...page);
    full = page.length === PAGE;
  }
  return log;
}

async function everyOutcome(door: Door, ids: string[]): Promise<OnRecord[]> {
  const found: OnRecord[] = [];
  for (let at = 0; at < ids.length; at += PAGE)
    found.push(...(await door.ask('outcomes', ids.slice(at, at + PAGE), RECOVERY_MS)));
  return found;
}

/** Waits for something that recovery brings, as long as recovery may take, and tells whether it came. */
async function until(holds: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + RECOVERY_MS;
  for (; performance.now() < deadline; await sleep(50))
    if (await holds().catch(() => false)) return true;
  return false;
}

/** Whether work ends in time. */
const within = (ms: number, work: Promise<unknown>): Promise<boolean> =>
  Promise.race([work.then(() => true), sleep(ms, false, { ref: false })]);
