import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { MasterKeys } from '../../src/keys/master-keys.js';
import type { Person } from '../../src/keys/person.js';
import { rotate } from '../../src/keys/rotation.js';
import { Vault, type Kept } from '../../src/keys/vault.js';
import { disclosureDigest, disclosureText } from '../../src/ledger/disclosure.js';
import { migratedDatabase, type TestDatabase } from '../support/database.js';

const [first, second] = ['11'.repeat(32), '22'.repeat(32)];

let database: TestDatabase;
let pool: pg.Pool;
let vault: Vault;
const fresh = async () => {
  database = await migratedDatabase();
  pool = new pg.Pool({ connectionString: database.url });
  vault = new Vault(pool, new MasterKeys(first));
};
const gone = async () => {
  await pool.end();
  await database.drop();
};

const words = (person: Person, value: unknown, more: Partial<Kept> = {}): Kept => {
  const disclosure = disclosureText({
    salt: randomBytes(16).toString('base64url'),
    name: 'title',
    value,
  });
  return {
    person,
    disclosure,
    digest: disclosureDigest(disclosure),
    eventId: randomUUID(),
    consultationId: 'pb26',
    listed: true,
    ...more,
  };
};
const count = async (table: string): Promise<number> =>
  Number((await pool.query(`select count(*) from keys.${table}`)).rows[0].count);

describe('a person', () => {
  beforeAll(fresh);
  afterAll(gone);

  test('has one set of keys, whoever asks first and however many at once', async () => {
    const other = new Vault(pool, new MasterKeys(first));
    const people = await Promise.all(
      [1, 2, 3].flatMap(() => [vault.person('anna'), other.person('anna')]),
    );
    expect(new Set(people.map((p) => p.id)).size).toBe(1);
    expect(await count('person')).toBe(1);
  });

  test('has another pseudonym in each phase, consultation and organisation, the same each time', async () => {
    const told = (p: Person) => [
      p.voterRef('a'),
      p.voterRef('b'),
      p.authorRef('a'),
      p.agentRef('a'),
      p.agentRef(null),
      p.commandRef('a'),
      p.fingerprint('a'),
      p.id,
    ];
    const [anna, again, ben] = await Promise.all(
      ['anna', 'anna', 'ben'].map((a) => vault.person(a)),
    );
    expect(told(again!)).toEqual(told(anna!));
    expect(new Set([...told(anna!), ...told(ben!)]).size).toBe(16);
    expect(anna!.agentRef('a')).toMatch(/^g_[0-9a-f]{32}$/);
  });

  test('has no keys in the database but wrapped ones', async () => {
    const { rows } = await pool.query('select secret, data_key from keys.person');
    const kept = rows.flatMap((r) => [r.secret, r.data_key]);
    expect(kept.map((bytes) => bytes.length)).toEqual(kept.map(() => 60));
    expect(new Set(kept.map(String)).size).toBe(kept.length);
  });

  test('that nobody has asked for has no keys', async () => {
    expect(await vault.known('nobody')).toBeUndefined();
    expect(await vault.known('anna')).toMatchObject({ account: 'anna' });
  });
});

