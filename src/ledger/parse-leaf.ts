import type { Recorded } from '../log/port.js';
import { parseCanonical } from './canonical-form.js';
import { utf8 } from './encoding.js';
import { LONGEST_LEAF, type LeafPlace } from './leaf.js';
import { malformed } from './ledger-error.js';

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
  const parts = partsOf(utf8(bytes, 'The leaf'));
  demandParts(parts, bytes.length);
  return {
    log: parts['log'] as string,
    n: parts['n'] as number,
    event: eventOf(parts),
    command: parts['cmd'] as string,
    digests: (parts['_sd'] as string[] | undefined) ?? [],
  };
};

type Parts = Record<string, unknown>;

const eventOf = (parts: Parts): Leaf['event'] => {
  const [kind, role = kind] = split(parts['as'] as string);
  const actor: Parts = { kind, ref: parts['actor'], role };
  if (parts['dep'] !== undefined) actor['departmentId'] = parts['dep'];
  const event: Parts = {
    eventId: parts['id'],
    type: parts['t'],
    schemaVersion: parts['v'],
    organisationId: parts['org'] ?? null,
    recordedAt: parts['ts'],
    actor,
    channel: parts['ch'],
    visibility: parts['vis'] ?? 'public',
    stream: parts['stream'],
    revision: parts['rev'],
  };
  if (parts['at'] !== undefined) event['occurredAt'] = parts['at'];
  if (parts['cau'] !== undefined) event['causationId'] = parts['cau'];
  if (parts['cor'] !== undefined) event['correlationId'] = parts['cor'];
  if (parts['data'] !== undefined) event['data'] = parts['data'];
  return event as unknown as Leaf['event'];
};

const partsOf = (text: string): Parts => {
  const value = valueOf(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw malformed('A leaf is a record.');
  return value as Parts;
};

const valueOf = (text: string): unknown => {
  try {
    return parseCanonical(text);
  } catch {
    throw malformed('The leaf is not written in canonical JSON.');
  }
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
  if (typeof value !== 'string') return false;
  const [kind, role] = split(value);
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

const CHECKS = new Map(Object.entries({ ...REQUIRED, ...OPTIONAL }));

const demandParts = (parts: Parts, length: number): void => {
  for (const key in REQUIRED)
    if (!Object.hasOwn(parts, key)) throw malformed(`The leaf has no ${key}.`);
  for (const key of Object.keys(parts)) {
    const check = CHECKS.get(key);
    if (!check) throw malformed(`The leaf has a ${JSON.stringify(key)}, which no leaf has.`);
    if (!check(parts[key])) throw malformed(`The ${key} of the leaf is not one.`);
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

/** `kind` or `kind/role`, as the actor stands in a leaf. */
const split = (speaker: string): [string, string?] => {
  const slash = speaker.indexOf('/');
  return slash < 0 ? [speaker] : [speaker.slice(0, slash), speaker.slice(slash + 1)];
};
