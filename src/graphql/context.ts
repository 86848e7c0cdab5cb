import { QueryBus } from '@nestjs/cqrs';
import DataLoader from 'dataloader';
import type { Projection, Sealed } from '../../projections/projection.js';
import { standingVote, type StandingVoteRow } from '../../projections/standing-vote.js';
import type { Granted, Grants } from '../acts/grants.js';
import type { Principal } from '../acts/principal.js';
import { Ask, type Answered, type Question } from '../views/ask.js';
import { counter, type Viewer } from '../views/visibility.js';
import type { Disclosures } from '../views/disclosures.js';

const nobody: Principal = { sub: '', roles: [], organisations: [] };

/** The granted roles by which one reads: those for a whole organisation, or for one consultation. */
const readable = (granted: Granted[]): NonNullable<Viewer['granted']> =>
  granted.flatMap(({ organisationId, subjectRef, roles }) =>
    roles.grants
      .filter((g) => !g.revoked && g.subjectRef === subjectRef)
      .filter(({ scope }) => scope.departmentId === null && scope.areaId === null)
      .map(({ role, scope: { consultationId } }) => ({ role, organisationId, consultationId })),
  );

/** Values of some text columns, by which rows are looked up. */
export type Match<Row> = { [C in keyof Row & string]?: string | null };

type Rows<Row> = Answered<Row>[];

/** What one request carries: who asks, how fresh the answer must be, and what was already looked up. */
export class RequestContext {
  /** Reads wait until their view has come this far; raised by each mutation of the request. */
  minPosition: bigint | undefined;
  /** Where the whole request is answered as of a position of the past. */
  asOf: bigint | undefined;
  /** The instant as of which it is answered; undefined for the present. */
  asOfInstant: string | undefined;
  readonly #loaders = new Map<string, DataLoader<readonly string[], Rows<any>, string>>();
  readonly #words: DataLoader<string, unknown>;
  readonly #former: DataLoader<string, boolean>;
  #granted: Promise<Granted[]> | undefined;

