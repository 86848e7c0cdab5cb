import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Log } from '../../src/log/port.js';
import { checkView, rebuildView } from '../../src/views/rebuild.js';
import { openAreas, tallyOf, type Areas } from './areas.js';
import { expectCounted } from './counting.js';

const view = tallyOf('areas');

let areas: Areas;
beforeEach(async () => {
  areas = await openAreas();
});
afterEach(() => areas.close());

/** The log of the areas, to which somebody appends each time its head is asked for again. */
const growing = (): Log => {
  let asked = 0;
  const head = async () => {
    if (asked++) await areas.defineMany(300);
    return areas.log.head();
  };
  const get = (log: any, name: string) => {
    if (name === 'head') return head;
    return typeof log[name] === 'function' ? log[name].bind(log) : log[name];
  };
  return new Proxy(areas.log, { get: get as any });
};

test.each([
  ['checked', checkView],
  ['rebuilt', rebuildView],
])('a view that is %s has not drifted where it is only behind the log', async (_how, recount) => {
  const last = await areas.defineMany(700);
  const projector = areas.start([view]);
  await areas.reaches('areas', last);
  await projector.close();
  const found = await recount(areas.url, growing(), view);
  expect(found).toMatchObject({ rows: 500, differences: [], asOfPosition: last });
  areas.start([view]);
  const head = await areas.log.head();
  await areas.reaches('areas', head);
  await expectCounted(areas, view, head);
});
