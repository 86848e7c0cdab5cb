import type { Type } from '@nestjs/common';
import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';
import { GraphQLError } from 'graphql';
import type { ColumnType } from '../../projections/projection.js';
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

type Ordered<Row extends object> = Question<Row> & { order: readonly (keyof Row & string)[] };

/** The list that a cursor belongs to: its view and order. */
const listOf = ({ view, order, descending }: Ordered<any>): string =>
  [view.name, ...order, ...(descending ? ['desc'] : [])].join(' ');

const cursorOf = (row: object, question: Ordered<any>): string => {
  const place = question.order.map((c) => String((row as Record<string, unknown>)[c]));
  return Buffer.from(JSON.stringify([listOf(question), ...place])).toString('base64url');
};

/** Whether a text can be a value of a column. */
const fits = (type: ColumnType, value: unknown): boolean => {
  if (typeof value !== 'string' || /[\0\p{Surrogate}]/u.test(value)) return false;
  if (type.startsWith('text')) return true;
  return /^\d{1,18}$/.test(value) && (!type.startsWith('int') || Number(value) < 2 ** 31);
};

const placeOf = (cursor: string, question: Ordered<any>): string[] => {
  try {
    const [list, ...place] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const types = question.order.map((column) => question.view.columns[column]!);
    if (
      list === listOf(question) &&
      place.length === types.length &&
      place.every((value: unknown, i: number) => fits(types[i]!, value))
    )
      return place;
  } catch {
    // falls through to the one answer that every bad cursor gets
  }
  throw badInput('That cursor is not one of this list.');
};

/** The whole of which a list is part: a column and the value that its rows have there. */
type Part<Row> = { [C in keyof Row & string]?: string };

/**
 * One page of rows by keyset, from an ordered question; pages of the parts of several wholes that are asked
 * together are one query. Refuses a page size outside 1 to 100 and a cursor of another list.
 */
export const page = async <Row extends object>(
  context: RequestContext,
  { first, after }: PageArgs,
  question: Ordered<Row>,
  part?: Part<Row>,
): Promise<Connection<Answered<Row>>> => {
  if (first < 1 || first > maxPage) throw badInput(`first is from 1 to ${maxPage}.`);
  const asked: Ordered<Row> = {
    ...question,
    first: first + 1,
    ...(after != null && { after: placeOf(after, question) }),
  };
  const [whole] = Object.entries(part ?? {}) as [keyof Row & string, string][];
  const rows = await (whole ? context.rowsOf(asked, ...whole) : context.ask(asked));
  const edges = rows.slice(0, first).map((node) => ({ cursor: cursorOf(node, question), node }));
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
