import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonical } from '../../src/ledger/canonical.js';
import { disclosureDigest, parseDisclosure } from '../../src/ledger/disclosure.js';
import { LONGEST_LEAF, composeLeaf, saltsFrom } from '../../src/ledger/leaf.js';
import { parseLeaf } from '../../src/ledger/parse-leaf.js';
import { JsonText, type Recorded } from '../../src/log/port.js';
import { digestOf, event } from '../log/wishes.js';
import { faultOf } from './vectors.js';

const log = 'consult.example.fr/c/budget-2022';
const salts = saltsFrom(Buffer.alloc(32, 7));

const recorded = (parts: Partial<Recorded> = {}): Recorded => ({
  ...event({ eventId: '019386f0-0000-7000-8000-000000000001' }),
  position: 12n,
  stream: 'ballot-1',
  revision: 3,
  commandId: 'vote-1',
  ...parts,
});

const compose = (parts: Partial<Recorded> = {}, n = 5) =>
  composeLeaf(recorded(parts), { log, n }, salts);

const withText = (text: string) => () => parseLeaf(Buffer.from(text));

test('a leaf is the canonical JSON of what the log keeps of a public event', () => {
  const { leaf, data } = compose();
  expect(data).toBeUndefined();
  expect(leaf.toString()).toBe(
    '{"actor":"t_7f3a","as":"citizen","ch":"web","cmd":"tEaWFBMuKs3769PU7ZkN_jaa0_RkTYRhYnwxUoIndYM"' +
      ',"data":{"ideaId":"idea-1"},"id":"019386f0-0000-7000-8000-000000000001"' +
      `,"log":"${log}","n":5,"org":"toulouse","rev":3,"stream":"ballot-1","t":"VoteCast"` +
      ',"ts":"2026-11-22T20:30:00.123Z","v":1}',
  );
});

test('a leaf is canonical to the byte, whatever the log keeps of an event', () => {
  const text = fc.string({ minLength: 1, unit: 'binary' }).filter((t) => t.isWellFormed());
  const maybe = fc.option(text, { nil: undefined });
  const parts = fc.record({
    actor: fc.record(
      { kind: fc.constant('agent' as const), ref: text, role: text, departmentId: text },
      { requiredKeys: ['kind', 'ref', 'role'] },
    ),
    ...{ causationId: maybe, correlationId: maybe, occurredAt: maybe, type: text, stream: text },
    organisationId: fc.option(text),
    visibility: fc.constantFrom('public' as const, 'restricted' as const),
    data: fc.jsonValue({ maxDepth: 3 }).map((data) => JSON.parse(JSON.stringify(data)) as unknown),
    sealed: fc.option(fc.dictionary(text, text.map(digestOf), { maxKeys: 4 }), { nil: undefined }),
    ...{ revision: fc.nat(), schemaVersion: fc.nat() },
  });
  fc.assert(
    fc.property(parts, fc.nat(), (given, n) => {
      const { leaf } = compose(given, n);
      expect(canonical(JSON.parse(leaf.toString()))).toBe(leaf.toString());
      expect(JSON.parse(leaf.toString())).toMatchObject({ n, t: given.type, log });
    }),
  );
});

test('a leaf is the same from data that was read and from any JSON text of it', () => {
  const data = { b: [1.5, 'é\n'], a: { d: null, c: true } };
  const texts = [
    canonical(data),
    JSON.stringify(data),
    ' {"b":[15e-1, "\\u00e9\\n"],"a":{"d":null,"c":true}}',
  ];
  for (const visibility of ['public', 'restricted'] as const)
    for (const text of texts)
      expect(compose({ visibility, data: new JsonText(text) })).toEqual(
        compose({ visibility, data }),
      );
});

test('a leaf reads back as the event that it was made of, without position, words and command id', () => {
  const whole = recorded({
    actor: { kind: 'agent', ref: 'sofia', role: 'staff', departmentId: 'parks' },
    occurredAt: '2026-11-20T10:00:00.000Z',
    causationId: 'cause',
    correlationId: 'all of it',
    organisationId: null,
    sealed: { title: digestOf('title'), body: digestOf('body') },
  });
  const { position: _p, commandId: _c, consultationId: _i, sealed: _s, ...kept } = whole;
  const { leaf } = composeLeaf(whole, { log, n: 0 }, salts);
  expect(parseLeaf(leaf)).toEqual({
    log,
    n: 0,
    event: kept,
    command: digestOf('vote-1'),
    digests: [digestOf('title'), digestOf('body')].sort(),
  });
});

