import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { comment } from '../../projections/comment.js';
import { ideaCard } from '../../projections/idea-card.js';
import type { Projection } from '../../projections/projection.js';
import type { Position } from '../log/port.js';
import { Past } from './as-of.js';
import { Freshness } from './freshness.js';
import { anybody, visible } from './visibility.js';

/** What people brought into a phase: ideas, and comments on these; each person once. */
export interface PhaseContributions {
  ideas: number;
  authors: number;
  comments: number;
  commenters: number;
}

/** Asks what people brought into a phase, as far as anybody may read it: it is told alike, whoever asks. */
export class Contributions extends Query<PhaseContributions> {
  constructor(
    readonly asked: {
      consultationId: string;
      phaseId: string;
      minPosition?: Position | undefined;
      asOf?: Position | undefined;
    },
  ) {
    super();
  }
}

/** Rows of a view as a source of SQL, and its parameters. */
interface Rows {
  sql: string;
  params: object;
}

/** Ideas `v` of the phase that stand there. */
const standing = `v."consultationId" = :consultationId and v."phaseId" = :phaseId
  and v."withdrawnAt" is null and v."hiddenAt" is null`;

@QueryHandler(Contributions)
export class ContributionsHandler implements IQueryHandler<Contributions> {
  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(Freshness) private readonly freshness: Freshness,
    @Inject(Past) private readonly past: Past,
  ) {}

  async execute({ asked }: Contributions): Promise<PhaseContributions> {
    const { minPosition, asOf } = asked;
    for (const { name } of [ideaCard, comment])
      for (const position of [minPosition, asOf])
        if (position) await this.freshness.reach(name, position);
    return this.freshness.patiently(comment.name, async () => {
      const cards = await this.#rows(ideaCard, asOf);
      const ideas = await this.#count(ideaCard, cards, standing, asked);
      const posted = await this.#rows(comment, asOf);
      const onThem = `v."hiddenAt" is null
        and v."ideaId" in (select v."ideaId" from ${cards.sql} v where ${standing})`;
      const both = { sql: posted.sql, params: { ...cards.params, ...posted.params } };
      const comments = await this.#count(comment, both, onThem, asked);
      return {
        ...{ ideas: ideas.all, authors: ideas.people },
        ...{ comments: comments.all, commenters: comments.people },
      };
    });
  }

  /** The rows of a view as they are, or were; parameters of two views have names of their own. */
  async #rows(view: Projection, asOf: Position | undefined): Promise<Rows> {
    if (asOf === undefined) return { sql: `views.${view.name}`, params: {} };
    const { sql, params } = await this.past.rowsAsOf(view, asOf, {});
    const own = (name: string) => `${view.name}_${name}`;
    const names = new RegExp(`(?<!:):(${Object.keys(params).join('|')})\\b`, 'g');
    return {
      sql: `(${sql.replace(names, (_all, name: string) => `:${own(name)}`)})`,
      params: Object.fromEntries(Object.entries(params).map(([name, value]) => [own(name), value])),
    };
  }

  /** How many rows there are, and of how many people; what the city itself brought in is of nobody. */
  async #count(
    view: Projection,
    { sql: rows, params: values }: Rows,
    condition: string,
    { consultationId, phaseId }: Contributions['asked'],
  ): Promise<{ all: number; people: number }> {
    const query = this.db
      .createQueryBuilder()
      .select('count(*)::int', 'all')
      .addSelect('count(distinct v."authorRef")::int', 'people')
      .from(rows, 'v')
      .where(condition)
      .setParameters({ consultationId, phaseId, ...values });
    for (const { sql, params } of visible(view, anybody)) query.andWhere(sql, params);
    return (await query.getRawOne<{ all: number; people: number }>())!;
  }
}
