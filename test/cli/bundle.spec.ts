import { execFile, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { openConsultationSecrets } from '../../src/keys/consultation-secrets.js';
import { MasterKeys } from '../../src/keys/master-keys.js';
import { signer, skey, vkey } from '../../src/ledger/note-key.js';
import { openPostgresLog } from '../../src/log/postgres/log.js';
import { openFolder } from '../../src/sealing/folder.js';
import { signedTo } from '../../src/sealing/ledger.js';
import { Sealer } from '../../src/sealing/sealer.js';
import { folder, policyOf } from '../audit/election.js';
import { hasPython, VERIFY_PY } from '../audit/python.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { masterKey } from '../support/master-key.js';
import { electionPath } from './import/elections.js';

const bin = fileURLToPath(new URL('../../bin/cahier.js', import.meta.url));
const minutes = 60_000;
const seed = Buffer.alloc(32, 1);
const place = folder();
const at = (name: string): string => join(place, name);

let database: TestDatabase;
let consultationId: string;
let settings: Record<string, string> = {};
let unsigned: { code: number; stderr: string };
/** What our verifier found of the bundle for an audience. */
const told = new Map<string, unknown>();

const cahier = (...args: string[]) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const env = {
      ...process.env,
      NODE_OPTIONS: '',
      DATABASE_URL: database.url,
      CAHIER_DATA: place,
      CAHIER_MASTER_KEY: masterKey,
      CAHIER_ORIGIN: 'https://consult.example.org',
      CAHIER_LEDGER_KEY: skey(signer('cahier', 'note', seed)),
      ...settings,
    };
    execFile(process.execPath, [bin, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });

const bundle = (audience: string, out: string) =>
  cahier('bundle', consultationId, '--audience', audience, '--out', at(out), '--json');

/** Signs all that is recorded, as a server does that keeps the ledger. */
const seal = async (): Promise<void> => {
  const log = await openPostgresLog({ url: database.url });
  const pool = new pg.Pool({ connectionString: database.url, max: 2 });
  const secrets = openConsultationSecrets(pool, new MasterKeys(masterKey));
  const named = { host: 'consult.example.org', seed, secrets };
  const ledger = { log, tiles: openFolder(at('ledger')), ...named };
  const sealer = new Sealer(database.url, ledger, { intervalMs: 20 });
  sealer.start();
  while ((await signedTo(ledger)) < (await log.head())) await sleep(20);
  await sealer.close();
  await log.close();
  await pool.end();
};

beforeAll(async () => {
  database = await freshDatabase();
  const path = fileURLToPath(electionPath('Poland_Gdansk_2020_Rudniki.pb'));
  const { stdout } = await cahier('import', 'pabulib', path, '--json');
  ({ consultationId } = JSON.parse(stdout));
  const key = signer(`consult.example.org/c/${consultationId}`, 'note', seed);
  writeFileSync(at('policy'), policyOf(key));
  unsigned = await bundle('public', 'unsigned');
  await seal();
}, 5 * minutes);
afterAll(() => database.drop());

test.each(['public', 'auditor'])(
  'a real election is recounted from its bundle for the %s',
  async (audience) => {
    const written = await bundle(audience, audience);
    expect(written).toMatchObject({ code: 0 });
    const { size } = JSON.parse(written.stdout);
    const found = await cahier('verify', at(audience), '--policy', at('policy'), '--json');
    expect(found).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(found.stdout)).toMatchObject({
      holds: true,
      audience,
      size,
      ownPolicy: false,
    });
    told.set(audience, JSON.parse(found.stdout));
  },
  2 * minutes,
);

const withPython = hasPython ? test : test.skip;
withPython.each(['public', 'auditor'])(
  'verify.py finds the same of a real election, from its bundle for the %s',
  (audience) => {
    const args = [at(audience), '--policy', at('policy'), '--json'];
    const python = spawnSync('python3', ['-B', VERIFY_PY, ...args], { encoding: 'utf8' });
    expect(python).toMatchObject({ status: 0, stderr: '' });
    const { bundle: file, ...theirs } = JSON.parse(python.stdout);
    expect({ file, ...theirs }).toEqual(told.get(audience));
  },
);

test(
  'without a policy of one’s own there is a loud warning',
  async () => {
    await bundle('public', 'warned');
    const found = await cahier('verify', at('warned'));
    expect(found).toMatchObject({ code: 0, stderr: expect.stringMatching(/^WARNING/) });
    expect(found.stderr).toMatch(
      /disclosures: \d+ open, \d+ withheld = 0 erased \+ \d+ kept for auditors \+ 0 unexplained/,
    );
  },
  2 * minutes,
);

test(
  'an altered bundle ends with 3 and the place, what is no bundle with 2',
  async () => {
    await bundle('auditor', 'altered');
    const bytes = readFileSync(at('altered'));
    bytes[5_000]! ^= 1;
    writeFileSync(at('altered'), bytes);
    const found = await cahier('verify', at('altered'), '--policy', at('policy'), '--json');
    expect(found).toMatchObject({ code: 3, stderr: expect.stringContaining('tile/entries/') });
    expect(JSON.parse(found.stdout)).toMatchObject({ holds: false, fault: { code: 'MISMATCH' } });
    expect(await cahier('verify', at('policy'))).toMatchObject({ code: 2 });
    expect(await cahier('verify', at('absent'))).toMatchObject({ code: 2 });
  },
  2 * minutes,
);

test(
  'with too few cosignatures there is a loud warning, and its own policy refuses the bundle',
  async () => {
    const witness = signer('w1.example', 'cosignature', seed);
    settings = {
      CAHIER_WITNESSES: `witness w1 ${vkey(witness)} http://127.0.0.1:1\nquorum w1`,
    };
    const written = await bundle('public', 'unseen');
    settings = {};
    expect(written).toMatchObject({ code: 0, stderr: expect.stringMatching(/^WARNING: too few/) });
    const found = await cahier('verify', at('unseen'));
    expect(found).toMatchObject({ code: 3, stderr: expect.stringContaining('0 of 1 witnesses') });
  },
  2 * minutes,
);

test('of a consultation of which nothing is signed yet there is no bundle', () =>
  expect(unsigned).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Nothing is signed .* let a server run that keeps the ledger/),
  }));

test('of a consultation that nobody knows there is no bundle', async () => {
  consultationId = 'unknown';
  expect(await bundle('public', 'none')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Nothing is signed of a consultation unknown'),
  });
});
