import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { evolve, foldOf, rules } from '../../src/domain/commands.js';
import { schemaVersions } from '../../src/domain/events.js';
import { packageRoot } from '../../src/package-root.js';
import { created } from '../arcueil.js';
import { streamOf } from '../given.js';

const textsIn = (folder: string): string[] =>
  readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(packageRoot, folder, name), 'utf8'));

describe('every reason to refuse', () => {
  const codes = new Set(
    textsIn('src/domain').flatMap((text) =>
      [...text.matchAll(/because\(\s*'([A-Z_]+)'/g)].map(([, code]) => code!),
    ),
  );
  const specs = textsIn('test/domain').join('\n');

  test('has a spec', () => {
    expect(codes.size).toBeGreaterThan(50);
    expect([...codes].filter((code) => !specs.includes(`'${code}'`))).toEqual([]);
  });

  test('is told to the public by a type of its own', () => {
    const contract = readFileSync(join(packageRoot, 'schema.graphql'), 'utf8');
    const typeOf = (code: string) =>
      `type ${code.toLowerCase().replace(/(?:^|_)(.)/g, (_m, l: string) => l.toUpperCase())}Error `;
    expect([...codes].filter((code) => !contract.includes(typeOf(code)))).toEqual([]);
  });
});

describe('every wish', () => {
  const wishes = ['test/arcueil.ts', 'test/costs.ts', 'test/supports.ts', 'test/papers.ts'].map(
    (name) => readFileSync(join(packageRoot, name), 'utf8'),
  );
  const specs = [...textsIn('test/domain'), ...wishes].join('\n');

  test('has a spec', () => {
    expect(Object.keys(rules).filter((type) => !specs.includes(`'${type}'`))).toEqual([]);
  });

  test('is decided on streams that have a name, and writes one of them', () => {
    const ids = {
      organisationId: 'o',
      consultationId: 'c',
      phaseId: 'c.p',
      ideaId: 'i',
      commentId: 'c',
      voterRef: 'v',
      batchId: 'b',
      sessionId: 's',
      ideaIds: ['i'],
      serial: 's',
      lines: [{ ideaId: 'i' }],
      concernsIdeaIds: ['i'],
      sourceIdeaIds: ['j'],
      movingIds: ['k'],
    };
    for (const { streams, writes } of Object.values(rules)) {
      const named = (streams as (c: object) => Record<string, string>)(ids);
      expect(Object.keys(named)).toContain(writes);
      for (const stream of Object.values(named)) expect(foldOf(stream)).toBeDefined();
    }
  });
});

describe('a stream is folded from every one of its facts', () => {
  test('each type of event is known to the fold of one stream alone', () => {
    const streams = [
      'organisation-a',
      'roles-a',
      'consultation-a',
      'idea-a',
      'discussion-a',
      'ballot-a-b',
      'review-a',
      'paper-a-b',
      'offline-a-b',
      'tally-a',
      'participant-a',
      'erasure-a',
    ];
    for (const type of Object.keys(schemaVersions)) {
      const knowing = streams.filter((stream) => Object.hasOwn(foldOf(stream).evolve, type));
      expect(knowing).toHaveLength(1);
    }
    const known = streams.flatMap((stream) => Object.keys(foldOf(stream).evolve));
    expect(known.sort()).toEqual(Object.keys(schemaVersions).sort());
  });

  test('a fact of another stream is never skipped', () => {
    const fold = foldOf('idea-garden');
    expect(() => evolve(fold, fold.initial, created)).toThrow('ConsultationCreated');
    expect(() => evolve(fold, fold.initial, { type: 'toString', data: {} })).toThrow('toString');
    expect(foldOf(streamOf(created))).toBe(foldOf('consultation-pb26'));
  });

  test('a stream of no kind has no fold', () => {
    for (const name of ['garden', '', 'constructor-x', '__proto__-x'])
      expect(() => foldOf(name)).toThrow('No stream');
  });
});