describe('the data of an event', () => {
  test.each(['restricted', 'sealed_until_close'] as const)(
    'that is %s stands beside the leaf, which has the digest',
    (visibility) => {
      const { leaf, data } = compose({ visibility, sealed: { title: digestOf('title') } });
      expect(leaf.toString()).not.toContain('idea-1');
      const { digests, event: read } = parseLeaf(leaf);
      expect(digests).toEqual([disclosureDigest(data!), digestOf('title')].sort());
      expect(read).toMatchObject({ visibility });
      expect(read).not.toHaveProperty('data');
      expect(parseDisclosure(data!)).toMatchObject({ name: 'data', value: { ideaId: 'idea-1' } });
    },
  );

  test('is in the leaf up to 16 KiB, and beside it from one byte more', () => {
    const room = LONGEST_LEAF - compose({ data: '' }).leaf.length;
    const fits = compose({ data: 'x'.repeat(room) });
    expect(fits.leaf.length).toBe(LONGEST_LEAF);
    expect(fits.data).toBeUndefined();
    const over = compose({ data: 'x'.repeat(room + 1) });
    expect(over.leaf.length).toBeLessThan(1_000);
    expect(parseDisclosure(over.data!).value).toHaveLength(room + 1);
    expect(parseLeaf(over.leaf).event.visibility).toBe('public');
  });

  test('has the same salt whenever the leaf is composed, another for each event and consultation', () => {
    const saltOf = (eventId: string, secret = 7) => saltsFrom(Buffer.alloc(32, secret))(eventId);
    expect(saltOf('a')).toBe(saltOf('a'));
    expect(new Set([saltOf('a'), saltOf('b'), saltOf('a', 8)]).size).toBe(3);
    expect(saltOf('a')).toMatch(/^[\w-]{22}$/);
  });
});

test('no leaf is longer than 16 KiB, whatever stands in it', () => {
  const sealed = Object.fromEntries(
    Array.from({ length: 400 }, (_, i) => [`f${i}`, digestOf(`${i}`)]),
  );
  expect(faultOf(() => compose({ sealed }))).toBe('OUT_OF_RANGE');
});

describe('a leaf is refused', () => {
  const good = compose({ sealed: { title: digestOf('title') } }).leaf.toString();
  const changed = (parts: Record<string, unknown>) => {
    const entries = Object.entries({ ...JSON.parse(good), ...parts });
    const present = entries
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return JSON.stringify(Object.fromEntries(present));
  };

  test('never as it was composed', () => {
    expect(changed({})).toBe(good);
    expect(withText(good)).not.toThrow();
  });

  test.each([
    ['with a space', good.replace(',', ', ')],
    ['with a line feed behind it', `${good}\n`],
    ['with names in another order', good.replace(/^\{(.*?),("as":.*?),/, '{$2,$1,')],
    ['with a number in another notation', good.replace('"n":5', '"n":5.0')],
    ['with a name twice', good.replace('"n":5', '"n":5,"n":5')],
    ['that is a list', '[]'],
    ['that is no JSON', good.slice(1)],
    ['with a part that no leaf has', changed({ zz: 1 })],
    ['with a part named like what every record has', changed({ constructor: 1 })],
    ['without a type', changed({ t: undefined })],
    ['at an index below zero', changed({ n: -1 })],
    ['at an index that is a text', changed({ n: '5' })],
    ['of version 0', changed({ v: 0 })],
    ['that says that it is public', changed({ vis: 'public' })],
    ['whose data is open though not everybody may read it', changed({ vis: 'restricted' })],
    ['whose data is nowhere', changed({ data: undefined, _sd: undefined, _sd_alg: undefined })],
    ['with digests of another algorithm', changed({ _sd_alg: 'sha-1' })],
    ['with digests of no algorithm', changed({ _sd_alg: undefined })],
    ['with an algorithm of no digests', changed({ _sd: undefined })],
    ['with an empty list of digests', changed({ _sd: [] })],
    ['with a digest twice', changed({ _sd: [digestOf('a'), digestOf('a')] })],
    [
      'with digests out of order',
      changed({ _sd: [digestOf('a'), digestOf('b')].sort().reverse() }),
    ],
    ['with a short digest', changed({ _sd: ['abc'] })],
    ['with a digest of more bits than its bytes', changed({ _sd: [`${'A'.repeat(42)}B`] })],
    ['of somebody who is nothing', changed({ as: 'king' })],
    ['that tells a role twice', changed({ as: 'citizen/citizen' })],
    ['without a name of the role', changed({ as: 'agent/' })],
    ['with an event id in large letters', changed({ id: '019386F0-0000-7000-8000-00000000000A' })],
    ['with a day instead of an instant', changed({ ts: '2026-11-22' })],
    ['longer than 16 KiB', changed({ data: 'x'.repeat(LONGEST_LEAF) })],
  ])('%s', (_what, text) => expect(faultOf(withText(text))).toBe('MALFORMED'));

  test('in bytes that are no text', () => {
    const bytes = Buffer.from(good);
    bytes[bytes.indexOf('idea-1')] = 0xff;
    expect(faultOf(() => parseLeaf(bytes))).toBe('MALFORMED');
  });
});
