import { createHash } from 'node:crypto';
import { decodeBundle } from '../../dist/src/ledger/entry-bundle.js';
import { parseTilePath } from '../../dist/src/ledger/tiles.js';
import { ZipReader } from '../../dist/src/ledger/zip/reader.js';

// The least that anyone must do with a bundle: SHA-256 of every byte, and each leaf and disclosure parsed once.

const start = performance.now();
const zip = await ZipReader.open(process.argv[2]);
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
const seconds = (performance.now() - start) / 1000;
process.stdout.write(JSON.stringify({ seconds }));
