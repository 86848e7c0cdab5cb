import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isRequiredInputField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import { toGlobalId } from 'graphql-relay';

const scalars: Record<string, unknown> = {
  Boolean: false,
  Float: 1,
  Int: 1,
  String: 'x',
  Instant: '2026-11-22T20:30:00Z',
  MinorUnits: 1,
  Position: '1',
};

/** Values that fields of these names accept, where not every text will do. */
const named: Record<string, unknown> = {
  currency: 'EUR',
  defaultLocale: 'fr',
  locale: 'fr',
  hash: '0'.repeat(64),
  sessionDate: '2026-11-22',
  timeZone: 'Europe/Paris',
};

const kinds = { consultationId: 'Consultation', phaseId: 'Phase', ideaId: 'Idea' };

const valueOf = (type: GraphQLInputType, name: string): unknown => {
  const inner = getNamedType(type);
  const one = (): unknown => {
    if (isInputObjectType(inner)) return leastInput(inner.getFields());
    if (isEnumType(inner)) return inner.getValues()[0]!.name;
    if (inner.name === 'ID') return toGlobalId(kinds[name as keyof typeof kinds] ?? 'Idea', 'c.x');
    return named[name] ?? scalars[inner.name];
  };
  return isListType('ofType' in type ? type.ofType : type) ? [one()] : one();
};

const leastInput = (fields: Record<string, any>): Record<string, unknown> =>
  Object.fromEntries(
    Object.values(fields)
      .filter(isRequiredInputField)
      .map((field) => [field.name, valueOf(field.type, field.name)]),
  );

/** The names of all mutations, and the least input that each of them can be sent. */
export const leastInputs = (schema: GraphQLSchema): [name: string, input: object][] =>
  Object.values(schema.getMutationType()!.getFields()).map(({ name, args }) => [
    name,
    valueOf(args[0]!.type, 'input') as object,
  ]);
