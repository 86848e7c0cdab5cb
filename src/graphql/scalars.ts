import { Scalar, type CustomScalar } from '@nestjs/graphql';
import { GraphQLError, Kind, type ValueNode } from 'graphql';

const badInput = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });

const literal = (node: ValueNode, ...kinds: Kind[]): string => {
  if (!kinds.includes(node.kind) || !('value' in node))
    throw badInput('That literal has another kind.');
  return String(node.value);
};

/** Classes that stand for scalars in `@Field(() => …)`. */
export class Position {}
export class Instant {}
export class MinorUnits {}

const toPosition = (value: unknown): bigint => {
  if (typeof value === 'string' && /^(0|[1-9]\d{0,18})$/.test(value)) return BigInt(value);
  throw badInput('A Position is what Cahier handed out; compute nothing with it.');
};

@Scalar('Position', () => Position)
export class PositionScalar implements CustomScalar<string, bigint> {
  description = 'A place in the log, opaque. Hand it back as `minPosition` to read what you wrote.';
  serialize = (value: unknown): string => String(value);
  parseValue = (value: unknown): bigint => toPosition(value);
  parseLiteral = (node: ValueNode): bigint => toPosition(literal(node, Kind.STRING));
}

const toInstant = (value: unknown): string => {
  const given =
    typeof value === 'string' &&
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/.test(value);
  const date = given ? new Date(value) : undefined;
  if (!date || Number.isNaN(date.getTime()) || !sameDay(value as string))
    throw badInput('An Instant is written as RFC 3339, for example 2026-11-22T20:30:00Z.');
  return date.toISOString();
};

/** Whether the calendar has that day: JavaScript turns 30 February into 2 March. */
const sameDay = (text: string): boolean =>
  new Date(`${text.slice(0, 10)}T00:00:00Z`).toISOString().startsWith(text.slice(0, 10));

@Scalar('Instant', () => Instant)
export class InstantScalar implements CustomScalar<string, string> {
  description = 'An instant, RFC 3339; given in any offset, returned in UTC with milliseconds.';
  serialize = (value: unknown): string => String(value);
  parseValue = (value: unknown): string => toInstant(value);
  parseLiteral = (node: ValueNode): string => toInstant(literal(node, Kind.STRING));
}

const toMinor = (value: unknown): number => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw badInput('MinorUnits is a whole number between ±(2^53 − 1).');
};

@Scalar('MinorUnits', () => MinorUnits)
export class MinorUnitsScalar implements CustomScalar<number, number> {
  description =
    'An amount of money in minor units (cents), a whole number up to 2^53 − 1: wider than Int.';
  serialize = (value: unknown): number => toMinor(Number(value));
  parseValue = (value: unknown): number => toMinor(value);
  parseLiteral = (node: ValueNode): number => toMinor(Number(literal(node, Kind.INT)));
}
