import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Inject } from '@nestjs/common';
import { DataSource, type SelectQueryBuilder } from 'typeorm';
import type { Projection } from '../../projections/projection.js';
import type { Position } from '../log/port.js';
import { Freshness } from './freshness.js';
import { visible, type Viewer } from './visibility.js';

/** What is asked of one view. */
export interface Question<Row extends object = any> {
  view: Projection<Row>;
  /** Columns and the value, or one of the values, that they must have. */
  where?: { [C in keyof Row]?: Row[C] | readonly Row[C][] };
  /** A list column and a value that it must hold. */
  holds?: { column: keyof Row & string; value: string };
  /** Columns by which rows are ordered, ascending; the last ones make the order total. */
  order?: readonly (keyof Row & string)[];
  descending?: boolean;
  /** Largest number of rows. */
  first?: number;
  /** Values of the order's columns behind which to begin. */
  after?: readonly unknown[];
  /** The view must have read the log up to here. */
  minPosition?: Position;
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

/** Answers questions from the views, as fresh as asked, showing what the viewer may see. */
@QueryHandler(Ask)
export class AskHandler implements IQueryHandler<Ask> {
  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(Freshness) private readonly freshness: Freshness,
  ) {}

  async execute({ question, viewer }: Ask): Promise<Answered<any>[]> {
    const { view, minPosition } = question;
    if (minPosition) await this.freshness.reach(view.name, minPosition);
    const query = this.db.getRepository(view.name).createQueryBuilder('v');
    for (const { sql, params } of visible(view, viewer)) query.andWhere(sql, params);
    where(query, question);
    order(query, question);
    if (question.first !== undefined) query.limit(question.first);
    return (await query.getMany()) as Answered<any>[];
  }
}

const where = (query: SelectQueryBuilder<any>, { where = {}, holds }: Question): void => {
  for (const [column, value] of Object.entries(where))
    if (Array.isArray(value))
      query.andWhere(value.length ? `v."${column}" in (:...w_${column})` : 'false', {
        [`w_${column}`]: value,
      });
    else query.andWhere(`v."${column}" = :w_${column}`, { [`w_${column}`]: value });
  if (holds)
    query.andWhere(`v."${holds.column}"::jsonb @> to_jsonb(:held::text)`, { held: holds.value });
};

const order = (query: SelectQueryBuilder<any>, q: Question): void => {
  const direction = q.descending ? 'DESC' : 'ASC';
  for (const column of q.order ?? []) query.addOrderBy(`v.${column}`, direction);
  if (!q.after || !q.order?.length) return;
  const columns = q.order.map((c) => `v."${c}"`).join(', ');
  const values = q.after.map((_v, i) => `:after_${i}`).join(', ');
  query.andWhere(
    `(${columns}) ${q.descending ? '<' : '>'} (${values})`,
    Object.fromEntries(q.after.map((v, i) => [`after_${i}`, v])),
  );
};
