import type { SupportValue } from '../../domain/consultation/events.js';
import type { Stance } from '../../domain/discussion/events.js';
import type { ModerationReason } from '../../domain/idea/events.js';
import type { OrganisationKind } from '../../domain/organisation/events.js';

/** Milliseconds since 1970; null where the source does not say. */
export type Moment = number | null;

/** A proposal, a statement: what people vote on. */
export interface DatedIdea {
  line: number;
  id: string;
  authorId: string | null;
  title: string;
  body: string;
  topic: string | null;
  at: Moment;
  /** How many said so by the source's own columns, each time counted that somebody said it again. */
  said?: { up: number; down: number };
}

/** What somebody said of an idea at a moment; it stands until they say something else. */
export interface DatedVote {
  line: number;
  ideaId: string;
  voterId: string;
  value: SupportValue;
  at: Moment;
}

export interface DatedComment {
  line: number;
  id: string;
  ideaId: string;
  authorId: string | null;
  text: string;
  stance: Stance | null;
  at: Moment;
}

/** Somebody told the moderators that something is wrong with an idea. */
export interface DatedFlag {
  line: number;
  ideaId: string;
  authorId: string;
  reasonCode: ModerationReason;
  at: Moment;
}

/** Moderators took an idea, or a comment on it, out of sight. */
export interface DatedHiding {
  ideaId: string;
  commentId: string | null;
  note: string;
  at: Moment;
}

/** A row that cannot be taken in, and why: by the same codes as a refused wish. */
export interface RefusedRow {
  file: string;
  line: number;
  codes: string[];
}

/** A consultation of which every act has its date, as another platform has exported it. */
export interface DatedSource {
  kind: 'polis' | 'rua';
  /** SHA-256 of the files, in hex. */
  digest: string;
  organisation: { id: string; kind: OrganisationKind; name: string };
  title: string;
  purpose: string;
  /** BCP 47. */
  locale: string;
  /** IANA name. */
  timeZone: string;
  /** The step of the source's clock in milliseconds. */
  tick: number;
  ideas: DatedIdea[];
  votes: DatedVote[];
  comments: DatedComment[];
  flags: DatedFlag[];
  hidings: DatedHiding[];
  /** Rows that say what an earlier one of the same id says. */
  repeated: number;
  refusals: RefusedRow[];
  warnings: string[];
}

/** How many rows of one kind are held in memory at most. */
export const mostRows = 1_000_000;
