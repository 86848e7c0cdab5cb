import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { buildBundle, documentsFrom } from '../dist/src/audit/build.js';
import { checkpointText } from '../dist/src/ledger/checkpoint.js';
import { CompactRange } from '../dist/src/ledger/compact-range.js';
import { composeLeaf, saltsFrom } from '../dist/src/ledger/leaf.js';
import { leafHash } from '../dist/src/ledger/merkle.js';
import { noteText, signNote } from '../dist/src/ledger/note.js';
import { signer, vkey } from '../dist/src/ledger/note-key.js';
import { packageRoot } from '../dist/src/package-root.js';
import { median } from './harness.js';
import { consultationId, logOf } from './verify/ballots.js';

const options = {
  huge: { type: 'boolean', default: false },
  count: { type: 'string' },
  rounds: { type: 'string', default: '3' },
};
const host = 'bench.example';

const key = signer(`${host}/c/${consultationId}`, 'note', Buffer.alloc(32, 1));
const saltOf = saltsFrom(Buffer.alloc(32, 2));

/** The checkpoint that a server would have published of these ballots. */
const publish = async (count) => {
  const range = CompactRange.empty();
  for await (const events of logOf(count).readAll())
    for (const event of events) {
      const place = { log: key.name, n: range.size };
      range.append(leafHash(composeLeaf(event, place, saltOf).leaf));
    }
  const text = checkpointText({ origin: key.name, size: range.size, root: range.root });
  return noteText({ text, signatures: [signNote(text, key)] });
};

const build = async (path, count, checkpoint) => {
  await buildBundle(
    path,
    { host, consultationId, audience: 'auditor' },
    {
      log: logOf(count),
      disclosures: { open: async () => new Map() },
      saltOf,
      checkpoint,
      policy: `log ${vkey(key)}\nquorum none\n`,
      documents: await documentsFrom(packageRoot),
    },
  );
};

/** Runs a program on a bundle in a process of its own: neither finds code that the other made warm. */
const timed = async (program, path) => {
  const file = fileURLToPath(new URL(`verify/${program}.js`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [file, path]);
  return JSON.parse(stdout);
};

/** A bundle of so many ballots verified, beside the least that must be done. */
export async function measure(flags) {
  const { values } = parseArgs({ args: flags, options });
  const count = Number(values.count ?? (values.huge ? 1e6 : 1e5));
  const folder = await mkdtemp(join(tmpdir(), 'cahier-bench-'));
  const path = join(folder, 'bundle.zip');
  try {
    const checkpoint = await publish(count);
    const start = performance.now();
    await build(path, count, checkpoint);
    const built = (performance.now() - start) / 1000;
    const rounds = [];
    for (let round = 0; round < Number(values.rounds); round++) {
      const { seconds: bare } = await timed('least', path);
      rounds.push({ bare, ...(await timed('once', path)) });
    }
    const seconds = median(rounds.map((r) => r.seconds));
    const row = (name, took) => ({ name, 'a second': Math.round(count / took) });
    const peak = Math.max(...rounds.map((r) => r.peak)) / 2 ** 20;
    const rows = [
      row('SHA-256 and parsing once', median(rounds.map((r) => r.bare))),
      row('verify', seconds),
      row('build', built),
    ];
    const times = median(rounds.map((r) => r.seconds / r.bare));
    return {
      groups: [{ title: `a bundle of ${count} ballots, for auditors`, rows }],
      figures: [
        {
          figure: 'verify, times SHA-256 and parsing once',
          wanted: '≤ 4',
          measured: times.toFixed(2),
          reached: times <= 4,
        },
        {
          figure: 'peak of resident memory',
          wanted: '≤ 1024 MiB',
          measured: `${Math.round(peak)} MiB`,
          reached: peak <= 1024,
        },
      ],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
