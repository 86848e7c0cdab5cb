import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { QueryRunner } from 'typeorm';
import { Bundles1766361600013 } from '../../src/database/migrations/0013-bundles.js';
import { inclusionProof, verifyInclusion } from '../../src/ledger/inclusion.js';
import { parseLeaf } from '../../src/ledger/parse-leaf.js';
import { leafHash } from '../../src/ledger/merkle.js';
import { parseRegistryLeaf } from '../../src/ledger/registry-leaf.js';
import { hashesFrom } from '../../src/ledger/tiles.js';
import { checkLedger } from '../../src/sealing/check.js';
import { openFolder } from '../../src/sealing/folder.js';
import { leafOf } from '../../src/sealing/receipts.js';
import { naiveRoot } from '../ledger/tree.js';
import type { Recorded } from '../../src/log/port.js';
import type { Queryable } from '../../src/sealing/records.js';
import { tileReader, type LedgerFile, type Tiles } from '../../src/sealing/tiles.js';
import { all } from '../log/wishes.js';
import { filesIn, openSite, readLog, type Site } from './site.js';

let site: Site;
beforeEach(async () => {
  site = await openSite();
});
afterEach(() => site.close());

const many = (count: number, n = 0) =>
  Array.from({ length: count }, (_, i) => ({ data: { n: n + i } }));
const published = { type: 'ConsultationPublished' };

const everything = async () => all(site.log.readAll());
/** Of events, in which log a receipt finds them, and at which index. */
const placesOf = async (events: Recorded[]): Promise<string[]> => {
  const places: string[] = [];
  for (const event of events) {
    const found = await leafOf(site.tiles, site.pool, event);
    if (found) expect(parseLeaf(found.leaf).event.eventId).toBe(event.eventId);
    places.push(found ? `${event.consultationId}${found.index}` : 'none');
  }
  return places;
};

/** What is asked of the database, as it says that it was answered. */
const listened = () => {
  const asked: unknown[] = [];
  const query: Queryable['query'] = async (text: string, values?: unknown[]) => {
    const { rows } = await site.pool.query(`explain (analyze, format json) ${text}`, values);
    asked.push(rows[0]['QUERY PLAN'][0].Plan);
    return site.pool.query(text, values);
  };
  return { query, asked };
};

/** What is noted of the logs. */
const noted = async () =>
  (
    await site.pool.query(
      `select consultation_id as id, array_agg(b.index order by b.index) as bundles, h.size
       from ledger.bundle b join ledger.head h using (consultation_id) group by 1, 3 order by 1`,
    )
  ).rows;

/** The same files, where something happens at each write: `before` and `after` may throw. */
const watched = (
  tiles: Tiles,
  {
    before,
    after,
  }: {
    before?: (files: readonly LedgerFile[]) => void;
    after?: (files: readonly LedgerFile[]) => void;
  },
): Tiles => ({
  ...tiles,
  write: async (files) => {
    before?.(files);
    await tiles.write(files);
    after?.(files);
  },
});

