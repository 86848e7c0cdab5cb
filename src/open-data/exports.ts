import type { QueryBus } from '@nestjs/cqrs';
import type { Position } from '../log/port.js';
import type { Past } from '../views/as-of.js';
import type { Disclosures } from '../views/disclosures.js';
import type { Trail } from '../views/trail.js';
import { basketsTable, openPhases } from './baskets.js';
import { calendarOf } from './calendar.js';
import { eventLines } from './events.js';
import { ideasTable } from './ideas.js';
import { electionsOf, pabulibName, pabulibOf, type Election } from './pabulib.js';
import { areasTable, channelsTable, daysTable, participationTable } from './participation.js';
import { PublicReader } from './reader.js';
import { decisionBrief, finalReport } from './report.js';
import { csvOf } from './table.js';
import { talliesTable } from './tallies.js';
import { widgetOf } from './widget.js';

/** One file of what is public of a consultation. */
export interface Export {
  /** The position of the log that it was made at. */
  position: Position;
  type: string;
  /** Text that is made as it is read, or all of a small one. */
  text: AsyncIterable<string> | string;
}

/** There is no such file. `why` is for people. */
export interface NoExport {
  code: 'UNKNOWN' | 'NOT_YET' | 'NOT_OF_THE_PAST' | 'BALLOTS_NOT_PUBLIC';
  why: string;
}

type Make = (reader: PublicReader, smallest: number) => Promise<Export['text']>;
type Found = Export | NoExport;

const BRIEF = /^brief-(.+)\.md$/;
const CSV = 'text/csv; charset=utf-8; header=present';

const MARKDOWN = 'text/markdown; charset=utf-8';

/**
 * Files by name; those of `now` say themselves how far they go, and change only when what they say does. Those
 * of the `present` there are of no past: what has come in between two of them would tell of single people.
 */
const files: Record<string, { type: string; now?: true; present?: true; make: Make }> = {
  'ideas.csv': { type: CSV, make: async (reader) => csvOf(await ideasTable(reader)) },
  'tallies.csv': { type: CSV, make: async (reader) => csvOf(await talliesTable(reader)) },
  'baskets.csv': { type: CSV, make: async (reader) => csvOf(await basketsTable(reader)) },
  'participation.csv': {
    type: CSV,
    make: async (reader) => csvOf(await participationTable(reader)),
  },
  'participation-days.csv': { type: CSV, make: async (reader) => csvOf(await daysTable(reader)) },
  'participation-channels.csv': {
    type: CSV,
    make: async (reader) => csvOf(await channelsTable(reader)),
  },
  'participation-areas.csv': {
    ...{ type: CSV, now: true, present: true },
    make: async (reader, smallest) => csvOf(await areasTable(reader, smallest)),
  },
  'events.jsonl': {
    type: 'application/jsonl; charset=utf-8',
    make: async (reader) => eventLines(reader),
  },
  'report.md': { type: MARKDOWN, make: finalReport },
  'phases.ics': { type: 'text/calendar; charset=utf-8', now: true, make: calendarOf },
  'widget.json': {
    ...{ type: 'application/json; charset=utf-8', now: true },
    make: async (reader) => JSON.stringify(await widgetOf(reader)),
  },
};

/** Makes files of what anybody may read; at one position always the same, but for what was hidden or erased since. */
export class OpenData {
  constructor(
    private readonly queries: QueryBus,
    private readonly disclosures: Disclosures,
    private readonly trail: Trail,
    private readonly past: Pick<Past, 'head'>,
    /** How many people a count by area must be of to be told. */
    private readonly smallest: { readonly voters: number },
  ) {}

  /** The file of a name, as of a position, or of now. */
  async export(consultationId: string, name: string, asOf?: Position): Promise<Found> {
    const head = await this.past.head();
    if (asOf !== undefined && asOf > head) return notYet(head);
    const position = asOf ?? head;
    const file = Object.hasOwn(files, name) ? files[name] : undefined;
    const reader = this.#reader(consultationId, file?.now ? asOf : position);
    if (!(await reader.consultation())) return unknown;
    if (file?.present && asOf !== undefined) return notThen;
    const { voters } = this.smallest;
    if (file) return { position, type: file.type, text: await file.make(reader, voters) };
    const [, ideaId] = BRIEF.exec(name) ?? [];
    return ideaId ? this.#brief(reader, ideaId, position) : this.#pabulib(reader, name, position);
  }

  /** The names of the files there are; null where the consultation is not public. */
  async names(consultationId: string): Promise<string[] | null> {
    const reader = this.#reader(consultationId);
    if (!(await reader.consultation())) return null;
    return [...Object.keys(files), ...electionsOf(await openPhases(reader)).map(pabulibName)];
  }

  #reader(consultationId: string, asOf?: Position): PublicReader {
    return new PublicReader(this.queries, this.disclosures, this.trail, consultationId, asOf);
  }

  async #brief(reader: PublicReader, ideaId: string, position: Position): Promise<Found> {
    const text = await decisionBrief(reader, ideaId);
    return text === undefined ? unknown : { position, type: MARKDOWN, text };
  }

  async #pabulib(reader: PublicReader, name: string, position: Position): Promise<Found> {
    const isNamed = (election: Election) => pabulibName(election) === name;
    if (!electionsOf(await reader.phases()).some(isNamed)) return unknown;
    const election = electionsOf(await openPhases(reader)).find(isNamed);
    if (!election) return closed;
    const type = 'text/plain; charset=utf-8';
    return { position, type, text: pabulibOf(reader, election) };
  }
}

const unknown: NoExport = { code: 'UNKNOWN', why: 'Nothing is here.' };
const closed: NoExport = {
  code: 'BALLOTS_NOT_PUBLIC',
  why: 'Ballots of this phase are for auditors, or it is not closed.',
};
const notThen: NoExport = {
  code: 'NOT_OF_THE_PAST',
  why: 'Counts by area are told as they are now, and not as they were.',
};
const notYet = (head: Position): NoExport => ({
  code: 'NOT_YET',
  why: `The log ends at ${head}.`,
});