  constructor(
    private readonly queries: QueryBus,
    disclosures: Disclosures,
    /** Null for a request without a token. */
    readonly principal: Principal | null,
    private readonly grants: Pick<Grants, 'of'>,
  ) {
    this.#words = new DataLoader((digests) => disclosures.open(digests), { maxBatchSize: 1_000 });
    this.#former = new DataLoader(
      async (digests) => {
        const former = await disclosures.former(digests);
        return digests.map((digest) => former.has(digest));
      },
      { maxBatchSize: 1_000 },
    );
  }

  get viewer(): Principal {
    return this.principal ?? nobody;
  }

  /** Whether some organisation has granted one of these roles to whoever asks. */
  async mayBeGranted(roles: readonly string[]): Promise<boolean> {
    const granted = await this.#grantsOf();
    return granted.some(({ subjectRef, roles: { grants } }) =>
      grants.some((g) => !g.revoked && g.subjectRef === subjectRef && roles.includes(g.role)),
    );
  }

  /**
   * Who reads, with the roles that they were granted. Whoever shows themself as a citizen reads as one
   * until they wish for what only a granted role allows.
   */
  async reader(): Promise<Viewer> {
    if (!this.principal) return nobody;
    if (this.principal.roles.includes('citizen') && !this.#granted) return this.principal;
    return { ...this.principal, granted: readable(await this.#grantsOf()) };
  }

  #grantsOf(): Promise<Granted[]> {
    return (this.#granted ??= this.principal
      ? this.grants.of(this.principal.sub)
      : Promise.resolve([]));
  }

  /** The instant that `overdue` and the like are told for. */
  get now(): string {
    return this.asOfInstant ?? new Date().toISOString();
  }

  /** Makes every later read of this request at least as fresh as a position. */
  seeAtLeast(position: bigint | null | undefined): void {
    if (position != null && position > (this.minPosition ?? -1n)) this.minPosition = position;
  }

  /** Asks one view. */
  async ask<Row extends object>(question: Question<Row>): Promise<Rows<Row>> {
    const { minPosition, asOf } = this;
    return this.queries.execute(
      new Ask<Row>({ minPosition, asOf, ...question }, await this.reader()),
    );
  }

  /** All rows that have these values; look-ups made together are one query. */
  rowsBy<Row extends object>(view: Projection<Row>, match: Match<Row>): Promise<Rows<Row>> {
    const columns = Object.keys(match) as (keyof Row & string)[];
    const values = Object.values(match);
    if (values.some((value) => value == null)) return Promise.resolve([]);
    return this.#together<Row>([view.name, columns], columns, (values) =>
      this.ask<Row>({ view, among: { columns, values }, order: view.key }),
    ).load(values as string[]);
  }

  /** Votes that count on ideas of a phase, whoever reads: nothing but sums of them may be told. */
  votesOn(phaseId: string, ideaIds: string[]): Promise<Rows<StandingVoteRow>> {
    const where = { phaseId, ideaId: ideaIds, counted: true };
    const { minPosition, asOf } = this;
    return this.queries.execute(
      new Ask<StandingVoteRow>({ view: standingVote, where, minPosition, asOf }, counter),
    );
  }

  /** The row that has these values, if there is one; none where a value is null. */
  async rowBy<Row extends object>(
    view: Projection<Row>,
    match: Match<Row>,
  ): Promise<Answered<Row> | null> {
    return (await this.rowsBy(view, match))[0] ?? null;
  }

  /** The first rows of those that have a value in a column; lists of one kind asked together are one query. */
  rowsOf<Row extends object>(
    question: Question<Row>,
    column: keyof Row & string,
    value: string,
  ): Promise<Rows<Row>> {
    const { view, ...rest } = question;
    return this.#together<Row>([view.name, column, rest], [column], (values) =>
      this.ask<Row>({ ...question, each: { column, values: values.flat() } }),
    ).load([value]);
  }

  /** What a digest stands for; null without one, or once it is erased. What is asked together is one query. */
  async words<Value = string>(digest: string | undefined): Promise<Value | null> {
    return digest === undefined ? null : ((await this.#words.load(digest)) as Value | null);
  }

  /** Whether words that a row once had can no longer be told. */
  async isErased(sealed: Sealed): Promise<boolean> {
    const [digest] = Object.values(sealed);
    return digest !== undefined && (await this.words(digest)) === null;
  }

  /** Whether words of a row are those of somebody who has left and let them stay. */
  async isFormer(sealed: Sealed): Promise<boolean> {
    const [digest] = Object.values(sealed);
    return digest !== undefined && this.#former.load(digest);
  }

  /** The loader of one kind of look-up, at the freshness that holds now; rows go to whoever asked for their values. */
  #together<Row extends object>(
    kind: unknown[],
    columns: readonly (keyof Row & string)[],
    ask: (values: readonly (readonly string[])[]) => Promise<Rows<Row>>,
  ): DataLoader<readonly string[], Rows<Row>, string> {
    const name = JSON.stringify([...kind, String(this.minPosition)]);
    const known = this.#loaders.get(name);
    if (known) return known;
    const loader = new DataLoader<readonly string[], Rows<Row>, string>(
      async (wanted) => {
        const found = new Map<string, Rows<Row>>();
        for (const row of await ask(wanted)) {
          const values = JSON.stringify(columns.map((column) => row[column]));
          const rows = found.get(values);
          if (rows) rows.push(row);
          else found.set(values, [row]);
        }
        return wanted.map((values) => found.get(JSON.stringify(values)) ?? []);
      },
      { maxBatchSize: 1_000, cacheKeyFn: (values) => JSON.stringify(values) },
    );
    this.#loaders.set(name, loader);
    return loader;
  }
}
