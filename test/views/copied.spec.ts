import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { one, type Projection } from '../../projections/projection.js';
import { openAreas, type Areas } from './areas.js';

interface Row {
  areaId: string;
  name: string;
  parent: string | null;
  words: unknown;
  known: boolean;
}

/** A view with a column of every kind that can hold what a table must be told with care. */
const view: Projection<Row> = {
  name: 'words',
  key: ['areaId'],
  columns: { areaId: 'text', name: 'text', parent: 'text?', words: 'json', known: 'boolean' },
  on: {
    AreaDefined: one(
      ({ data }) => ({ areaId: data.areaId }),
      (row, { data: { areaId, name } }) => ({
        ...{ areaId, name, parent: name === '' ? null : name, words: { [name]: [name, null] } },
        known: row !== null,
      }),
    ),
  },
};

const names = [
  ...['plain', '', ' ', 'tab\there', 'line\nfeed', 'carriage\rreturn', 'back\\slash', '\\N', '\\.'],
  ...['\\t', '\\\\n', '"quoted"', "l'État", '{brace,comma}', 'NULL', 'ÿ', '日本', '🗳️', '\u2028'],
];

let areas: Areas;
beforeEach(async () => {
  areas = await openAreas();
});
afterEach(() => areas.close());

/** One event for each of so many areas, the names in turn. */
const define = async (count: number): Promise<bigint> => {
  let last = 0n;
  for (let n = 0; n < count; n++) last = await areas.define(`a${n}`, names[n % names.length]);
  return last;
};

const expected = (count: number, known: boolean) =>
  Array.from({ length: count }, (_, n) => {
    const name = names[n % names.length]!;
    const parent = name === '' ? null : name;
    return { areaId: `a${n}`, name, parent, words: { [name]: [name, null] }, known };
  });

const rows = async () => {
  const rows = (await areas.rows('words')) as (Row & { asOfPosition: string })[];
  return rows
    .map(({ asOfPosition: _, ...row }) => row)
    .sort((a, b) => Number(a.areaId.slice(1)) - Number(b.areaId.slice(1)));
};

test.each([
  ['few', names.length],
  ['many', 5 * names.length],
])(
  '%s rows written at once hold the words as they are, new ones and changed ones',
  async (_, count) => {
    const made = await define(count);
    areas.start([view]);
    await areas.reaches('words', made);
    expect(await rows()).toEqual(expected(count, false));
    const projected = await define(count);
    await areas.reaches('words', projected);
    expect(await rows()).toEqual(expected(count, true));
  },
);
