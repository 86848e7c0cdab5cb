import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { feedbackDue } from '../../projections/feedback-due.js';
import type { Instant } from '../domain/fact.js';
import type { Position } from '../log/port.js';
import { Past } from './as-of.js';
import { Freshness } from './freshness.js';
import { visible, type Viewer } from './visibility.js';

/** How one department keeps what was promised; `departmentId` is null for ideas that none was given. */
export interface DepartmentFeedback {
  departmentId: string | null;
  ideas: number;
  answered: number;
  due: number;
  overdue: number;
  medianDaysToFirstAnswer: number | null;
}

/** Asks how the departments of a consultation keep what was promised, at an instant. */
export class FeedbackByDepartment extends Query<DepartmentFeedback[]> {
  constructor(
    readonly asked: {
      consultationId: string;
      now: Instant;
      minPosition?: Position | undefined;
      asOf?: Position | undefined;
    },
    readonly viewer: Viewer,
  ) {
    super();
  }
}

const days = `extract(epoch from v."firstAnsweredAt"::timestamptz - v."submittedAt"::timestamptz) / 86400`;

@QueryHandler(FeedbackByDepartment)
export class FeedbackByDepartmentHandler implements IQueryHandler<FeedbackByDepartment> {
  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(Freshness) private readonly freshness: Freshness,
    @Inject(Past) private readonly past: Past,
  ) {}

  async execute({ asked, viewer }: FeedbackByDepartment): Promise<DepartmentFeedback[]> {
    const { consultationId, now, minPosition, asOf } = asked;
    for (const position of [minPosition, asOf])
      if (position) await this.freshness.reach(feedbackDue.name, position);
    return this.freshness.patiently(feedbackDue.name, async () => {
      const past = asOf === undefined ? undefined : await this.past.rowsAsOf(feedbackDue, asOf, {});
      const rows = past ? `(${past.sql})` : 'views.feedback_due';
      const query = this.db
        .createQueryBuilder()
        .select('v."departmentId"', 'departmentId')
        .addSelect('count(*)::int', 'ideas')
        .addSelect('count(v."firstAnsweredAt")::int', 'answered')
        .addSelect('count(*) filter (where v.waiting)::int', 'due')
        .addSelect('count(*) filter (where v.waiting and v."dueAt" <= :now)::int', 'overdue')
        .addSelect(
          `percentile_disc(0.5) within group (order by ${days})::float8`,
          'medianDaysToFirstAnswer',
        )
        .from(rows, 'v')
        .where('v."consultationId" = :consultationId')
        .groupBy('v."departmentId"')
        .orderBy('v."departmentId"')
        .setParameters({ consultationId, now, ...past?.params });
      for (const { sql, params } of visible(feedbackDue, viewer)) query.andWhere(sql, params);
      return query.getRawMany<DepartmentFeedback>();
    });
  }
}
