import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { Manifest } from '../../src/ledger/bundle/manifest.js';
import { canonical } from '../../src/ledger/canonical.js';
import { disclosureDigest, disclosureText, parseDisclosure } from '../../src/ledger/disclosure.js';
import { decodeBundle } from '../../src/ledger/entry-bundle.js';
import { TileBuilder } from '../../src/ledger/tile-builder.js';
import { parseTilePath, tilePath } from '../../src/ledger/tiles.js';
import { ZipReader } from '../../src/ledger/zip/reader.js';
import { ZipWriter } from '../../src/ledger/zip/writer.js';
import { keyOf, origin, signing } from './election.js';

/** A bundle taken apart: whoever tampers changes these and puts them together again. */
export interface Parts {
  files: Map<string, Buffer>;
  manifest: Manifest;
}

export const MANIFEST = 'manifest.json';
export const DISCLOSURES = 'disclosures.ndjson';

export const takeApart = async (path: string): Promise<Parts> => {
  const zip = await ZipReader.open(path);
  const files = new Map<string, Buffer>();
  for (const name of zip.names) files.set(name, await zip.read(name, 2 ** 30));
  await zip.close();
  return { files, manifest: JSON.parse(files.get(MANIFEST)!.toString()) };
};

export const copyOf = ({ files, manifest }: Parts): Parts => ({
  files: new Map([...files].map(([name, bytes]) => [name, Buffer.from(bytes)])),
  manifest: structuredClone(manifest),
});

/** A file of a bundle. */
export const file = ({ files }: Parts, name: string): Buffer => files.get(name)!;

/** Changes the text of a file. */
export const edit = (parts: Parts, name: string, change: (text: string) => string): void =>
  void parts.files.set(name, Buffer.from(change(file(parts, name).toString())));

/** Flips one bit. */
export const flip = (bytes: Buffer, at: number): void => {
  bytes[at]! ^= 1;
};

/** Puts a bundle together, with a manifest that fits its files unless `manifest: 'old'`. */
export const putTogether = async (
  { files, manifest }: Parts,
  path: string,
  how: { manifest: 'new' | 'old' } = { manifest: 'new' },
): Promise<void> => {
  await rm(path, { force: true });
  const zip = await ZipWriter.create(path);
  const others = [...files].filter(([name]) => name !== MANIFEST);
  if (how.manifest === 'new')
    manifest.files = Object.fromEntries(others.map(([name, bytes]) => [name, sha256(bytes)]));
  for (const [name, bytes] of others) await zip.add(name, bytes);
  await zip.add(MANIFEST, Buffer.from(canonical(manifest)));
  await zip.close();
};

/** The leaves of a bundle. */
export const leavesIn = ({ files }: Parts): Buffer[] =>
  entriesIn(files).flatMap(([name, bytes]) => decodeBundle(bytes, parseTilePath(name).width));

/** Puts other leaves in, with tiles that fit; the operator, who has the key, signs them, too. */
export const putLeaves = (
  parts: Parts,
  leaves: Buffer[],
  { signed }: { signed: boolean },
): void => {
  for (const name of [...parts.files.keys()])
    if (name.startsWith('tile/')) parts.files.delete(name);
  const tree = new TileBuilder();
  for (const leaf of leaves) tree.append(leaf);
  for (const { name, bytes } of [...tree.full(), ...tree.partial()])
    parts.files.set(tilePath(name), bytes);
  parts.manifest.size = leaves.length;
  if (signed) sign(parts, { size: leaves.length, root: tree.root });
};

/** Tampers with leaves as the operator can, who signs whatever comes of it. */
export const asOperator =
  (change: (leaves: Buffer[], parts: Parts) => void) =>
  (parts: Parts): void => {
    const leaves = leavesIn(parts).map((leaf) => Buffer.from(leaf));
    change(leaves, parts);
    putLeaves(parts, leaves, { signed: true });
  };

/** Signs another head. */
export const sign = (
  { files }: Parts,
  head: { size: number; root: Buffer },
  key = keyOf(),
  name = origin,
): void => void files.set('checkpoint', Buffer.from(signing(key)({ origin: name, ...head })));

/** A leaf changed by its members, in canonical JSON. */
export const changed = (leaf: Buffer, change: (members: any) => void): Buffer => {
  const members = JSON.parse(leaf.toString());
  change(members);
  return Buffer.from(canonical(members));
};

/** Changes the rows of a published file. */
export const publish = ({ files }: Parts, name: string, change: (rows: any[]) => void): void => {
  const file = `published/${name}.json`;
  const rows = JSON.parse(files.get(file)!.toString());
  change(rows);
  files.set(file, Buffer.from(canonical(rows)));
};

/** The lines of the disclosures, changed. */
export const disclose = ({ files }: Parts, change: (lines: string[]) => string[]): void => {
  const lines = files.get(DISCLOSURES)!.toString().split('\n').slice(0, -1);
  files.set(
    DISCLOSURES,
    Buffer.from(
      change(lines)
        .map((line) => `${line}\n`)
        .join(''),
    ),
  );
};

const entriesIn = (files: Map<string, Buffer>) =>
  [...files]
    .filter(([name]) => name.startsWith('tile/entries/'))
    .sort(([a], [b]) => parseTilePath(a).index - parseTilePath(b).index);

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** The index of the first leaf of a type, of a later one, or from the last back where negative. */
export const indexOf = (leaves: Buffer[], type: string, nth = 0): number =>
  leaves.flatMap((leaf, n) => (JSON.parse(leaf.toString()).t === type ? [n] : [])).at(nth)!;

/** Changes the data of an event that stands beside its leaf, and the digest in the leaf with it. */
export const retell = (
  parts: Parts,
  leaves: Buffer[],
  n: number,
  change: (data: any) => void,
): void =>
  disclose(parts, (lines) => {
    const own = lines.filter((line) => JSON.parse(line).n === n);
    const told = own.map((line) => {
      const { d } = JSON.parse(line) as { d: string };
      const { salt, name, value } = parseDisclosure(d);
      if (name !== 'data') return d;
      change(value);
      const text = disclosureText({ salt, name, value });
      leaves[n] = changed(leaves[n]!, (leaf) => {
        leaf._sd = leaf._sd.map((x: string) =>
          x === disclosureDigest(d) ? disclosureDigest(text) : x,
        );
        leaf._sd.sort();
      });
      return text;
    });
    const digests = told.map((d) => [disclosureDigest(d), d] as const);
    const sorted = digests.sort(([a], [b]) => (a < b ? -1 : 1));
    const written = sorted.map(([, d]) => `{"d":"${d}","n":${n}}`);
    const at = lines.indexOf(own[0]!);
    return lines.toSpliced(at, own.length, ...written);
  });