describe('words', () => {
  beforeAll(fresh);
  afterAll(gone);

  test('open to what they were, in the order of their digests, and unknown ones are null', async () => {
    const [anna, ben] = await Promise.all([vault.person('anna'), vault.person('ben')]);
    const kept = [words(anna!, 'é 投票 "'), words(ben!, { list: [1, null] }), words(anna!, '')];
    await vault.keep(kept);
    const unknown = disclosureDigest('unknown');
    const [a, b, c] = kept.map(({ digest }) => digest) as [string, string, string];
    expect(await vault.open([b, unknown, a, c, b])).toEqual([
      { list: [1, null] },
      null,
      'é 投票 "',
      '',
      { list: [1, null] },
    ]);
  });

  test('of a thousand acts are written by a few queries, and read by one', async () => {
    const query = pool.query.bind(pool);
    let asked = 0;
    const counting = new Vault(
      Object.assign(Object.create(pool), {
        query: (...args: Parameters<typeof query>) => {
          asked++;
          return query(...args);
        },
      }) as pg.Pool,
      new MasterKeys(first),
    );
    const acts = Array.from({ length: 1_000 }, async (_, n) => {
      const kept = words(await counting.person(`voter ${n}`), `words ${n}`);
      await counting.keep([kept]);
      return kept.digest;
    });
    const digests = await Promise.all(acts);
    expect(asked).toBeLessThan(10);
    const values = await counting.open(digests);
    expect(values).toEqual(digests.map((_, n) => `words ${n}`));
    expect(asked).toBeLessThan(11);
  });

  test('that were changed where they lie are a fault and never other words; the rest opens', async () => {
    const anna = await vault.person('anna');
    const changes = [
      'set ciphertext = set_byte(ciphertext, 20, get_byte(ciphertext, 20) # 1)',
      'set ciphertext = set_byte(ciphertext, 0, get_byte(ciphertext, 0) # 1)',
      'set ciphertext = substring(ciphertext for length(ciphertext) - 4)',
      'set ciphertext = substring(ciphertext for 8)',
      'set event_id = gen_random_uuid()',
      "set person = (select person from keys.person where account = 'ben')",
    ];
    for (const change of changes) {
      const [one, two] = [words(anna, 'one'), words(anna, 'two')];
      await vault.keep([one, two]);
      const bytes = Buffer.from(one.digest, 'base64url');
      await pool.query(`update keys.disclosure ${change} where digest = $1`, [bytes]);
      expect(await vault.open([one.digest, two.digest])).toEqual([
        expect.objectContaining({ code: 'SEAL_BROKEN' }),
        'two',
      ]);
    }
  });

  test('put in the place of other words are a fault', async () => {
    const anna = await vault.person('anna');
    const [one, two] = [words(anna, 'one'), words(anna, 'two')];
    await vault.keep([one, two]);
    await pool.query(
      `update keys.disclosure a set ciphertext = b.ciphertext, event_id = b.event_id
       from keys.disclosure b where a.digest = $1 and b.digest = $2`,
      [one, two].map(({ digest }) => Buffer.from(digest, 'base64url')),
    );
    expect(await vault.open([one.digest])).toEqual([
      expect.objectContaining({ code: 'SEAL_BROKEN' }),
    ]);
  });

  test('that no event commits to are swept once they are old; others and young ones stay', async () => {
    const anna = await vault.person('anna');
    const [recorded, orphan, young] = [words(anna, 'a'), words(anna, 'b'), words(anna, 'c')];
    await vault.keep([recorded, orphan]);
    await pool.query(
      `update keys.disclosure set created_at = now() - interval '2 hours'
      where event_id = any($1)`,
      [[recorded.eventId, orphan.eventId]],
    );
    await vault.keep([young]);
    const before = await count('disclosure');
    const log = (async function* () {
      yield [recorded.eventId, randomUUID()];
      yield [];
    })();
    expect(await vault.sweep(log)).toBe(1);
    expect(await count('disclosure')).toBe(before - 1);
    const open = [recorded, orphan, young].map(({ digest }) => digest);
    expect(await vault.open(open)).toEqual(['a', null, 'c']);
  });
});

describe('erasure of keys', () => {
  beforeAll(fresh);
  afterAll(gone);

  test('leaves nothing of the person, tells of each consultation by itself, and of ballots the number alone', async () => {
    const [anna, ben] = await Promise.all([vault.person('anna'), vault.person('ben')]);
    const [one, two] = [words(anna!, 'one'), words(anna!, 'two', { consultationId: 'pb27' })];
    const same = words(anna!, 'same event', { eventId: one.eventId });
    const ballot = words(anna!, { age: '30' }, { listed: false });
    const bens = words(ben!, 'stays');
    await vault.keep([one, two, same, ballot, bens]);
    const { notices, unlisted } = await vault.destroy(anna!.id);
    expect(unlisted).toBe(1);
    const told = notices.map(({ consultationId, entries }) => ({ consultationId, entries }));
    expect(told).toHaveLength(2);
    expect(told).toContainEqual({
      consultationId: 'pb26',
      entries: [{ eventId: one.eventId, digests: [one.digest, same.digest].sort() }],
    });
    expect(told).toContainEqual({
      consultationId: 'pb27',
      entries: [{ eventId: two.eventId, digests: [two.digest] }],
    });
    expect(new Set(notices.map(({ erasureId }) => erasureId)).size).toBe(2);
    expect(await vault.open([one.digest, ballot.digest, bens.digest])).toEqual([
      null,
      null,
      'stays',
    ]);
    expect(await vault.known('anna')).toBeUndefined();
    expect(JSON.stringify(notices)).not.toContain(anna!.id);
  });

  test('done twice tells the same, and once it is forgotten nothing', async () => {
    const carla = await vault.person('carla');
    await vault.keep([words(carla, 'x')]);
    const once = await vault.destroy(carla.id);
    expect(await vault.destroy(carla.id)).toEqual(once);
    expect(await vault.pending()).toContain(carla.id);
    await vault.forget(carla.id);
    expect(await vault.pending()).not.toContain(carla.id);
    expect(await vault.destroy(carla.id)).toEqual({ notices: [], unlisted: 0, spent: [] });
  });

  test('many words are told in notices of a hundred digests at most', async () => {
    const dora = await vault.person('dora');
    await vault.keep(Array.from({ length: 250 }, (_, n) => words(dora, n)));
    const { notices } = await vault.destroy(dora.id);
    const sizes = notices.map(({ entries }) => entries.flatMap((e) => e.digests).length);
    expect(sizes).toEqual([100, 100, 50]);
  });

  test('is the end: what an act had still in hand is not kept any more, others’ words beside it are', async () => {
    const [eve, ben] = await Promise.all([vault.person('eve'), vault.person('ben')]);
    await vault.destroy(eve!.id);
    const [late, bens] = [words(eve!, 'late'), words(ben!, 'in time')];
    const outcomes = await Promise.allSettled([vault.keep([late]), vault.keep([bens])]);
    expect(outcomes).toMatchObject([
      { status: 'rejected', reason: { code: 'PERSON_ERASED' } },
      { status: 'fulfilled' },
    ]);
    expect(await vault.open([late.digest, bens.digest])).toEqual([null, 'in time']);
  });

  test('and writing at once leave either words that are told of, or none', async () => {
    for (let round = 0; round < 20; round++) {
      const finn = await vault.person(`finn ${round}`);
      const writing = Array.from({ length: 5 }, () => words(finn, 'word'));
      const done = Promise.allSettled(writing.map((w) => vault.keep([w])));
      const { notices } = await vault.destroy(finn.id);
      const kept = (await done).flatMap(({ status }, i) =>
        status === 'fulfilled' ? [writing[i]!.digest] : [],
      );
      const told = notices.flatMap(({ entries }) => entries.flatMap((e) => e.digests));
      expect(told.sort()).toEqual(kept.sort());
    }
    expect(await vault.known('finn 0')).toBeUndefined();
  });

  test('makes room for a person who is new', async () => {
    const before = await vault.person('gus');
    await vault.destroy(before.id);
    const after = await vault.person('gus');
    expect(after.id).not.toBe(before.id);
    expect(after.voterRef('p')).not.toBe(before.voterRef('p'));
  });
});

