import { describe, expect, test } from '@jest/globals';
import { schemaVersions } from '../../src/domain/events.js';
import { oldestOf, upcast, versions, type Versions } from '../../src/domain/upcast.js';

const known: Versions = {
  present: { TopicDefined: 3, AreaRetired: 1 },
  upcasters: {
    TopicDefined: {
      1: ({ data: { name, ...rest }, ...shape }: any) => ({
        ...shape,
        data: { ...rest, label: name },
      }),
      2: ({ data, sealed }: any) => ({
        data: { ...data, parentId: data.parentId ?? null },
        sealed: { note: sealed?.remark },
      }),
    },
  },
};
const event = (type: string, schemaVersion: number, data: object) => ({
  type,
  schemaVersion,
  data,
  position: 7n,
});

describe('an event of an old version', () => {
  test('is read in the shape of today, step by step', () => {
    const old = {
      ...event('TopicDefined', 1, { topicId: 't', name: 'Parcs' }),
      sealed: { remark: 'd' },
    };
    expect(upcast(old, known)).toEqual({
      type: 'TopicDefined',
      schemaVersion: 3,
      position: 7n,
      data: { topicId: 't', label: 'Parcs', parentId: null },
      sealed: { note: 'd' },
    });
  });

  test('is left as it is stored', () => {
    const old = event('TopicDefined', 1, { topicId: 't', name: 'Parcs' });
    upcast(old, known);
    expect(old).toEqual(event('TopicDefined', 1, { topicId: 't', name: 'Parcs' }));
  });
});

test('an event of today is read as it is', () => {
  const present = event('AreaRetired', 1, { areaId: 'a' });
  expect(upcast(present, known)).toBe(present);
});

test.each([
  ['a newer version', 'TopicDefined', 4],
  ['a version from which no step is known', 'TopicDefined', 0],
  ['a version that is no whole number', 'TopicDefined', 2.5],
  ['a type that nobody knows', 'TopicPainted', 1],
  ['a type named after a member of every object', 'constructor', 1],
])('%s is never skipped: its type, version and position are told', (_what, type, version) => {
  expect(() => upcast(event(type, version, {}), known)).toThrow(
    expect.objectContaining({
      name: 'UnknownVersion',
      type,
      version,
      position: 7n,
      message: `Nobody here knows how to read ${type} in version ${version} at position 7.`,
    }),
  );
});

test('where a step is missing in between, older versions cannot be read', () => {
  const gap: Versions = {
    present: { TopicDefined: 4 },
    upcasters: { TopicDefined: { 1: (shape) => shape, 3: (shape) => shape } },
  };
  expect(oldestOf('TopicDefined', gap)).toBe(3);
  expect(() => upcast(event('TopicDefined', 1, {}), gap)).toThrow('version 1');
});

test('every step leads to a version that is written or followed by another step', () => {
  for (const [type, steps] of Object.entries(versions.upcasters))
    for (const from of Object.keys(steps).map(Number)) {
      expect([type, from, oldestOf(type, versions)! <= from]).toEqual([type, from, true]);
      expect(from).toBeLessThan(versions.present[type]!);
    }
  expect(versions.present).toBe(schemaVersions);
});
