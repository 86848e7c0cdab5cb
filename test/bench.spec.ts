import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { packageRoot } from '../src/package-root.js';
import { startNode } from './support/command-line.js';

const program = join(packageRoot, 'bench', 'run.js');

/** Each measurement, as short as it can be. */
const measurements = {
  ledger: ['--quick'],
  log: ['--quick', '--rounds=1', '--only=memory,appends,streams,subscribers'],
  verify: ['--count=2000', '--rounds=1'],
  views: ['--count=2000', '--rounds=1'],
  vote: ['--quick'],
};

interface Result {
  groups: { title: string; rows: Record<string, unknown>[] }[];
  figures: Record<'figure' | 'wanted' | 'measured' | 'reached', unknown>[];
}

// How fast anything is depends on the machine, and is no matter for a test.
describe('a measurement that is described can be made', () => {
  test.each(Object.entries(measurements))('%s', async (name, flags) => {
    const { code, stdout, stderr } = await startNode(program, [name, ...flags, '--json'], {}).ended;
    expect({ code, stderr: code ? stderr : '' }).toEqual({ code: 0, stderr: '' });
    const { groups, figures } = JSON.parse(stdout) as Result;
    const numbers = groups
      .flatMap(({ rows }) => rows.flatMap((row) => Object.values(row)))
      .filter((value) => typeof value === 'number');
    expect(numbers).not.toEqual([]);
    expect(numbers.filter((number) => !(number >= 0))).toEqual([]);
    for (const { figure, wanted, measured, reached } of figures)
      expect([typeof figure, typeof wanted, typeof reached, String(measured)]).toEqual([
        ...['string', 'string', 'boolean'],
        expect.not.stringMatching(/NaN|undefined/),
      ]);
  });
});
