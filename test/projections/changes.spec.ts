import { expect, test } from '@jest/globals';
import { changesBetween } from '../../projections/changes.js';

test('what differs between two versions is told place by place, and nothing else', () =>
  expect(
    changesBetween(
      { text: 'One each.', maxItems: 3, threshold: null, criteria: ['qualite'] },
      { text: 'Two each.', maxItems: 3, threshold: { votes: 50 }, criteria: ['qualite'] },
    ),
  ).toEqual([
    { path: 'text', before: 'One each.', after: 'Two each.' },
    { path: 'threshold/votes', before: null, after: 50 },
  ]));

test('members of a list are known by what they are of, wherever they stand', () =>
  expect(
    changesBetween(
      {
        options: [
          { ideaId: 'garden', amount: 60 },
          { ideaId: 'bench', amount: 30 },
        ],
      },
      {
        options: [
          { ideaId: 'bench', amount: 30 },
          { ideaId: 'garden', amount: 70 },
        ],
      },
    ),
  ).toEqual([{ path: 'options/garden/amount', before: 60, after: 70 }]));

test('what is no longer there, or empty, is told as well', () =>
  expect(changesBetween({ areas: ['centre'] }, { areas: [] })).toEqual([
    { path: 'areas', before: null, after: [] },
    { path: 'areas/0', before: 'centre', after: null },
  ]));
