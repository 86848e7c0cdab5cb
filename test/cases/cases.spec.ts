import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { mentions, tableOf, tablePath } from './table.js';

/** Cases that no test names yet. Whoever writes the first test of one takes it from here, and runs `npm run cases`. */
const missing: string[] = [];

test('every edge case and every thread is named by a test, but for those that are known to be missing', () => {
  const unnamed = [...mentions()].filter(([, files]) => !files.length).map(([id]) => id);
  expect(unnamed).toEqual(missing);
});

test('the table of cases is what the titles say; `npm run cases` writes it anew', () => {
  expect(readFileSync(tablePath, 'utf8')).toBe(tableOf(mentions()));
});