describe('the master key', () => {
  beforeAll(fresh);
  afterAll(gone);

  test('F27 a wrong one opens nothing, destroys nothing, and the right one opens all again', async () => {
    const anna = await vault.person('anna');
    const kept = words(anna, 'words');
    await vault.keep([kept]);
    const wrong = new Vault(pool, new MasterKeys(second));
    await expect(wrong.check()).rejects.toMatchObject({ code: 'MASTER_KEY_WRONG' });
    expect(await wrong.open([kept.digest])).toEqual([
      expect.objectContaining({ code: 'MASTER_KEY_WRONG' }),
    ]);
    const same = await wrong.person('anna');
    expect(() => same.voterRef('p')).toThrow(expect.objectContaining({ code: 'MASTER_KEY_WRONG' }));
    await vault.check();
    expect(await vault.open([kept.digest])).toEqual(['words']);
    expect((await vault.person('anna')).voterRef('p')).toBe(anna.voterRef('p'));
  });

  test('is changed while both are known; cut short, it goes on where it was, and nobody notices', async () => {
    const people = await Promise.all(
      Array.from({ length: 1_200 }, (_, n) => vault.person(`p ${n}`)),
    );
    const kept = people.map((p, n) => words(p, n));
    await vault.keep(kept);
    const digests = kept.map(({ digest }) => digest);
    const both = new MasterKeys(second, first);
    const cut = rotate(pool, both, () => {
      throw new Error('killed');
    });
    await expect(cut).rejects.toThrow('killed');
    const under = async () =>
      Object.fromEntries(
        (
          await pool.query('select master_key_id, count(*)::int as n from keys.person group by 1')
        ).rows.map((r) => [r.master_key_id, r.n]),
      );
    const halfway = await under();
    expect(halfway[both.id]).toBe(500);
    expect(await new Vault(pool, both).open(digests)).toEqual(digests.map((_, n) => n));
    const rest = await rotate(pool, both);
    expect(rest).toBe(people.length + 1 - 500);
    expect(await under()).toEqual({ [both.id]: people.length + 1 });
    expect(await new Vault(pool, new MasterKeys(second)).open(digests)).toEqual(
      digests.map((_, n) => n),
    );
    await expect(vault.check()).rejects.toMatchObject({ code: 'MASTER_KEY_WRONG' });
    expect(await rotate(pool, both)).toBe(0);
  });

  test('that opens nobody’s keys changes nothing', async () => {
    const before = (await pool.query('select * from keys.person order by person')).rows;
    const others = new MasterKeys('33'.repeat(32), '44'.repeat(32));
    await expect(rotate(pool, others)).rejects.toMatchObject({ code: 'MASTER_KEY_WRONG' });
    expect((await pool.query('select * from keys.person order by person')).rows).toEqual(before);
  });
});
