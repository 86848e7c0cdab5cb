import type { QueryBus } from '@nestjs/cqrs';
import { auditTrail, type AuditTrailRow } from '../../projections/audit-trail.js';
import { consultation, type ConsultationRow } from '../../projections/consultation.js';
import { phase, type PhaseRow } from '../../projections/phase.js';
import type { Projection, Sealed } from '../../projections/projection.js';
import type { Position } from '../log/port.js';
import { Ask, type Answered, type Question } from '../views/ask.js';
import type { Disclosures } from '../views/disclosures.js';
import type { Trail, TrailEntry } from '../views/trail.js';
import { anybody, counter } from '../views/visibility.js';

/** What is asked of a view, but for when and by whom. */
type Asked<Row extends object> = Omit<Question<Row>, 'asOf' | 'minPosition'>;

/** Reads one consultation as anybody may: as it was at a position, or as it is. */
export class PublicReader {
  constructor(
    private readonly queries: QueryBus,
    private readonly disclosures: Disclosures,
    private readonly trail: Trail,
    readonly consultationId: string,
    readonly position?: Position,
  ) {}

  /** Rows that everybody may read. */
  ask<Row extends object>(question: Asked<Row>): Promise<Answered<Row>[]> {
    return this.queries.execute(new Ask<Row>({ ...question, ...this.#asOf }, anybody));
  }

  /** Rows of which only sums may be told, whoever reads. */
  count<Row extends object>(question: Asked<Row>): Promise<Answered<Row>[]> {
    return this.queries.execute(new Ask<Row>({ ...question, ...this.#asOf }, counter));
  }

  /** Acts, as the audit trail tells them. */
  async acts(question: Omit<Asked<AuditTrailRow>, 'view'>): Promise<TrailEntry[]> {
    return this.trail.tell(await this.count({ view: auditTrail, ...question }));
  }

  /** The consultation; undefined where it is not public, or was not there yet. */
  async consultation(): Promise<Answered<ConsultationRow> | undefined> {
    const where = { consultationId: this.consultationId };
    return (await this.ask<ConsultationRow>({ view: consultation, where }))[0];
  }

  /** Its phases as they were, in the order of their ids. */
  phases(): Promise<Answered<PhaseRow>[]> {
    return this.#phases(this.#asOf);
  }

  /** Its phases as they are now: what is hidden today is not told of yesterday. */
  phasesNow(): Promise<Answered<PhaseRow>[]> {
    return this.#phases({});
  }

  get #asOf(): { asOf?: Position } {
    return this.position === undefined ? {} : { asOf: this.position };
  }

  #phases(asOf: { asOf?: Position }): Promise<Answered<PhaseRow>[]> {
    const where = { consultationId: this.consultationId };
    const question = { view: phase as Projection<PhaseRow>, where, order: ['phaseId'] as const };
    return this.queries.execute(new Ask<PhaseRow>({ ...question, ...asOf }, anybody));
  }

  /** What the digests of rows stand for, row by row and by name; nothing of what is erased. */
  async words(rows: readonly { sealed: Sealed }[]): Promise<Record<string, unknown>[]> {
    const digests = rows.flatMap(({ sealed }) => Object.values(sealed));
    const opened = digests.length ? await this.disclosures.open(digests) : [];
    const words = new Map(digests.map((digest, i) => [digest, opened[i]]));
    return rows.map(({ sealed }) => {
      const told = Object.entries(sealed).map(([name, digest]) => [name, words.get(digest)]);
      for (const [, value] of told) if (value instanceof Error) throw value;
      return Object.fromEntries(told.filter(([, value]) => value != null));
    });
  }
}
