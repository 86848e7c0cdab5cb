import type { SuspensionCause } from '../src/domain/consultation/events.js';
import type { OfflineCount, OfflineLine } from '../src/domain/offline/events.js';
import { change, each, one, type Projection } from './projection.js';

export interface BasketTallyRow {
  phaseId: string;
  ideaId: string;
  /** Standing baskets that hold the option. */
  picks: number;
  /** Sum of the votes those baskets give to it. */
  votes: number;
  /** What those baskets would spend on it; for display only, never for rank. */
  moneyPicked: number;
  /** Papers in batches that hold it, and the votes they give to it. */
  offlinePicks: number;
  offlineVotes: number;
  /** Picks that count, those on paper among them: all of them, or none while the option is suspended. */
  counted: number;
  /** Why the option counts nothing; null where it counts. */
  suspended: SuspensionCause | null;
}

interface Line {
  ideaId: string;
  unitCost: number;
  votes: number;
}

type Numbers = Pick<
  BasketTallyRow,
  'picks' | 'votes' | 'moneyPicked' | 'offlinePicks' | 'offlineVotes'
>;

const nothing: Numbers = {
  picks: 0,
  votes: 0,
  moneyPicked: 0,
  offlinePicks: 0,
  offlineVotes: 0,
};

const none = (phaseId: string, ideaId: string): BasketTallyRow => ({
  ...{ phaseId, ideaId, ...nothing },
  ...{ counted: 0, suspended: null },
});

/** The same row with what of it counts. */
const reckoned = (row: BasketTallyRow): BasketTallyRow => ({
  ...row,
  counted: row.suspended === null ? row.picks + row.offlinePicks : 0,
});

/** The row of an option once a basket holds `lines` of which it held `before`. */
const counted = (
  row: BasketTallyRow | null,
  { phaseId, ideaId }: { phaseId: string; ideaId: string },
  lines: Line[] | undefined,
  before: Line[] | undefined,
): BasketTallyRow => {
  const held = before?.find((l) => l.ideaId === ideaId);
  const holds = lines?.find((l) => l.ideaId === ideaId);
  const { picks, votes, moneyPicked, offlinePicks, offlineVotes } = row ?? nothing;
  const suspended = row ? row.suspended : null;
  const now = picks + (holds ? 1 : 0) - (held ? 1 : 0);
  return {
    phaseId,
    ideaId,
    picks: now,
    votes: votes + (holds?.votes ?? 0) - (held?.votes ?? 0),
    moneyPicked: moneyPicked + (holds?.unitCost ?? 0) - (held?.unitCost ?? 0),
    offlinePicks,
    offlineVotes,
    counted: suspended === null ? now + offlinePicks : 0,
    suspended,
  };
};

/** The options that a basket holds, or held before, each once. */
const keys = (phaseId: string, ...baskets: (Line[] | undefined)[]) => {
  const ideaIds: string[] = [];
  for (const lines of baskets)
    for (const { ideaId } of lines ?? []) if (!ideaIds.includes(ideaId)) ideaIds.push(ideaId);
  return ideaIds.map((ideaId) => ({ phaseId, ideaId }));
};

const key = ({ data: { phaseId, ideaId } }: { data: { phaseId: string; ideaId: string } }) => ({
  phaseId,
  ideaId,
});

/** Lines of papers that choose options, and do not say something of ideas one by one. */
const chosen = (count: OfflineCount): OfflineLine[] =>
  count.lines.filter(({ value }) => value === null);

const paperKeys = (phaseId: string, ...counts: OfflineCount[]) =>
  [...new Set(counts.flatMap((c) => chosen(c).map((l) => l.ideaId)))].map((ideaId) => ({
    phaseId,
    ideaId,
  }));

const onPaper = (row: BasketTallyRow, count: OfflineCount, sign: 1 | -1): BasketTallyRow => {
  const line = chosen(count).find(({ ideaId }) => ideaId === row.ideaId);
  return line
    ? {
        ...row,
        offlinePicks: row.offlinePicks + sign * line.picks,
        offlineVotes: row.offlineVotes + sign * line.votes,
      }
    : row;
};

/** How many standing baskets hold each option of a phase, and with how many votes? */
export const basketTally: Projection<BasketTallyRow> = {
  name: 'basket_tally',
  key: ['phaseId', 'ideaId'],
  reads: ['data'],
  columns: {
    phaseId: 'text',
    ideaId: 'text',
    picks: 'int',
    votes: 'int',
    moneyPicked: 'money',
    offlinePicks: 'int',
    offlineVotes: 'int',
    counted: 'int',
    suspended: 'text?',
  },
  on: {
    CostsPublished: each(
      ({ data: { phaseId, options } }) => options.map(({ ideaId }) => ({ phaseId, ideaId })),
      (row, _event, { phaseId, ideaId }) =>
        reckoned({ ...(row ?? none(phaseId, ideaId)), suspended: null }),
    ),
    BallotOptionSuspended: one(
      key,
      change((row, { data: { cause } }) => reckoned({ ...row, suspended: cause })),
    ),
    BallotOptionRestored: one(
      key,
      change((row) => reckoned({ ...row, suspended: null })),
    ),
    BasketSubmitted: each(
      ({ data: { phaseId, lines, replaces } }) => keys(phaseId, lines, replaces?.lines),
      (row, { data: { lines, replaces } }, key) => counted(row, key, lines, replaces?.lines),
    ),
    PaperBallotRecorded: each(
      ({ data: { phaseId, lines } }) => keys(phaseId, lines),
      (row, { data: { lines } }, key) => counted(row, key, lines, undefined),
    ),
    BallotInvalidated: each(
      ({ data: { phaseId, basket } }) => keys(phaseId, basket?.lines),
      (row, { data: { basket } }, key) => counted(row, key, undefined, basket?.lines),
    ),
    BallotReinstated: each(
      ({ data: { phaseId, basket } }) => keys(phaseId, basket?.lines),
      (row, { data: { basket } }, key) => counted(row, key, basket?.lines, undefined),
    ),
    OfflineVotesRecorded: each(
      ({ data }) => paperKeys(data.phaseId, data),
      (row, { data }, { phaseId, ideaId }) =>
        reckoned(onPaper(row ?? none(phaseId, ideaId), data, 1)),
    ),
    OfflineVotesCorrected: each(
      ({ data }) => paperKeys(data.phaseId, data, data.replaces),
      (row, { data }, { phaseId, ideaId }) =>
        reckoned(onPaper(onPaper(row ?? none(phaseId, ideaId), data.replaces, -1), data, 1)),
    ),
    OfflineVotesVoided: each(
      ({ data }) => paperKeys(data.phaseId, data.replaces),
      (row, { data }, { phaseId, ideaId }) =>
        reckoned(onPaper(row ?? none(phaseId, ideaId), data.replaces, -1)),
    ),
    BasketWithdrawn: each(
      ({ data: { phaseId, replaces } }) => keys(phaseId, replaces.lines),
      (row, { data: { replaces } }, key) => counted(row, key, undefined, replaces.lines),
    ),
  },
};
