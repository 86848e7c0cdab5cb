import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { change, foldEvent, rowId, type Projection } from '../../projections/projection.js';
import { views } from '../../projections/views.js';
import { schemaVersions } from '../../src/domain/events.js';
import { packageRoot } from '../../src/package-root.js';
import { admitted } from '../arcueil.js';
import { logOf, rowsAfter, seen } from '../seen.js';

describe('every view', () => {
  const specs = readdirSync(join(packageRoot, 'test/projections')).map((name) =>
    readFileSync(join(packageRoot, 'test/projections', name), 'utf8'),
  );
  const files = readdirSync(join(packageRoot, 'projections')).map((name) =>
    readFileSync(join(packageRoot, 'projections', name), 'utf8'),
  );

  test('is in the list of all views', () => {
    const declared = files.flatMap((text) =>
      [...text.matchAll(/: Projection<\w+> = \{\s+name: '(\w+)'/g)].map(([, name]) => name!),
    );
    expect(views.map((v) => v.name).sort()).toEqual(declared.sort());
    expect(new Set(declared).size).toBe(declared.length);
  });

  test('has specs, one at least for each event it counts', () => {
    for (const { name } of views) {
      const variable = name.replace(/_(.)/g, (_m, letter: string) => letter.toUpperCase());
      expect(specs.filter((text) => text.includes(`\nspecsOf(${variable}, {`))).toHaveLength(1);
    }
  });

  test('knows its rows by columns that it has and that are never empty', () => {
    for (const { key, columns, indexes = [] } of views) {
      expect(Object.keys(columns)).toEqual(expect.arrayContaining([...key, ...indexes.flat()]));
      for (const column of key) expect(columns[column]).not.toMatch(/\?$/);
    }
  });

  test('counts events that exist', () => {
    const known = ['*', ...Object.keys(schemaVersions)];
    for (const view of views) expect(known).toEqual(expect.arrayContaining(Object.keys(view.on)));
  });
});

describe('folding', () => {
  const counter: Projection<{ ideaId: string; times: number }> = {
    name: 'counter',
    key: ['ideaId'],
    columns: { ideaId: 'text', times: 'int' },
    on: {
      IdeaAdmittedToBallot: {
        rows: ({ data: { ideaId } }) => [{ ideaId }],
        evolve: (row, _event, { ideaId }) =>
          row?.times === 2 ? null : { ideaId, times: (row?.times ?? 0) + 1 },
      },
      IdeaCostSet: {
        rows: ({ data: { ideaId } }) => [{ ideaId }],
        evolve: change((row) => ({ times: row.times * 10 })),
      },
    },
  };
  const cost = { type: 'IdeaCostSet', data: { ...admitted().data } } as never;

  test('a row may go away and come back', () => {
    const go = admitted();
    seen(counter, go, go, go).rows();
    seen(counter, go, go, go, go).rows({ ideaId: 'garden', times: 1 });
  });

  test('a change leaves a row that does not exist as it is', () => {
    seen(counter, cost).rows();
    seen(counter, admitted(), cost).rows({ times: 10 });
  });

  test('an event that a view does not count changes nothing, even one named like a word of the machine', () => {
    const rows = new Map();
    for (const type of ['IdeaSubmitted', 'toString', '__proto__'])
      foldEvent(counter, rows, { ...logOf(admitted())[0]!, type: type as never });
    expect(rows.size).toBe(0);
    expect(rowsAfter(counter, [])).toEqual([]);
  });

  test('no two rows are taken for each other, whatever their keys hold', () => {
    const view = { key: ['a', 'b'] } as unknown as Projection;
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (a, b, c, d) => {
        const same = rowId(view, { a, b }) === rowId(view, { a: c, b: d });
        expect(same).toBe(a === c && b === d);
      }),
    );
    expect(rowId(view, { a: 'a\0b', b: 'c' })).not.toBe(rowId(view, { a: 'a', b: 'b\0c' }));
    expect(rowId(view, { a: 1n, b: 'x' })).toBe(rowId(view, { a: '1', b: 'x' }));
  });
});
