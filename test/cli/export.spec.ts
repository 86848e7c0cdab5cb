import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readPabulib } from '../../src/cli/import/pabulib-file.js';
import { cahier } from '../support/command-line.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { election, electionPath } from './import/elections.js';

const name = 'Poland_Warszawa_2019_Las.pb';
let database: TestDatabase;
let place: string;
let consultationId: string;

beforeAll(async () => {
  database = await freshDatabase();
  place = await mkdtemp(join(tmpdir(), 'cahier-export-'));
  const path = fileURLToPath(electionPath(name));
  const { stdout } = await cahier(database.url, 'import', 'pabulib', path, '--json');
  ({ consultationId } = JSON.parse(stdout));
}, 120_000);
afterAll(async () => {
  await rm(place, { recursive: true });
  await database.drop();
});

/** What voters choose, by the names of options, in an order that tells nothing. */
const choicesOf = ({ options, ballots }: ReturnType<typeof election>): string[] => {
  const names = new Map(options.map((option) => [option.id, option.name.replaceAll(/\s+/g, ' ')]));
  return ballots
    .map(({ votes }) =>
      votes
        .map(({ id }) => names.get(id))
        .sort()
        .join(' | '),
    )
    .sort();
};

test('a real election that was imported is written as it was read', async () => {
  const listed = await cahier(database.url, 'export', consultationId);
  expect(listed).toMatchObject({ code: 0 });
  const file = listed.stdout.split('\n').find((line) => line.endsWith('.pb'))!;
  const out = join(place, 'out.pb');
  const written = await cahier(
    database.url,
    'export',
    consultationId,
    '--format',
    file,
    '--out',
    out,
  );
  expect(written).toMatchObject({ code: 0, stdout: '' });
  const read = readPabulib(await readFile(out), file);
  const source = election(name);
  expect(read.warnings).toEqual([]);
  expect(choicesOf(read)).toEqual(choicesOf(source));
  for (const key of ['budget', 'currency', 'voteType', 'rule', 'minLength', 'maxLength'] as const)
    expect([key, read.meta[key]]).toEqual([key, source.meta[key]]);
  const told = ({ options }: typeof source) =>
    options.map(({ name, cost, votes }) => [name.replaceAll(/\s+/g, ' '), cost, votes]).sort();
  expect(told(read)).toEqual(told(source));
}, 120_000);

test('what is not there is said so, and leaves no file behind', async () => {
  const out = join(place, 'none.csv');
  const ended = await cahier(
    database.url,
    'export',
    consultationId,
    '--format',
    'x.csv',
    '--out',
    out,
  );
  expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('Nothing is here.') });
  await expect(readFile(out)).rejects.toThrow('ENOENT');
}, 60_000);
