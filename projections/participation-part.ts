import type { BallotRuling, VoteAct } from '../src/domain/ballot/events.js';
import type { EventType } from '../src/domain/events.js';
import type { Projection, Step, ViewEvent } from './projection.js';
import {
  onPaper,
  peopleOf,
  ruling,
  submitting,
  voting,
  withdrawing,
  type Stay,
} from './taking-part.js';

/** By what participation is told apart. */
export type PartKind = 'quarter' | 'channel' | 'area';

export interface ParticipationPartRow {
  phaseId: string;
  kind: PartKind;
  /**
   * The quarter of an hour in which it was done, by its first minute in UTC: in no zone a day begins within one.
   * The channel through which an act came; `paper` where it stands on paper. The area; empty where none is known.
   */
  part: string;
  /** Baskets submitted or withdrawn, votes given, changed or withdrawn: every one of them. */
  acts: number;
  /** People who began to take part, less those on papers that were miscounted. */
  began: number;
  /** People who took part no longer: they took everything back, or their ballot was taken out of the count. */
  ended: number;
}

/** What happened, as far as it is told apart. */
interface Happened {
  at: string;
  /** Null where nobody acted in the phase: somebody ruled, or papers were counted. */
  act: { channel: string; areaId: string | null } | null;
  stays: readonly Stay[];
  /** What was said of the same papers before was wrong: then so many never took part. */
  isCorrection?: boolean;
}

/** Each quarter of an hour that a clock knows. */
const quarterOf = (instant: string): string => {
  const minute = Number(instant.slice(14, 16));
  return `${instant.slice(0, 14)}${String(minute - (minute % 15)).padStart(2, '0')}Z`;
};

const areaPart = (areaId: string | null): string => areaId ?? '';

const partsOf = ({ at, act, stays }: Happened): Pick<ParticipationPartRow, 'kind' | 'part'>[] => {
  const areas = new Set(stays.map(({ areaId }) => areaPart(areaId)));
  if (act) areas.add(areaPart(act.areaId));
  return [
    { kind: 'quarter', part: quarterOf(at) },
    ...(act ? [{ kind: 'channel' as const, part: act.channel }] : []),
    ...[...areas].map((part) => ({ kind: 'area' as const, part })),
  ];
};

/** What a row has to count of what happened; where an act came from and where people stayed are told of areas alone. */
const shareOf = (
  { act, stays }: Happened,
  { kind, part }: Pick<ParticipationPartRow, 'kind' | 'part'>,
) => {
  if (kind !== 'area')
    return { acts: act ? 1 : 0, people: kind === 'quarter' ? peopleOf(stays) : 0 };
  return {
    acts: act && areaPart(act.areaId) === part ? 1 : 0,
    people: peopleOf(stays.filter(({ areaId }) => areaPart(areaId) === part)),
  };
};

/** Counts an event in each part that it belongs to. */
const counting = <T extends EventType>(
  happened: (event: ViewEvent<T>) => Happened,
): Step<ParticipationPartRow, T> => {
  const once = ofLast(happened);
  return {
    rows: (event) => {
      const { phaseId } = event.data as { phaseId: string };
      return partsOf(once(event)).map(({ kind, part }) => ({ phaseId, kind, part }));
    },
    evolve: (row, event, { phaseId, kind, part }) => {
      const what = once(event);
      const { acts, people } = shareOf(what, { kind, part });
      const ended = what.isCorrection ? 0 : Math.max(-people, 0);
      return {
        phaseId,
        kind,
        part,
        acts: (row?.acts ?? 0) + acts,
        began: (row?.began ?? 0) + people + ended,
        ended: (row?.ended ?? 0) + ended,
      };
    },
  };
};

/** The same, without asking again for the event that was asked for last: one touches several rows. */
const ofLast = <E, T>(ask: (event: E) => T): ((event: E) => T) => {
  let last: { event: E; answer: T } | undefined;
  return (event) => {
    if (last?.event !== event) last = { event, answer: ask(event) };
    return last.answer;
  };
};

/** Somebody acted. */
const act = (
  { at, channel }: Pick<ViewEvent, 'at' | 'channel'>,
  areaId: string | null,
  stays: Stay[],
): Happened => ({ at, act: { channel, areaId }, stays });

type Of<D> = Pick<ViewEvent, 'at' | 'channel'> & { data: D };

const voted = (event: Of<VoteAct>): Happened => act(event, null, voting(event.data));

const ruled =
  (sign: 1 | -1) =>
  ({ at, data }: Of<BallotRuling>): Happened => ({ at, act: null, stays: ruling(sign)(data) });

/** On which days, through which channels and in which areas did people take part in a phase? */
export const participationPart: Projection<ParticipationPartRow> = {
  name: 'participation_part',
  key: ['phaseId', 'kind', 'part'],
  columns: {
    phaseId: 'text',
    kind: 'text',
    part: 'text',
    acts: 'int',
    began: 'int',
    ended: 'int',
  },
  on: {
    BasketSubmitted: counting((event) =>
      act(event, event.data.envelopeAreaId, submitting(event.data)),
    ),
    PaperBallotRecorded: counting(({ data }) =>
      act({ at: data.occurredAt, channel: 'paper' }, data.envelopeAreaId, submitting(data)),
    ),
    BasketWithdrawn: counting((event) =>
      act(event, event.data.replaces.envelopeAreaId, withdrawing(event.data)),
    ),
    BallotInvalidated: counting(ruled(-1)),
    BallotReinstated: counting(ruled(1)),
    OfflineVotesRecorded: counting(({ data: { occurredAt, voterCount } }) => ({
      ...{ at: occurredAt, act: null, stays: onPaper(voterCount) },
    })),
    OfflineVotesCorrected: counting(({ data: { occurredAt, voterCount, replaces } }) => ({
      ...{ at: occurredAt, act: null, stays: onPaper(voterCount - replaces.voterCount) },
      isCorrection: true,
    })),
    OfflineVotesVoided: counting(({ data: { occurredAt, replaces } }) => ({
      ...{ at: occurredAt, act: null, stays: onPaper(-replaces.voterCount) },
      isCorrection: true,
    })),
    VoteCast: counting(voted),
    VoteChanged: counting(voted),
    VoteWithdrawn: counting(voted),
  },
};
