import type { Type } from '@nestjs/common';
import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';
import { GraphQLError } from 'graphql';
import type { Answered, Question } from '../views/ask.js';
import type { RequestContext } from './context.js';

/** Most that one page may hold. */
export const maxPage = 100;

@ObjectType({ description: 'Where a page begins and ends, and whether there is more.' })
export class PageInfo {
  @Field({ description: 'Whether there is more behind this page.' })
  hasNextPage!: boolean;
  @Field({ description: 'Whether this page was reached from an earlier one.' })
  hasPreviousPage!: boolean;
  @Field(() => String, { nullable: true, description: 'Cursor of the first item.' })
  startCursor!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last item; hand it back as `after`.',
  })
  endCursor!: string | null;
}

@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: 20, description: `How many items, from 1 to ${maxPage}.` })
  first!: number;
  @Field(() => String, { nullable: true, description: 'Begin behind this cursor.' })
  after?: string | null;
}

export interface Connection<Node> {
  edges: { cursor: string; node: Node }[];
  nodes: Node[];
  pageInfo: PageInfo;
}

/** The connection type of one kind of node, named after it. */
export const connectionOf = <Node>(
  node: () => Type<Node>,
  name: string,
): Type<Connection<Node>> => {
  @ObjectType(`${name}Edge`, { description: `One ${name} in a list.` })
  class Edge {
    @Field({ description: 'Where this item stands in the list.' })
    cursor!: string;
    @Field(node, { description: 'The item.' })
    node!: Node;
  }
  @ObjectType(`${name}Connection`, { description: `A page of a list of ${name}.` })
  class Page {
    @Field(() => [Edge], { description: 'The items with their cursors.' })
    edges!: Edge[];
    @Field(() => [node()], { description: 'The items alone.' })
    nodes!: Node[];
    @Field(() => PageInfo, { description: 'Where this page begins and ends.' })
    pageInfo!: PageInfo;
  }
  return Page as Type<Connection<Node>>;
};

const badInput = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });

const cursorOf = (row: object, order: readonly string[]): string =>
  Buffer.from(
    JSON.stringify(order.map((c) => String((row as Record<string, unknown>)[c]))),
  ).toString('base64url');

const placeOf = (cursor: string, columns: number): string[] => {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (
      Array.isArray(place) &&
      place.length === columns &&
      place.every((p) => typeof p === 'string')
    )
      return place;
  } catch {
    // falls through to the one answer that every bad cursor gets
  }
  throw badInput('That cursor is not one of this list.');
};

type Ordered<Row extends object> = Question<Row> & { order: readonly (keyof Row & string)[] };

/** One page of rows by keyset, from an ordered question. Refuses a page size outside 1 to 100 and a foreign cursor. */
export const page = async <Row extends object>(
  context: RequestContext,
  { first, after }: PageArgs,
  question: Ordered<Row>,
): Promise<Connection<Answered<Row>>> => {
  if (first < 1 || first > maxPage) throw badInput(`first is from 1 to ${maxPage}.`);
  const rows = await context.ask<Row>({
    ...question,
    first: first + 1,
    ...(after != null && { after: placeOf(after, question.order.length) }),
  });
  const edges = rows
    .slice(0, first)
    .map((node) => ({ cursor: cursorOf(node, question.order), node }));
  return {
    edges,
    nodes: edges.map((e) => e.node),
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: after != null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
};
