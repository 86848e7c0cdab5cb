import { schemaVersions } from '../domain/events.js';
import type { KnownTypes } from '../ledger/verify/history.js';

/** Every type of event that can be counted here, with its version; notices of erasure included. */
export const knownTypes: KnownTypes = schemaVersions;

const digest = { type: 'string', pattern: '^[A-Za-z0-9_-]{43}$' };
const instant = {
  type: 'string',
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$',
};
const text = { type: 'string', minLength: 1 };

/** What a leaf is, as JSON Schema: its members, and each type of event in its version. */
export const eventsSchema = (): object => ({
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
  oneOf: Object.entries(knownTypes).map(([type, version]) => ({
    properties: { t: { const: type }, v: { const: version } },
  })),
});
