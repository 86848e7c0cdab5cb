import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import type { ColumnType, Projection } from '../../projections/projection.js';
import { decode, isNullable, sqlType } from './table.js';

const column = (view: Projection, name: string, type: ColumnType): EntitySchemaColumnOptions => ({
  name,
  type: sqlType(type) as 'text',
  primary: view.key.includes(name),
  nullable: isNullable(type),
  ...(sqlType(type) === 'bigint' && {
    transformer: {
      from: (v: unknown) => decode(type, v),
      to: (v: unknown) => (v === undefined ? v : String(v)),
    },
  }),
});

/** The TypeORM entity of a view, as its declaration says; `asOfPosition` is where its last change stands. */
export const entityOf = (view: Projection): EntitySchema<Record<string, unknown>> =>
  new EntitySchema({
    name: view.name,
    schema: 'views',
    tableName: view.name,
    columns: {
      ...Object.fromEntries(
        (Object.entries(view.columns) as [string, ColumnType][]).map(([name, type]) => [
          name,
          column(view, name, type),
        ]),
      ),
      asOfPosition: {
        ...column(view, 'asOfPosition', 'position'),
        primary: false,
      },
    },
  });
