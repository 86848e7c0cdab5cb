import type { DataSource } from 'typeorm';
import type { Log } from '../log/port.js';
import type { Freshness } from '../views/freshness.js';

/** A phase in which people vote, or have voted, and whose result can be contested. */
export interface Contestable {
  consultationId: string;
  phaseId: string;
  isOpen: boolean;
  /** Until when; null until the result is certified. */
  until: string | null;
}

const DAY = 86_400_000;

/** How long views are waited for, in milliseconds: longer than a projector that was killed keeps its place. */
const PATIENCE = 20_000;

/** Knows which votes can be contested: until so many days after their result is certified. */
export class Contestation {
  constructor(
    private readonly log: Log,
    private readonly db: DataSource,
    private readonly freshness: Freshness,
    private readonly days: number,
  ) {}

  /** Every vote that can be contested now. */
  async votes(): Promise<Contestable[]> {
    await this.#upToNow();
    const rows: (Omit<Contestable, 'until'> & { certifiedAt: string | null })[] =
      await this.db.query(
        `select p."consultationId", p."phaseId", p.status = 'open' as "isOpen",
           case when ${CERTIFIED} then r."certifiedAt" end as "certifiedAt"
         from views.phase p left join views.results r using ("phaseId")
         where p.status in ('open', 'closed') and p.voting is not null
           and (not coalesce(${CERTIFIED}, false) or r."certifiedAt" > $1)`,
        [this.#cutoff()],
      );
    return rows.map(({ certifiedAt, ...vote }) => ({
      ...vote,
      until: certifiedAt && new Date(Date.parse(certifiedAt) + this.days * DAY).toISOString(),
    }));
  }

  /** Those of these phases whose votes nobody can contest any more, for certain. */
  async over(phaseIds: readonly string[]): Promise<string[]> {
    if (!phaseIds.length) return [];
    await this.#upToNow();
    const rows: { phaseId: string }[] = await this.db.query(
      `select p."phaseId" from views.phase p left join views.results r using ("phaseId")
       where p."phaseId" = any($1)
         and (p.status = 'cancelled' or ${CERTIFIED} and r."certifiedAt" <= $2)`,
      [phaseIds, this.#cutoff()],
    );
    return rows.map(({ phaseId }) => phaseId);
  }

  #cutoff(): string {
    return new Date(Date.now() - this.days * DAY).toISOString();
  }

  async #upToNow(): Promise<void> {
    const head = await this.log.head();
    for (const view of ['phase', 'results']) await this.freshness.reach(view, head, PATIENCE);
  }
}

const CERTIFIED = `r.status in ('certified', 'published')`;
