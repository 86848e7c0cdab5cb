import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { generations } from '../../src/views/generation.js';
import { BeingRebuilt } from '../../src/views/pair.js';
import { checkView, rebuildView } from '../../src/views/rebuild.js';
import { openAreas, type Areas } from './areas.js';
import { indexed as view, killedRebuild } from './rebuild-killing.js';

let areas: Areas;
beforeEach(async () => {
  areas = await openAreas();
  areas.start([view]);
});
afterEach(() => areas.close());

const rebuild = (options = {}) => rebuildView(areas.url, areas.log, view, options);
const check = () => checkView(areas.url, areas.log, view);

/** Runs a rebuild that is killed after so many batches. */
const killedAfter = (batches: number): Promise<string> => killedRebuild(areas, { batches });

describe('a rebuild', () => {
  test('goes on where it was killed, and loses and doubles nothing', async () => {
    const last = await areas.defineMany(22_000);
    await areas.reaches('areas', last);
    for (const batches of [0, 0]) expect(await killedAfter(batches)).toBe('SIGKILL');
    const seen: bigint[] = [];
    const found = await rebuild({ onProgress: (position: bigint) => seen.push(position) });
    expect(found).toMatchObject({ differences: [], asOfPosition: last });
    expect(seen[0]).toBe(22_000n);
    expect((await check()).differences).toEqual([]);
  });

  test.each([
    ['checked', checkView],
    ['rebuilt', rebuildView],
  ])('of a log from which an event is missing no view is %s', async (_how, recount) => {
    await areas.reaches('areas', await areas.defineMany(30));
    await areas.sql.query(`alter table log.events disable trigger append_only;
      delete from log.events where position = 13`);
    await expect(recount(areas.url, areas.log, view)).rejects.toMatchObject({
      code: 'LOG_CORRUPT',
      data: { missing: '13', found: '14' },
    });
    expect(await areas.rows('areas')).toHaveLength(30);
  });

  test('is broken off where the log becomes shorter while it is read', async () => {
    await areas.defineMany(22_000);
    const batches = areas.log.readAll({ types: ['AreaDefined'] })[Symbol.asyncIterator]();
    await batches.next();
    await areas.sql.query(`alter table log.events disable trigger append_only;
      delete from log.events where position > 1_500`);
    const corrupt = { code: 'LOG_CORRUPT', data: { head: '1500' } };
    await expect(batches.next()).rejects.toMatchObject(corrupt);
  });

  test('begins anew where it is asked to', async () => {
    await areas.reaches('areas', await areas.defineMany(12_000));
    expect(await killedAfter(0)).toBe('SIGKILL');
    const seen: bigint[] = [];
    await rebuild({ anew: true, onProgress: (position: bigint) => seen.push(position) });
    expect(seen[0]).toBe(10_000n);
  });

  test('lets who reads and who writes go on: nobody ever finds no row, or an error', async () => {
    await areas.reaches('areas', await areas.defineMany(3_000));
    const before = await areas.rows('areas');
    let isOver = false;
    const read = async () => {
      let times = 0;
      for (; !isOver; times++)
        expect((await areas.rows('areas')).length).toBeGreaterThanOrEqual(before.length);
      return times;
    };
    const write = async () => {
      let last = 0n;
      for (let n = 0; !isOver; n++) last = await areas.define(`new ${n}`);
      return last;
    };
    const [reads, last] = await Promise.all([
      read(),
      write(),
      (async () => {
        for (let n = 0; n < 3; n++) expect((await rebuild()).differences).toEqual([]);
      })().finally(() => (isOver = true)),
    ]);
    expect(reads).toBeGreaterThan(0);
    await areas.reaches('areas', last);
    expect((await check()).differences).toEqual([]);
  });

  test('waits for who reads the old rows, and does not hold up the others meanwhile', async () => {
    await areas.reaches('areas', await areas.define('a'));
    const reader = new pg.Client({ connectionString: areas.url });
    await reader.connect();
    await reader.query('begin');
    await reader.query('select from views.areas');
    const rebuilt = rebuild();
    await areas.reaches('areas', await areas.define('b'));
    expect(await areas.rows('areas')).toHaveLength(2);
    await reader.query('commit');
    await reader.end();
    expect((await rebuilt).differences).toEqual([]);
  });

  test('keeps what was live until it is dropped, and tells of both', async () => {
    await areas.reaches('areas', await areas.define('a'));
    await areas.sql.query('update views.areas set times = 7');
    const { differences } = await rebuild();
    expect(differences.map(({ side, row }) => [side, JSON.parse(row).times])).toEqual([
      ['live', 7],
      ['recount', 1],
    ]);
    expect(await areas.rows('areas__old')).toMatchObject([{ times: 7 }]);
    expect(await generations(areas.sql)).toMatchObject([
      { view: 'areas', kind: 'old', position: 1n },
    ]);
    await rebuild();
    expect(await areas.rows('areas__old')).toMatchObject([{ times: 1 }]);
  });

  test('is refused to a second one while the first is under way', async () => {
    await areas.reaches('areas', await areas.defineMany(12_000));
    const second = new Promise((resolve, reject) => {
      const onProgress = () => void rebuild().then(resolve, reject);
      rebuild({ onProgress }).catch(() => {});
    });
    await expect(second).rejects.toThrow(BeingRebuilt);
  });

  test('keeps every text as it is: quotes, backslashes, line feeds, braces, nothing at all', async () => {
    const texts = ['', ' ', 'NULL', '{}', '"', '\\', 'a\nb\r\n', 'é\u2028🌍', '{"a",b}', "'", ','];
    let last = 0n;
    for (const text of texts) last = await areas.define(text, text);
    await areas.reaches('areas', last);
    expect((await check()).differences).toEqual([]);
    const rows = (await areas.rows('areas')) as { areaId: string; names: string[] }[];
    expect(rows.map(({ areaId }) => areaId).sort()).toEqual([...texts].sort());
    for (const { areaId, names } of rows) expect(names).toEqual([areaId]);
  });
});
