import { canonical } from '../canonical.js';
import { fromDecimal, utf8 } from '../encoding.js';
import { LedgerError, malformed } from '../ledger-error.js';
import { tilePath, tilesOf } from '../tiles.js';

/** For whom a bundle is made: auditors get every disclosure but the erased, the public what everybody may read. */
export type Audience = 'public' | 'auditor';

/** What a bundle says of itself. Nobody signs it: its files must prove each other. */
export interface Manifest {
  format: typeof FORMAT;
  audience: Audience;
  /** The log that the bundle is of. */
  origin: string;
  /** How many leaves. */
  size: number;
  /** The place in the publisher's own log up to which it was made, for whoever makes the same again. */
  position: string;
  /** SHA-256 of every other file, in hex, by its name. */
  files: Record<string, string>;
}

/** The format described in docs/bundle-format.md. */
export const FORMAT = 'cahier-bundle/1';

/** The names of files. */
export const MANIFEST = 'manifest.json';
export const CHECKPOINT = 'checkpoint';
export const POLICY = 'policy.txt';
export const DISCLOSURES = 'disclosures.ndjson';
export const SCHEMA = 'events.schema.json';
export const DESCRIPTION = 'FORMAT.md';
export const VERIFIER = 'verify.py';

const AUDIENCES: readonly unknown[] = ['public', 'auditor'];
const MEMBERS = ['audience', 'files', 'format', 'origin', 'position', 'size'];

/** The manifest as it stands in the bundle. */
export const manifestText = (manifest: Manifest): string => canonical(manifest);

/** Reads a manifest; refuses another format and another spelling than ours. */
export const parseManifest = (bytes: Uint8Array): Manifest => {
  const manifest = recordOf(utf8(bytes, 'The manifest'));
  if (manifest['format'] !== FORMAT)
    throw malformed(
      `The bundle is in format ${JSON.stringify(manifest['format'])}, not ${FORMAT}.`,
    );
  const { audience, files, origin, position, size } = manifest;
  const isWhole =
    Object.keys(manifest).join() === MEMBERS.join() &&
    AUDIENCES.includes(audience) &&
    typeof origin === 'string' &&
    typeof position === 'string' &&
    Number.isSafeInteger(size) &&
    (size as number) > 0 &&
    areDigests(files);
  if (!isWhole) throw malformed('The manifest does not say what a manifest says.');
  fromDecimal(position as string, 'The position in the manifest');
  return manifest as unknown as Manifest;
};

/** Throws unless the bundle has the files that it must have, and no other. */
export const demandFiles = (
  { size, files }: Pick<Manifest, 'size' | 'files'>,
  present: readonly string[],
  published: readonly string[],
): void => {
  const must = [
    CHECKPOINT,
    POLICY,
    DISCLOSURES,
    SCHEMA,
    DESCRIPTION,
    ...published,
    ...tilesOf(size).map(tilePath),
  ];
  const may = new Set([...must, VERIFIER]);
  const listed = new Set(Object.keys(files));
  const held = new Set(present);
  for (const name of must)
    if (!held.has(name)) throw new LedgerError('INCOMPLETE', `The bundle has no ${name}.`);
  for (const name of held)
    if (!may.has(name)) throw malformed(`The bundle holds ${name}, which belongs in none.`);
  for (const name of new Set([...listed, ...held]))
    if (!listed.has(name) || !held.has(name))
      throw malformed(`${name} is not both in the bundle and in its manifest.`);
};

const recordOf = (text: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(text);
    if (canonical(value) === text && typeof value === 'object' && value && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    /* told below */
  }
  throw malformed('The manifest is not a record in canonical JSON.');
};

const areDigests = (files: unknown): boolean =>
  typeof files === 'object' &&
  files !== null &&
  !Array.isArray(files) &&
  Object.values(files).every((hex) => typeof hex === 'string' && /^[0-9a-f]{64}$/.test(hex));
