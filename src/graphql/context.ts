import { QueryBus } from '@nestjs/cqrs';
import DataLoader from 'dataloader';
import type { Projection } from '../../projections/projection.js';
import type { Principal } from '../acts/principal.js';
import { Ask, type Answered, type Question } from '../views/ask.js';

const nobody: Principal = { sub: '', roles: [], organisations: [] };

/** What one request carries: who asks, how fresh the answer must be, and what was already looked up. */
export class RequestContext {
  /** Reads wait until their view has come this far; raised by each mutation of the request. */
  minPosition: bigint | undefined;
  readonly #loaders = new Map<string, DataLoader<string, Answered<any>[]>>();

  constructor(
    private readonly queries: QueryBus,
    /** Null for a request without a token. */
    readonly principal: Principal | null,
  ) {}

  get viewer(): Principal {
    return this.principal ?? nobody;
  }

  /** Makes every later read of this request at least as fresh as a position. */
  seeAtLeast(position: bigint | null | undefined): void {
    if (position != null && position > (this.minPosition ?? -1n)) this.minPosition = position;
  }

  /** Asks one view. */
  ask<Row extends object>(question: Question<Row>): Promise<Answered<Row>[]> {
    return this.queries.execute(
      new Ask<Row>({ minPosition: this.minPosition, ...question }, this.viewer),
    );
  }

  /** All rows that have a value in a column; look-ups made together are one query. */
  rowsBy<Row extends object>(
    view: Projection<Row>,
    column: keyof Row & string,
    value: string,
  ): Promise<Answered<Row>[]> {
    const name = `${view.name} ${column} ${this.minPosition ?? ''}`;
    const loader = this.#loaders.get(name) ?? this.#loader(view, column);
    this.#loaders.set(name, loader);
    return loader.load(value);
  }

  /** The row that has a value in a column, if there is one. */
  async rowBy<Row extends object>(
    view: Projection<Row>,
    column: keyof Row & string,
    value: string | null,
  ): Promise<Answered<Row> | null> {
    return value === null ? null : ((await this.rowsBy(view, column, value))[0] ?? null);
  }

  #loader<Row extends object>(view: Projection<Row>, column: keyof Row & string) {
    return new DataLoader<string, Answered<Row>[]>(
      async (values) => {
        const rows = await this.ask<Row>({
          view,
          where: { [column]: [...new Set(values)] } as Question<Row>['where'],
          order: view.key,
        });
        const found = new Map<string, Answered<Row>[]>();
        for (const row of rows) {
          const value = String(row[column]);
          const list = found.get(value);
          if (list) list.push(row);
          else found.set(value, [row]);
        }
        return values.map((v) => found.get(v) ?? []);
      },
      { maxBatchSize: 1_000 },
    );
  }
}
