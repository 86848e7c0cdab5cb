import {
  getNamedType,
  getNullableType,
  getVariableValues,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { maxPage } from './connection.js';

/** How long a list is taken to be that has no pages: phases, areas, answers, a basket's lines. */
const unpaged = 10;

type AnyField = GraphQLField<unknown, unknown>;
type Values = Record<string, unknown>;

const fieldOf = (type: GraphQLNamedType, name: string): AnyField | undefined => {
  if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
  if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
};

const isPage = (field: AnyField): boolean => field.args.some(({ name }) => name === 'first');

/** How many items a field asks for: of a page as many as its `first` says. */
const lengthOf = (field: AnyField, node: FieldNode, variables: Values): number => {
  if (isPage(field)) {
    const first = firstOf(field, node, variables);
    return typeof first === 'number' ? Math.min(Math.max(first, 0), maxPage) : maxPage;
  }
  const ofPage = field.name === 'nodes' || field.name === 'edges';
  return isListType(getNullableType(field.type)) && !ofPage ? unpaged : 1;
};

const firstOf = (field: AnyField, node: FieldNode, variables: Values): unknown => {
  const given = node.arguments?.find(({ name }) => name.value === 'first')?.value;
  if (given?.kind === Kind.INT) return Number(given.value);
  if (given?.kind === Kind.VARIABLE) return variables[given.name.value];
  return field.args.find(({ name }) => name === 'first')!.defaultValue;
};

/** Counts by walking a valid document, each fragment once. */
class Count {
  readonly #ofFragments = new Map<string, number>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fragments: Map<string, FragmentDefinitionNode>,
    private readonly variables: Values,
  ) {}

  inSet(set: SelectionSetNode, type: GraphQLNamedType): number {
    return set.selections.reduce((sum, selection) => sum + this.#of(selection, type), 0);
  }

  #of(node: SelectionNode, type: GraphQLNamedType): number {
    if (node.kind === Kind.FIELD) return this.#ofField(node, type);
    if (node.kind === Kind.FRAGMENT_SPREAD) return this.#ofFragment(node.name.value);
    const condition = node.typeCondition?.name.value;
    return this.inSet(node.selectionSet, condition ? this.schema.getType(condition)! : type);
  }

  #ofField(node: FieldNode, type: GraphQLNamedType): number {
    const field = fieldOf(type, node.name.value);
    if (!field || !node.selectionSet) return 0;
    const each = this.inSet(node.selectionSet, getNamedType(field.type));
    const length = lengthOf(field, node, this.variables);
    return isPage(field) ? 1 + length * each : length * (1 + each);
  }

  #ofFragment(name: string): number {
    const { typeCondition, selectionSet } = this.fragments.get(name)!;
    const type = this.schema.getType(typeCondition.name.value)!;
    const count = this.#ofFragments.get(name) ?? this.inSet(selectionSet, type);
    this.#ofFragments.set(name, count);
    return count;
  }
}

/**
 * How many things a valid operation's answer could hold, were every page as long as it asks for and every other
 * list of ordinary length; 0 where its variables are wrong, for then nothing will run.
 */
export const thingsAsked = (
  schema: GraphQLSchema,
  { definitions }: DocumentNode,
  { variableDefinitions = [], selectionSet, operation }: OperationDefinitionNode,
  inputs: Values,
): number => {
  const { coerced } = getVariableValues(schema, variableDefinitions, inputs);
  if (!coerced) return 0;
  const fragments = definitions.filter((d) => d.kind === Kind.FRAGMENT_DEFINITION);
  const byName = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  return new Count(schema, byName, coerced).inSet(selectionSet, schema.getRootType(operation)!);
};
