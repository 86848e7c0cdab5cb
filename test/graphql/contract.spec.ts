import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
  type GraphQLArgument,
  type GraphQLFieldMap,
  type GraphQLSchema,
} from 'graphql';
import { publicSchema } from '../../src/graphql/public-schema.js';
import { itemTypes } from '../../src/graphql/timeline/types.js';
import { packageRoot } from '../../src/package-root.js';

let text: string;
let schema: GraphQLSchema;

beforeAll(async () => {
  text = await publicSchema();
  schema = buildSchema(text);
});

const types = () =>
  Object.values(schema.getTypeMap()).filter(
    (t) => !isIntrospectionType(t) && !isSpecifiedScalarType(t),
  );

describe('the public contract', () => {
  test('is the committed schema.graphql, word for word', async () => {
    expect(text).toBe(await readFile(join(packageRoot, 'schema.graphql'), 'utf8'));
  });

  test('describes every type, field, argument and input', () => {
    const silent = types().flatMap((type) => [
      ...(type.description ? [] : [type.name]),
      ...(isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)
        ? Object.values(type.getFields()).flatMap((field) => [
            ...(field.description ? [] : [`${type.name}.${field.name}`]),
            ...('args' in field ? field.args : [])
              .filter((arg: GraphQLArgument) => !arg.description)
              .map((arg: GraphQLArgument) => `${type.name}.${field.name}(${arg.name})`),
          ])
        : []),
    ]);
    expect(silent).toEqual([]);
  });

  test('names fields and arguments in camel case, and spells every enum value as an event does', () => {
    const names = types().flatMap((type) =>
      isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)
        ? Object.keys(type.getFields())
        : [],
    );
    expect(names.filter((name) => !/^[a-z][a-zA-Z0-9]*$/.test(name))).toEqual([]);
    const values = types().flatMap((t) => (isEnumType(t) ? t.getValues().map((v) => v.name) : []));
    expect(
      values.filter((name) => !/^([a-z0-9]+(_[a-z0-9]+)*|[A-Z]+(_[A-Z]+)*)$/.test(name)),
    ).toEqual([]);
  });

  test('gives a thing with an id of its own to be found by that id', () => {
    const things = types().filter(
      (t) => isObjectType(t) && 'id' in t.getFields() && !t.getInterfaces().length,
    );
    expect(things).toEqual([]);
  });
});

describe('every mutation', () => {
  const mutations = (): GraphQLFieldMap<unknown, unknown> => schema.getMutationType()!.getFields();
  const payload = (name: string) => {
    const type = mutations()[name]!.type;
    return isNonNullType(type) && isObjectType(type.ofType) ? type.ofType : undefined;
  };

  test('takes one input of its own, which must be given', () => {
    for (const { name, args } of Object.values(mutations())) {
      const input = `${name[0]!.toUpperCase()}${name.slice(1)}Input!`;
      expect(args.map((arg) => `${arg.name}: ${arg.type}`)).toEqual([`input: ${input}`]);
    }
  });

  test('answers with refusals, a position to read from, and everything that can be read', () => {
    for (const name of Object.keys(mutations())) {
      const shape = payload(name);
      expect(shape?.name).toBe(`${name[0]!.toUpperCase()}${name.slice(1)}Payload`);
      const fields = Object.fromEntries(
        Object.values(shape!.getFields()).map((field) => [field.name, String(field.type)]),
      );
      expect(fields).toMatchObject({
        userErrors: '[UserError!]!',
        alreadyApplied: 'Boolean!',
        position: 'Position',
        revision: 'Int',
        query: 'Query!',
      });
    }
  });

  test('may be repeated under one commandId, and an edit may say what it expects to find', () => {
    for (const [name, { args }] of Object.entries(mutations())) {
      const input = isNonNullType(args[0]!.type) && args[0]!.type.ofType;
      if (!isInputObjectType(input)) throw new Error(`${name} takes no input`);
      expect(Object.keys(input.getFields())).toContain('commandId');
      if (!/^(create|register|erase)/.test(name))
        expect(Object.keys(input.getFields())).toContain('expectedRevision');
    }
  });

  test('that concerns a thing gives it back, null when refused', () => {
    for (const name of Object.keys(mutations())) {
      const own = Object.values(payload(name)!.getFields()).filter(
        ({ name }) => !/^(userErrors|alreadyApplied|position|revision|query)$/.test(name),
      );
      expect(own.length).toBeGreaterThan(0);
      expect(own.filter(({ type }) => isNonNullType(type))).toEqual([]);
    }
  });
});

describe('every page of a list', () => {
  test('has its items with and without cursors, and says where it begins and ends', () => {
    const pages = types().filter((t) => isObjectType(t) && t.name.endsWith('Connection'));
    expect(pages.length).toBeGreaterThan(3);
    for (const page of pages)
      if (isObjectType(page))
        expect(Object.keys(page.getFields()).sort()).toEqual(['edges', 'nodes', 'pageInfo']);
  });

  test('is asked for by first, 20 unless said otherwise, and after', () => {
    const lists = types().flatMap((t) =>
      isObjectType(t)
        ? Object.values(t.getFields()).filter((f) => String(f.type).endsWith('Connection!'))
        : [],
    );
    expect(lists.length).toBeGreaterThan(3);
    for (const { args } of lists) {
      const byName = new Map(args.map((arg) => [arg.name, arg]));
      expect(byName.get('first')).toMatchObject({ defaultValue: 20 });
      expect(String(byName.get('after')?.type)).toBe('String');
    }
  });
});

test('every item of a timeline has a type of its own', () => {
  const found = schema.getPossibleTypes(schema.getType('TimelineItem') as never).map((t) => t.name);
  expect(found.sort()).toEqual(itemTypes.map((type) => `${type}Item`).sort());
});
