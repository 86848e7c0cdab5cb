import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { campaign, type Report } from './campaign.js';
import { check } from './checker.js';
import { keptHistory } from './keep.js';
import { makePlace } from './place.js';
import { FAULTS, faultsNamed } from './plan.js';

const USAGE = `npm run faults -- [--minutes N] [--seed S] [--only NAME,…] [--json] [--check FILE]

Hurts a running log for some minutes (2 by default) and checks everything it answered.
A seed repeats the plan of faults and wishes. FILE is a history that was kept: only check it again.
Faults, by groups: ${Object.entries(FAULTS)
  .map(([group, names]) => `${group} (${names.join(', ')})`)
  .join('; ')}.
Exit codes: 0 nothing is broken, 1 failure, 2 usage, 3 a rule is broken.
`;

const SHOWN = 20;
const BROKEN = 3;
const USAGE_CODE = 2;

const say = (text: string): void => void process.stderr.write(`${text}\n`);
const tell = (text: string): void => void process.stdout.write(`${text}\n`);

interface Asked {
  seconds: number;
  seed: number;
  only: string[];
  json: boolean;
  check?: string;
}

/** What the command line asks for. Throws an Error for what means nothing. */
function asked(): Asked {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: { minutes: text, seed: text, only: text, check: text, json: { type: 'boolean' } },
  });
  const { minutes = '2', seed = String(randomInt(1, 2 ** 31)), only = '', json = false } = values;
  const named = only.split(',').filter(Boolean);
  faultsNamed(named);
  if (!(Number(minutes) > 0)) throw new RangeError(`${minutes} is no number of minutes`);
  if (!Number.isSafeInteger(Number(seed))) throw new RangeError(`${seed} is no seed`);
  return {
    seconds: Number(minutes) * 60,
    seed: Number(seed),
    only: named,
    json,
    ...(values.check && { check: values.check }),
  };
}

async function checkAgain(path: string, json: boolean): Promise<number> {
  const violations = check(await keptHistory(path));
  if (json) tell(JSON.stringify({ history: path, violations }));
  else tell(verdict(violations));
  return violations.length ? BROKEN : 0;
}

const verdict = (violations: Report['violations']): string =>
  violations.length === 0
    ? 'Nothing is lost, doubled, hidden or out of order.'
    : [
        `BROKEN: ${violations.length} violations`,
        ...violations.slice(0, SHOWN).map(({ rule, says }) => `  ${rule}: ${says}`),
      ].join('\n');

const counts = (of: Record<string, number>): string =>
  Object.entries(of)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

function page(report: Report, skipped: string[]): string {
  const faults = Object.entries(report.faults).map(
    ([name, { done, inVain }]) => `${name} ${done}${inVain ? ` (in vain ${inVain})` : ''}`,
  );
  return [
    `seed ${report.seed}, ${report.seconds} s`,
    `commands  ${report.commands}, of which ${report.leftUnknown} left unknown (${report.unknownYetRecorded} recorded)`,
    `appends   ${counts(report.appends)}`,
    `readings  ${counts(report.readings)}, unanswered ${report.unansweredReadings}`,
    `events    ${report.events}, ${report.given} given to subscribers`,
    `faults    ${faults.join(', ')}`,
    ...skipped.map((name) => `skipped   ${name}`),
    `restarts  servers ${report.restarts.servers}, PostgreSQL ${report.restarts.postgres}`,
    verdict(report.violations),
  ].join('\n');
}

async function run({ seconds, seed, only, json }: Asked): Promise<number> {
  const wanted = faultsNamed(only);
  const folder = await mkdtemp(join(tmpdir(), `cahier-history-${seed}-`));
  const place = await makePlace(wanted.includes('disk-full'));
  const skipped =
    wanted.includes('disk-full') && !place.volume
      ? ['disk-full: no file system may be mounted here']
      : [];
  const faults = wanted.filter((fault) => fault !== 'disk-full' || place.volume);
  say(`Seed ${seed}: ${seconds} s of load and ${faults.join(', ')}…`);
  const report = await campaign(place, { seed, seconds, faults, folder }).finally(place.remove);
  const broken = report.violations.length > 0;
  const kept = broken ? { replay: again(seed, seconds, only) } : { history: undefined };
  tell(json ? JSON.stringify({ ...report, ...kept, skipped }) : page(report, skipped));
  if (!broken) await rm(folder, { recursive: true });
  else say(`The history is in ${folder}. Again: ${again(seed, seconds, only)}`);
  return broken ? BROKEN : 0;
}

const again = (seed: number, seconds: number, only: string[]): string =>
  `npm run faults -- --seed ${seed} --minutes ${seconds / 60}${only.length ? ` --only ${only}` : ''}`;

try {
  const wish = asked();
  process.exitCode = await (wish.check ? checkAgain(wish.check, wish.json) : run(wish));
} catch (error) {
  const usage =
    error instanceof RangeError ||
    String((error as { code?: string }).code).startsWith('ERR_PARSE');
  say(usage ? `${(error as Error).message}\n\n${USAGE}` : (error as Error).stack!);
  process.exitCode = usage ? USAGE_CODE : 1;
}
