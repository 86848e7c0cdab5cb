import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { packageRoot } from '../src/package-root.js';

const rules = createRequire(import.meta.url)('../.dependency-cruiser.cjs');

async function broken(baseDir: string): Promise<string[]> {
  const { tsConfig: _, ...options } = rules.options;
  const { output } = await cruise(['src', 'projections'], {
    ...options,
    baseDir,
    validate: true,
    ruleSet: { forbidden: rules.forbidden },
  });
  const { violations } = (output as ICruiseResult).summary;
  return violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
}

test('nobody imports what they may not', async () => {
  expect(await broken(packageRoot)).toEqual([]);
});

describe('the rules of import notice', () => {
  let found: string[];
  let root: string;
  const files: Record<string, string> = {
    'package.json': JSON.stringify({ dependencies: { pg: '1.0.0' } }),
    'node_modules/pg/package.json': JSON.stringify({ name: 'pg', main: 'index.js' }),
    'node_modules/pg/index.js': '',
    'src/domain/fact.ts': 'export interface Fact {}',
    'src/domain/decide.ts': 'export const decide = 1;',
    'src/domain/clock.ts': "import { hostname } from 'node:os'; hostname();",
    'src/domain/query.ts': "import pg from 'pg'; pg;",
    'src/domain/reader.ts': "import { log } from '../log/port.js'; log;",
    'src/log/port.ts': 'export const log = 1;',
    'src/log/judge.ts': "import { decide } from '../domain/decide.js'; decide;",
    'src/log/types.ts': "import type { Fact } from '../domain/fact.js'; export type A = Fact;",
    'src/log/peek.ts': "import { view } from '../views/view.js'; view;",
    'src/views/view.ts': "import { store } from '../log/store.js'; export const view = store;",
    'src/log/store.ts': 'export const store = 1;',
    'src/graphql/past.ts': "import { log } from '../log/port.js'; log;",
    'src/graphql/rule.ts': "import { decide } from '../domain/decide.js'; decide;",
    'src/acts/rim.ts': "import '../graphql/past.js';",
    'src/acts/wiring.ts': "import '../app.module.js';",
    'src/app.module.ts': "import './acts/rim.js';",
    'src/keys/one.ts': "import './other.js';",
    'src/keys/other.ts': "import './one.js';",
    'src/keys/typo.ts': "import './absent.js';",
    'src/keys/test.ts': "import '../../test/given.js';",
    'test/given.ts': 'export {};',
    'projections/count.ts': "import { decide } from '../src/domain/decide.js'; decide;",
    'projections/tally.ts':
      "import type { Fact } from '../src/domain/fact.js'; export type A = Fact;",
  };

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'cahier-imports-'));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    found = await broken(root);
  });
  afterAll(() => rmSync(root, { recursive: true }));

  test.each([
    'src/domain-built-in: src/domain/clock.ts → os',
    'src/domain-packages: src/domain/query.ts → node_modules/pg/index.js',
    'src/domain-own-code: src/domain/reader.ts → src/log/port.ts',
    'src/log-types-only: src/log/judge.ts → src/domain/decide.ts',
    'src/log-own-code: src/log/peek.ts → src/views/view.ts',
    'src/views-own-code: src/views/view.ts → src/log/store.ts',
    'graphql-through-the-envelopes: src/graphql/past.ts → src/log/port.ts',
    'graphql-through-the-envelopes: src/graphql/rule.ts → src/domain/decide.ts',
    'graphql-is-the-rim: src/acts/rim.ts → src/graphql/past.ts',
    'wiring-is-the-top: src/acts/wiring.ts → src/app.module.ts',
    'no-circle: src/keys/one.ts → src/keys/other.ts',
    'resolvable: src/keys/typo.ts → ./absent.js',
    'no-test-in-production: src/keys/test.ts → test/given.ts',
    'projections-types-only: projections/count.ts → src/domain/decide.ts',
  ])('%s', (violation) => expect(found).toContain(violation));

  test('and let types of events be known', () => {
    const innocent = found.filter((line) => /(types|tally)\.ts →/.test(line));
    expect(innocent).toEqual([]);
  });
});
