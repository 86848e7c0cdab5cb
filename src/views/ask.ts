import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Inject } from '@nestjs/common';
import { DataSource, type SelectQueryBuilder } from 'typeorm';
import type { Projection } from '../../projections/projection.js';
import type { Position } from '../log/port.js';
import { Past, type KeyConditions, type PastRows } from './as-of.js';
import { Freshness } from './freshness.js';
import { decodeRow } from './table.js';
import { visible, type Viewer } from './visibility.js';

/** What is asked of one view. */
export interface Question<Row extends object = any> {
  view: Projection<Row>;
  /** Columns and the value, or one of the values, that they must have. */
  where?: { [C in keyof Row]?: Row[C] | readonly Row[C][] };
  /** Text columns, and the combinations of values of which rows must have one. */
  among?: { columns: readonly (keyof Row & string)[]; values: readonly (readonly string[])[] };
  /** A list column and a value that it must hold. */
  holds?: { column: keyof Row & string; value: string };
  /** Columns by which rows are ordered, ascending; the last ones make the order total. */
  order?: readonly (keyof Row & string)[];
  descending?: boolean;
  /** Largest number of rows. */
  first?: number;
  /** A text column, and values of it: each has so many `first` rows of its own. */
  each?: { column: keyof Row & string; values: readonly string[] };
  /** Values of the order's columns behind which to begin. */
  after?: readonly unknown[];
  /** The view must have read the log up to here. */
  minPosition?: Position;
  /** Rows as they were at a position; who may read them is decided as of now. */
  asOf?: Position;
}

/** A row of a view and where its last change stands in the log. */
export type Answered<Row> = Row & { asOfPosition: Position };

/** One question in the name of one viewer: the only envelope in which reads travel. */
export class Ask<Row extends object = any> extends Query<Answered<Row>[]> {
  constructor(
    readonly question: Question<Row>,
    readonly viewer: Viewer,
  ) {
    super();
  }
}

type Rows = SelectQueryBuilder<any>;

/** Answers questions from the views, as fresh as asked, showing what the viewer may see. */
@QueryHandler(Ask)
export class AskHandler implements IQueryHandler<Ask> {
  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(Freshness) private readonly freshness: Freshness,
    @Inject(Past) private readonly past: Past,
  ) {}

  async execute({ question, viewer }: Ask): Promise<Answered<any>[]> {
    const { view, minPosition, asOf } = question;
    for (const position of [minPosition, asOf])
      if (position) await this.freshness.reach(view.name, position);
    return this.freshness.patiently(view.name, async () => {
      if (asOf !== undefined && !view.appendOnly) return this.#past(question, viewer, asOf);
      return (await this.#query(question, viewer).getMany()) as Answered<any>[];
    });
  }

  async #past(question: Question, viewer: Viewer, asOf: Position): Promise<Answered<any>[]> {
    const { view } = question;
    const past = await this.past.rowsAsOf(view, asOf, keysIn(question));
    const raw = await this.#query(question, viewer, past).getRawMany();
    return raw.map((row) => ({
      ...decodeRow(view, row),
      asOfPosition: BigInt(row.asOfPosition),
    }));
  }

  #query(question: Question, viewer: Viewer, past?: PastRows): Rows {
    const { view, each } = question;
    const rows = this.#rows(question, viewer, past);
    if (!each) return rows;
    const key = view.key.map((column) => `v."${column}"`).join(', ');
    const found = view.key.map((column) => `r."${past ? '' : 'v_'}${column}"`).join(', ');
    const lists = rows.andWhere(`v."${each.column}" = e.value`);
    return inOrder(this.#from(view, past), question).where(
      `(${key}) in (select ${found} from unnest(:each::text[]) as e (value)
        cross join lateral (${lists.getQuery()}) as r)`,
      { ...lists.getParameters(), each: each.values.filter(isKept) },
    );
  }

  #rows(question: Question, viewer: Viewer, past?: PastRows): Rows {
    const query = this.#from(question.view, past);
    for (const { sql, params } of visible(question.view, viewer)) query.andWhere(sql, params);
    where(query, question);
    among(query, question);
    upTo(query, question);
    behind(inOrder(query, question), question);
    return question.first === undefined ? query : query.limit(question.first);
  }

  /** The rows of a view, as they are or as they were. */
  #from({ name }: Projection, past?: PastRows): Rows {
    if (!past) return this.db.getRepository(name).createQueryBuilder('v');
    const query = this.db.createQueryBuilder().select('v.*').from(`(${past.sql})`, 'v');
    return query.setParameters(past.params);
  }
}

/** What a question says of key columns: only rows of these are looked for in the past. */
const keysIn = ({ view, where = {}, among, each }: Question): KeyConditions => {
  const found: Record<string, readonly unknown[]> = {};
  for (const [column, wanted] of Object.entries(where))
    found[column] = Array.isArray(wanted) ? wanted : [wanted];
  among?.columns.forEach((column, i) => (found[column] = among.values.map((row) => row[i])));
  if (each) found[each.column] = each.values;
  return Object.fromEntries(
    view.key.flatMap((column) =>
      found[column] ? [[column, found[column].filter(isKept)] as const] : [],
    ),
  );
};

/** Whether any row can hold a value: PostgreSQL keeps no NUL and no half of a surrogate pair. */
const isKept = (value: unknown): boolean =>
  typeof value !== 'string' || !/[\0\p{Surrogate}]/u.test(value);

const where = (query: Rows, { where = {}, holds }: Question): void => {
  for (const [column, wanted] of Object.entries(where)) {
    const values = (Array.isArray(wanted) ? wanted : [wanted]).filter(isKept);
    if (values.length)
      query.andWhere(`v."${column}" in (:...w_${column})`, { [`w_${column}`]: values });
    else query.andWhere('false');
  }
  if (holds && !isKept(holds.value)) query.andWhere('false');
  else if (holds)
    query.andWhere(`v."${holds.column}"::jsonb @> to_jsonb(:held::text)`, { held: holds.value });
};

const among = (query: Rows, { among }: Question): void => {
  if (!among) return;
  const { columns, values } = among;
  const kept = values.filter((row) => row.every(isKept));
  const lists = columns.map((_c, i) => `:among_${i}::text[]`).join(', ');
  query.andWhere(
    `(${columns.map((c) => `v."${c}"`).join(', ')}) in (select * from unnest(${lists}))`,
    Object.fromEntries(columns.map((_c, i) => [`among_${i}`, kept.map((row) => row[i])])),
  );
};

const inOrder = (query: Rows, { order = [], descending }: Question): Rows => {
  const hasNames = query.expressionMap.mainAlias!.hasMetadata;
  for (const column of order)
    query.addOrderBy(hasNames ? `v.${column}` : `v."${column}"`, descending ? 'DESC' : 'ASC');
  return query;
};

/** A row that is made once is there from its own position on. */
const upTo = (query: Rows, { view, asOf }: Question): void => {
  if (asOf !== undefined && view.appendOnly)
    query.andWhere('v."position" <= :asOf', { asOf: String(asOf) });
};

const behind = (query: Rows, { order, after, descending }: Question): void => {
  if (!after || !order?.length) return;
  const columns = order.map((c) => `v."${c}"`).join(', ');
  const values = after.map((_v, i) => `:after_${i}`).join(', ');
  query.andWhere(
    `(${columns}) ${descending ? '<' : '>'} (${values})`,
    Object.fromEntries(after.map((v, i) => [`after_${i}`, v])),
  );
};
