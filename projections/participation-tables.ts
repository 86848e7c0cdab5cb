import type { ParticipationPartRow, PartKind } from './participation-part.js';
import type { PhaseRow } from './phase.js';
import { withoutSmallCells } from './small-cells.js';

type Part = Pick<ParticipationPartRow, 'kind' | 'part' | 'acts' | 'began' | 'ended'>;

/** What was done on one day, as the clocks of a zone have it. */
export interface ParticipationDay {
  /** Written yyyy-mm-dd. */
  day: string;
  acts: number;
  began: number;
  ended: number;
}

export interface ParticipationChannel {
  channel: string;
  acts: number;
}

/** Who took part in an area, and how much; null where too few did for it to be told. */
export interface ParticipationArea {
  /** Null for all of whom no area is known. */
  areaId: string | null;
  participants: number | null;
  acts: number | null;
}

const ofKind = (parts: readonly Part[], kind: PartKind): Part[] =>
  parts.filter((part) => part.kind === kind).sort((a, b) => (a.part < b.part ? -1 : 1));

const sum = (numbers: readonly number[]): number => numbers.reduce((all, n) => all + n, 0);

/** The days on which something was done, in a zone (IANA name); their sums are those of the phase. */
export const daysOf = (parts: readonly Part[], timeZone: string): ParticipationDay[] => {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  const days = new Map<string, ParticipationDay>();
  for (const { part, acts, began, ended } of ofKind(parts, 'quarter')) {
    const day = format.format(new Date(part));
    const known = days.get(day) ?? { day, acts: 0, began: 0, ended: 0 };
    days.set(day, {
      ...{ day, acts: known.acts + acts },
      ...{ began: known.began + began, ended: known.ended + ended },
    });
  }
  return [...days.values()].filter((day) => day.acts || day.began || day.ended);
};

/** The channels through which acts came. */
export const channelsOf = (parts: readonly Part[]): ParticipationChannel[] =>
  ofKind(parts, 'channel').map(({ part, acts }) => ({ channel: part, acts }));

/**
 * The areas that are named, and others in which somebody acted, as one line of a table whose total is public:
 * without what is told of fewer than `smallest` people, or could be reckoned.
 */
export const areasOf = (
  parts: readonly Part[],
  named: readonly string[],
  smallest: number,
): ParticipationArea[] => {
  const found = new Map(ofKind(parts, 'area').map((part) => [part.part, part]));
  const known = [...new Set([...named, ...found.keys()])].filter((id) => id !== '');
  const ids = [...known, ...(found.has('') ? [''] : [])];
  const participants = ids.map((id) => (found.get(id)?.began ?? 0) - (found.get(id)?.ended ?? 0));
  const acts = ids.map((id) => found.get(id)?.acts ?? 0);
  const told = withoutSmallCells(participants, smallest);
  const isEmptied = sum(participants) === 0 && sum(acts) > 0;
  return ids.map((id, i) => ({
    ...{ areaId: id || null, participants: isEmptied ? null : told[i]! },
    acts: isEmptied || told[i] === null ? null : acts[i]!,
  }));
};

interface Populated {
  areaId: string;
  parentAreaId: string | null;
  population: number | null;
}

/** How many people live in areas, one that lies in another counted once; null where one of them is not counted. */
export const populationOf = (
  areas: readonly Populated[],
  areaIds: readonly string[],
): number | null => {
  const byId = new Map(areas.map((area) => [area.areaId, area]));
  const parentOf = (id: string): string | null => byId.get(id)?.parentAreaId ?? null;
  const isInside = (id: string): boolean => {
    for (let up = parentOf(id); up !== null; up = parentOf(up))
      if (areaIds.includes(up)) return true;
    return false;
  };
  const outermost = [...new Set(areaIds)].filter((id) => !isInside(id));
  const counts = outermost.map((id) => byId.get(id)?.population ?? null);
  return !counts.length || counts.includes(null) ? null : sum(counts as number[]);
};

/** Participants for each inhabitant; null where either is not known, or nobody lives there. */
export const turnoutOf = (participants: number | null, population: number | null): number | null =>
  participants === null || !population ? null : participants / population;

/** The areas whose people a phase is for: those whose residents may vote, or all that its consultation is about. */
export const electorateOf = (
  { voting }: Pick<PhaseRow, 'voting'>,
  areaIds: readonly string[],
): readonly string[] => (voting?.eligibleAreaIds.length ? voting.eligibleAreaIds : areaIds);

/** Who took part in each area of a phase, and what share of its people they are. */
export const placesOf = <A extends Populated>(
  parts: readonly Part[],
  { voting }: Pick<PhaseRow, 'voting'>,
  areas: readonly A[],
  smallest: number,
): (ParticipationArea & { area: A | null; turnout: number | null })[] => {
  const named = (voting?.envelopes ?? []).flatMap(({ areaId }) => areaId ?? []);
  return areasOf(parts, named, smallest).map((told) => {
    const area = areas.find(({ areaId }) => areaId === told.areaId) ?? null;
    return { ...told, area, turnout: turnoutOf(told.participants, area?.population ?? null) };
  });
};
