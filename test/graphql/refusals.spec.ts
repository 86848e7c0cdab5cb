import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { userError, userErrorCodes, userErrorFields } from '../../src/graphql/user-error.js';
import { packageRoot } from '../../src/package-root.js';

interface Told {
  code: string;
  where: string;
  /** Names of its data, where they can be read off the source. */
  data?: string[];
}

const sources = (folder: string): string[] =>
  readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));

const namesIn = (data: ts.Expression | undefined): string[] | undefined => {
  if (!data) return [];
  if (!ts.isObjectLiteralExpression(data)) return undefined;
  const names = data.properties.map((p) => (ts.isSpreadAssignment(p) ? undefined : p.name));
  return names.some((n) => !n) ? undefined : names.map((n) => n!.getText());
};

/** Every refusal written out in a source file: the calls of `because`. */
const told = (path: string): Told[] => {
  const text = readFileSync(join(packageRoot, path), 'utf8');
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: Told[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'because') {
      const [code, , data] = node.arguments;
      if (code && ts.isStringLiteral(code))
        found.push({ code: code.text, where: path, data: namesIn(data) });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
};

const refusals = ['src/domain', 'src/acts', 'src/graphql'].flatMap(sources).flatMap(told);

describe('whoever is refused is told why', () => {
  test('by a code that has a type of its own in the public contract', () => {
    expect(refusals.length).toBeGreaterThan(80);
    expect(refusals.filter(({ code }) => !userErrorCodes.includes(code))).toEqual([]);
  });

  test('and no type stands in the contract for which nobody is ever refused', () => {
    const used = new Set(refusals.map(({ code }) => code));
    expect(userErrorCodes.filter((code) => !used.has(code))).toEqual([]);
  });

  test('with all the data that the contract promises for the code', () => {
    const short = refusals.filter(
      ({ code, data }) =>
        data &&
        userErrorFields(code).some(({ name, optional }) => !optional && !data.includes(name)),
    );
    expect(short).toEqual([]);
  });

  test('and a code that the contract does not have is a fault of ours, never passed on', () => {
    expect(() => userError({ code: '__proto__', message: 'x' })).toThrow(/not part of/);
  });
});
