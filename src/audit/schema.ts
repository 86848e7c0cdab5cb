import { oldestOf, versions, type Versions } from '../domain/upcast.js';

const digest = { type: 'string', pattern: '^[A-Za-z0-9_-]{43}$' };
const instant = {
  type: 'string',
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$',
};
const text = { type: 'string', minLength: 1 };

/** What a leaf is, as JSON Schema: its members, and each type of event in the versions that can be counted. */
export const eventsSchema = (known: Versions = versions): object => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'A leaf of the log of a consultation',
  type: 'object',
  additionalProperties: false,
  required: ['actor', 'as', 'ch', 'cmd', 'id', 'log', 'n', 'rev', 'stream', 't', 'ts', 'v'],
  properties: {
    _sd: { type: 'array', items: digest, minItems: 1, uniqueItems: true },
    _sd_alg: { const: 'sha-256' },
    actor: text,
    as: { type: 'string', pattern: '^(citizen|agent|officer|system)(/.+)?$' },
    at: instant,
    cau: text,
    ch: text,
    cmd: digest,
    cor: text,
    data: {},
    dep: { type: 'string' },
    id: { type: 'string', format: 'uuid' },
    log: text,
    n: { type: 'integer', minimum: 0 },
    org: text,
    rev: { type: 'integer', minimum: 0 },
    stream: text,
    t: text,
    ts: instant,
    v: { type: 'integer', minimum: 1 },
    vis: { enum: ['restricted', 'sealed_until_close'] },
  },
  oneOf: Object.entries(known.present).map(([type, version]) => ({
    properties: { t: { const: type }, v: versionsUpTo(version, oldestOf(type, known)!) },
  })),
});

const versionsUpTo = (present: number, oldest: number): object =>
  oldest === present ? { const: present } : { minimum: oldest, maximum: present };
