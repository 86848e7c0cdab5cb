import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { buildBundle, documentsFrom } from '../dist/src/audit/build.js';
import { checkpointText } from '../dist/src/ledger/checkpoint.js';
import { CompactRange } from '../dist/src/ledger/compact-range.js';
import { decodeBundle } from '../dist/src/ledger/entry-bundle.js';
import { composeLeaf, saltsFrom } from '../dist/src/ledger/leaf.js';
import { leafHash } from '../dist/src/ledger/merkle.js';
import { noteText, signNote } from '../dist/src/ledger/note.js';
import { signer, vkey } from '../dist/src/ledger/note-key.js';
import { parseTilePath } from '../dist/src/ledger/tiles.js';
import { ZipReader } from '../dist/src/ledger/zip/reader.js';
import { packageRoot } from '../dist/src/package-root.js';
import { median } from './harness.js';
import { consultationId, logOf } from './verify/ballots.js';

const options = {
  huge: { type: 'boolean', default: false },
  count: { type: 'string' },
  rounds: { type: 'string', default: '3' },
};
const once = fileURLToPath(new URL('verify/once.js', import.meta.url));
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

/** The least that anyone must do: SHA-256 of every byte, and each leaf and disclosure parsed once. */
const least = async (path) => {
  const start = performance.now();
  const zip = await ZipReader.open(path);
  for (const name of zip.names) {
    const hash = createHash('sha256');
    const isLeaves = name.startsWith('tile/entries/');
    let rest = '';
    for await (const chunk of zip.chunks(name)) {
      hash.update(chunk);
      if (isLeaves)
        for (const leaf of decodeBundle(chunk, parseTilePath(name).width)) JSON.parse(leaf);
      if (name !== 'disclosures.ndjson') continue;
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      for (const line of lines) JSON.parse(Buffer.from(JSON.parse(line).d, 'base64url'));
    }
    hash.digest();
  }
  await zip.close();
  return (performance.now() - start) / 1000;
};

/** A bundle of so many ballots verified, each time in a process of its own, beside the least that must be done. */
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
      const bare = await least(path);
      const { stdout } = await promisify(execFile)(process.execPath, [once, path]);
      rounds.push({ bare, ...JSON.parse(stdout) });
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
          wanted: '-',
          measured: times.toFixed(2),
          reached: true,
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
