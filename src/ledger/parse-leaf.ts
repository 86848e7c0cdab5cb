import type { Recorded } from '../log/port.js';
import { canonical } from './canonical.js';
import { LONGEST_LEAF, type LeafPlace } from './leaf.js';
import { LedgerError, malformed } from './ledger-error.js';

/** What a leaf says: an event without its position and words, and without its data where that is kept back. */
export interface Leaf extends LeafPlace {
  event: Omit<Recorded, 'position' | 'commandId' | 'consultationId' | 'data' | 'sealed'> & {
    data?: unknown;
  };
  /** The digest of the command's id. */
  command: string;
  /** Of the disclosures beside it, sorted. */
  digests: string[];
}

/** Reads a leaf; refuses every spelling but the one in which `composeLeaf` writes it. */
export const parseLeaf = (bytes: Uint8Array): Leaf => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
  const parts = partsOf(text);
  if (!Buffer.from(text).equals(bytes)) throw malformed('The leaf is not UTF-8.');
  demandParts(parts, bytes.length);
  const [kind, role = kind] = split(parts['as']);
  const actor = defined({ kind, ref: parts['actor'], role, departmentId: parts['dep'] });
  const event = defined({
    eventId: parts['id'],
    type: parts['t'],
    schemaVersion: parts['v'],
    organisationId: parts['org'] ?? null,
    recordedAt: parts['ts'],
    occurredAt: parts['at'],
    actor,
    channel: parts['ch'],
    causationId: parts['cau'],
    correlationId: parts['cor'],
    visibility: parts['vis'] ?? 'public',
    data: parts['data'],
    stream: parts['stream'],
    revision: parts['rev'],
  }) as unknown as Leaf['event'];
  return {
    log: parts['log'] as string,
    n: parts['n'] as number,
    event,
    command: parts['cmd'] as string,
    digests: (parts['_sd'] as string[] | undefined) ?? [],
  };
};

type Parts = Record<string, unknown>;

const partsOf = (text: string): Parts => {
  let value: unknown;
  try {
    value = JSON.parse(text);
    if (canonical(value) !== text) throw malformed('The leaf is not written in canonical JSON.');
  } catch (error) {
    throw error instanceof LedgerError ? error : malformed('The leaf is not canonical JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw malformed('A leaf is a record.');
  return value as Parts;
};

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string' && value !== '';
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const matches =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const isDigest = matches(/^[\w-]{42}[AEIMQUYcgkosw048]$/);
/** Whether a value is written as an instant is. */
export const isInstant = matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const isDigests: Check = (value) =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((digest, i) => isDigest(digest) && (i === 0 || value[i - 1] < digest));
const isSpeaker: Check = (value) => {
  const [kind = '', role] = split(value);
  return /^(citizen|agent|officer|system)$/.test(kind) && role !== kind && role !== '';
};

const REQUIRED: Record<string, Check> = {
  actor: isText,
  as: isSpeaker,
  ch: isText,
  cmd: isDigest,
  id: matches(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  log: isText,
  n: isCount,
  rev: isCount,
  stream: isText,
  t: isText,
  ts: isInstant,
  v: (value) => isCount(value) && value !== 0,
};

const OPTIONAL: Record<string, Check> = {
  _sd: isDigests,
  _sd_alg: (value) => value === 'sha-256',
  at: isInstant,
  cau: isText,
  cor: isText,
  data: () => true,
  dep: (value) => typeof value === 'string',
  org: isText,
  vis: matches(/^(restricted|sealed_until_close)$/),
};

const demandParts = (parts: Parts, length: number): void => {
  const missing = Object.keys(REQUIRED).find((key) => !(key in parts));
  if (missing) throw malformed(`The leaf has no ${missing}.`);
  for (const [key, value] of Object.entries(parts)) {
    const check = checkOf(key);
    if (!check) throw malformed(`The leaf has a ${JSON.stringify(key)}, which no leaf has.`);
    if (!check(value)) throw malformed(`The ${key} of the leaf is not one.`);
  }
  if ('_sd' in parts !== '_sd_alg' in parts)
    throw malformed('Digests in a leaf stand beside their algorithm.');
  if ('data' in parts ? 'vis' in parts : !('_sd' in parts))
    throw malformed(
      'The data of an event is in its leaf if everybody may read it, or else beside.',
    );
  if (length > LONGEST_LEAF)
    throw malformed(`A leaf of ${length} bytes is longer than ${LONGEST_LEAF}.`);
};

const checkOf = (key: string): Check | undefined =>
  [REQUIRED, OPTIONAL].find((checks) => Object.hasOwn(checks, key))?.[key];

/** `kind` or `kind/role`, as the actor stands in a leaf. */
const split = (value: unknown): [string?, string?] => {
  const [, kind, , role] = /^([^/]*)(\/(.*))?$/s.exec(String(value)) ?? [];
  return role === undefined ? [kind] : [kind, role];
};

const defined = (parts: Parts): Parts =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