describe('every event of a consultation', () => {
  test('is a leaf of its log, at its rank, and what is signed has that root', async () => {
    site.start();
    await site.happen('a', ...many(3));
    await site.happen('b', ...many(2));
    await site.happen('a', ...many(1, 3));
    await site.sealed();
    const { size, leaves } = await site.read('c/a');
    expect(size).toBe(4);
    expect(
      leaves.map((leaf) => parseLeaf(leaf)).map(({ log, n, event }) => [log, n, event.data]),
    ).toEqual([0, 1, 2, 3].map((n) => ['consult.example.fr/c/a', n, { n }]));
    expect((await site.read('c/b')).size).toBe(2);
  });

  test('is a leaf across tiles and levels, and old narrow tiles go when full ones are there', async () => {
    const sealer = site.start();
    for (const [count, from] of [
      [200, 0],
      [56, 200],
      [1, 256],
      [300, 257],
    ] as const) {
      await site.happen('a', ...many(count, from));
      await site.sealed();
    }
    await sealer.close();
    const { size, root, leaves } = await site.read('c/a');
    expect(size).toBe(557);
    const read = hashesFrom(tileReader(site.tiles, 'c/a'), size);
    for (const index of [0, 255, 256, 511, 512, 556])
      verifyInclusion(
        { index, size, root },
        leafHash(leaves[index]!),
        await inclusionProof(read, { index, size }),
      );
    expect((await filesIn(site.folder)).filter((f) => f.startsWith('c/a/tile/'))).toEqual([
      'c/a/tile/0/000',
      'c/a/tile/0/001',
      'c/a/tile/0/002.p/45',
      'c/a/tile/1/000.p/1',
      'c/a/tile/1/000.p/2',
      'c/a/tile/entries/000',
      'c/a/tile/entries/001',
      'c/a/tile/entries/002.p/45',
    ]);
  });

  test('goes on from where it was when few logs may stay open', async () => {
    site.start({ openLogs: 1 });
    for (let n = 0; n < 5; n++) {
      for (const id of ['a', 'b', 'c']) await site.happen(id, { data: { n } });
      await site.sealed();
    }
    for (const place of ['c/a', 'c/b', 'c/c']) expect((await site.read(place)).size).toBe(5);
  });

  test('is found in its log, and what concerns no consultation in the registry', async () => {
    const sealer = site.start();
    await site.happen('a', ...many(300));
    await site.happen('b', ...many(2));
    await site.happen(null, { type: 'AreaDefined' });
    await site.happen('a', ...many(2, 300));
    await site.sealed();
    expect(await placesOf(await everything())).toEqual([
      ...Array.from({ length: 300 }, (_, n) => `a${n}`),
      ...['b0', 'b1', 'null0', 'a300', 'a301'],
    ]);
    await sealer.close();
    await site.happen('a', {});
    await site.happen('c', {});
    expect(await placesOf((await everything()).slice(-3))).toEqual(['a301', 'none', 'none']);
  });

  test('is found by one question, which one row of an index answers however much is noted', async () => {
    const sealer = site.start();
    await site.happen('a', ...many(300));
    await site.happen(null, { type: 'AreaDefined' });
    await site.sealed();
    await sealer.close();
    await site.pool.query(
      `insert into ledger.bundle (consultation_id, position, index)
       select id, n, n from unnest(array['a', 'b']) as id, generate_series(1000, 6000) as n;
       insert into ledger.registry (n, leaf, position)
       select n, '', n from generate_series(1000, 6000) as n;
       analyze ledger.bundle, ledger.registry`,
    );
    const events = await everything();
    for (const event of [events[299]!, events[300]!]) {
      const { query, asked } = listened();
      expect(await leafOf(site.tiles, { query }, event)).toBeDefined();
      expect(asked).toEqual([expect.objectContaining({ 'Actual Rows': 1 })]);
      expect(JSON.stringify(asked)).toMatch(/"Index (Only )?Scan"/);
      expect(JSON.stringify(asked)).not.toMatch(/Seq Scan|Bitmap|"Sort/);
    }
  });

  test('is found again when the database has lost what was noted', async () => {
    const sealer = site.start();
    await site.happen('a', ...many(600));
    await site.happen('b', ...many(2));
    await site.sealed();
    await sealer.close();
    const before = await placesOf(await everything());
    expect(await noted()).toEqual([
      { id: 'a', bundles: [0, 1, 2], size: 600 },
      { id: 'b', bundles: [0], size: 2 },
    ]);
    await site.pool.query(`delete from ledger.bundle where index <> 1; delete from ledger.head`);
    site.start();
    await site.happen('a', ...many(1, 600));
    await site.sealed();
    expect(await noted()).toEqual([
      { id: 'a', bundles: [0, 1, 2], size: 601 },
      { id: 'b', bundles: [0], size: 2 },
    ]);
    expect(await placesOf(await everything())).toEqual([...before, 'a600']);
  });

  test('is found again after an upgrade from the version that noted where each event stands', async () => {
    const sealer = site.start();
    await site.happen('a', ...many(600));
    await site.happen('b', ...many(2));
    await site.happen(null, { type: 'AreaDefined' });
    await site.sealed();
    await sealer.close();
    const [places, bundles] = [await placesOf(await everything()), await noted()];
    const runner = { query: (sql: string) => site.pool.query(sql) } as unknown as QueryRunner;
    const upgrade = new Bundles1766361600013();
    await upgrade.down(runner);
    for (const id of ['a', 'b'])
      await site.pool.query(
        `insert into ledger.entry (position, event_id, consultation_id, n)
         select e.position, l.event_id, $1, l.n - 1
         from unnest($2::uuid[]) with ordinality l (event_id, n) join log.events e using (event_id)`,
        [id, (await site.read(`c/${id}`)).leaves.map((leaf) => parseLeaf(leaf).event.eventId)],
      );
    await upgrade.up(runner);
    expect(await noted()).toEqual(bundles);
    expect(await placesOf(await everything())).toEqual(places);
    site.start();
    await site.happen('a', ...many(1, 600));
    await site.sealed();
    expect(await placesOf(await everything())).toEqual([...places, 'a600']);
  });

  test.each([
    ['when its log is lost whole', 'lost', 'known'],
    ['when an old head took the place of a newer one', 'old', 'known'],
    ['when an old head did, and nothing is known of the newer one', 'old', 'forgotten'],
  ])('is signed in the same tree %s', async (_title, how, sizes) => {
    const sealer = site.start();
    await site.happen('a', ...many(3));
    await site.sealed();
    const checkpoint = join(site.folder, 'c/a/checkpoint');
    const old = await readFile(checkpoint);
    await site.happen('a', ...many(3, 3));
    await site.happen('b', {});
    await site.sealed();
    const { root } = await site.read('c/a');
    await sealer.close();
    if (how === 'lost') await rm(join(site.folder, 'c/a'), { recursive: true });
    else await writeFile(checkpoint, old);
    if (sizes === 'forgotten') await site.pool.query('delete from ledger.head');
    await site.happen('a', ...many(1, 6));
    site.start({}, openFolder(site.folder));
    await site.sealed();
    const { size, leaves } = await site.read('c/a');
    expect(size).toBe(7);
    expect(naiveRoot(leaves.slice(0, 6).map(leafHash))).toEqual(root);
    expect(await checkLedger(site.ledger)).toMatchObject({ differences: [] });
  });
});

describe('the registry', () => {
  const kinds = async () =>
    (await site.read('registry')).leaves.map(parseRegistryLeaf).map((leaf) => leaf.kind);

  test('holds what concerns no consultation, and nothing of a draft', async () => {
    site.start();
    await site.happen(null, { type: 'OrganisationRegistered' });
    await site.happen('a', { type: 'ConsultationCreated' });
    await site.happen(null, { type: 'AreaDefined' });
    await site.sealed();
    expect(await kinds()).toEqual(['event', 'event']);
  });

  test('tells of a consultation once it is published, and holds its heads from then on', async () => {
    site.start({ registryMs: 0 });
    await site.happen('a', { type: 'ConsultationCreated' }, published);
    await site.sealed();
    await site.happen('a', {});
    await site.sealed();
    const { leaves } = await site.read('registry');
    const [opening, first, second] = leaves.map(parseRegistryLeaf);
    expect(leaves).toHaveLength(3);
    expect(opening).toMatchObject({
      kind: 'opening',
      n: 0,
      key: { name: 'consult.example.fr/c/a' },
    });
    expect(first).toMatchObject({ kind: 'checkpoint', checkpoint: { size: 2 } });
    expect(second).toMatchObject({ kind: 'checkpoint', note: (await site.read('c/a')).note });
  });

  test('holds a head at once when a phase closes, and otherwise now and then', async () => {
    site.start({ registryMs: 60_000 });
    await site.happen('a', published);
    await site.sealed();
    for (let n = 0; n < 3; n++) {
      await site.happen('a', {});
      await site.sealed();
    }
    expect(await kinds()).toEqual(['opening', 'checkpoint']);
    await site.happen('a', { type: 'PhaseClosed' });
    await site.sealed();
    expect(await kinds()).toEqual(['opening', 'checkpoint', 'checkpoint']);
  });
});

describe('the tree is the same', () => {
  /** Every head that was ever written, by log and size. */
  const heads = new Map<string, Set<string>>();
  beforeEach(() => heads.clear());
  const note = (files: readonly LedgerFile[]) => {
    for (const [path, bytes] of files.filter(([path]) => path.endsWith('/checkpoint'))) {
      const [origin, size, root] = Buffer.from(bytes).toString().split('\n');
      const roots = heads.get(`${origin} ${size}`) ?? new Set();
      heads.set(`${origin} ${size}`, roots.add(root!));
      void path;
    }
  };
  const oneRootEach = () => {
    expect(heads.size).toBeGreaterThan(0);
    for (const roots of heads.values()) expect(roots.size).toBe(1);
  };

  test.each([
    ['before', 'tile'],
    ['after', 'tile'],
    ['before', 'c/a/checkpoint'],
    ['after', 'c/a/checkpoint'],
    ['before', 'registry/tile'],
    ['after', 'registry/tile'],
    ['before', 'registry/checkpoint'],
    ['after', 'registry/checkpoint'],
    ['before', 'cursor'],
    ['after', 'cursor'],
  ] as const)('when the sealer is killed %s it writes %s', async (moment, what) => {
    const first = site.start({ registryMs: 0 });
    await site.happen('a', published, ...many(250));
    await site.happen(null, {});
    await site.sealed();
    await first.close();
    let killed!: () => void;
    const dead = new Promise<void>((resolve) => (killed = resolve));
    let isDead = false;
    const kill = (files: readonly LedgerFile[]) => {
      isDead ||= files.some(([path]) => path.includes(what));
      if (!isDead) return;
      killed();
      throw new Error('killed');
    };
    const dying =
      moment === 'before'
        ? watched(site.tiles, { before: kill, after: note })
        : watched(site.tiles, { after: (files) => (note(files), kill(files)) });
    await site.happen('a', ...many(20));
    await site.happen(null, {});
    const second = site.start({ registryMs: 0 }, dying);
    await dead;
    await second.close();
    await site.happen('a', ...many(2));
    site.start({ registryMs: 0 }, watched(site.tiles, { after: note }));
    await site.sealed();
    oneRootEach();
    expect((await site.read('c/a')).size).toBe(273);
    const { leaves } = await site.read('registry');
    const kinds = leaves.map(parseRegistryLeaf);
    expect(kinds.filter(({ kind }) => kind === 'event')).toHaveLength(2);
    expect(kinds.filter(({ kind }) => kind === 'opening')).toHaveLength(1);
    const found = await placesOf(await everything());
    expect(found.filter((place) => place.startsWith('a'))).toEqual(
      Array.from({ length: 273 }, (_, n) => `a${n}`),
    );
    expect(found.filter((place) => place.startsWith('null'))).toHaveLength(2);
    expect(found).toHaveLength(275);
    expect(await noted()).toEqual([{ id: 'a', bundles: [0, 1], size: 273 }]);
  });

  test('when two sealers sign into one folder and neither knows of the other', async () => {
    const noting = watched(site.tiles, { after: note });
    const taking = setInterval(
      () =>
        void site.pool.query(`update ledger.lease set expires_at = '-infinity'`).catch(() => {}),
      15,
    );
    const one = site.start({ registryMs: 0, intervalMs: 5 }, noting);
    const other = site.start({ registryMs: 0, intervalMs: 7 }, noting);
    await site.happen('a', published);
    for (let n = 0; n < 30; n++) {
      await site.happen('a', ...many(7));
      await site.happen(null, {});
    }
    clearInterval(taking);
    await site.sealed();
    await Promise.all([one.close(), other.close()]);
    oneRootEach();
    expect((await site.read('c/a')).size).toBe(211);
    const { leaves } = await site.read('registry');
    expect(leaves.map(parseRegistryLeaf).filter(({ kind }) => kind === 'event')).toHaveLength(30);
  });

  test('for two that follow each other as for one that was never stopped', async () => {
    const first = site.start();
    await site.happen('a', ...many(300));
    await site.sealed();
    await first.close();
    await site.happen('a', ...many(300));
    site.start();
    await site.sealed();
    expect((await readLog(site.tiles, 'c/a')).size).toBe(600);
  });
});

test('a second sealer stands by until the first gives up its place', async () => {
  let signed = 0;
  const first = site.start();
  await site.happen('a', {});
  await site.sealed();
  const second = site.start({ onPublish: () => signed++ });
  await site.happen('a', {});
  await site.sealed();
  expect(signed).toBe(0);
  await first.close();
  await site.happen('a', {});
  await site.sealed();
  await second.close();
  expect(signed).toBeGreaterThan(0);
});
