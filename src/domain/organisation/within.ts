import type { Id } from '../fact.js';
import { held } from '../plain.js';
import type { Organisation } from './state.js';

type Areas = Pick<Organisation, 'areas'>;

/**
 * An area and those around it, from the inside out. Areas that were retired still count: nothing of
 * the tree ever changes.
 */
export const around = ({ areas }: Areas, areaId: Id | null): Id[] => {
  const found: Id[] = [];
  for (let id = areaId; id !== null; id = held(areas, id)?.parentAreaId ?? null) found.push(id);
  return found;
};

/** The first of an area and those around it whose residents may vote, else the area itself. */
export const eligibleWithin = (
  areas: Areas,
  areaId: Id | null,
  eligible: readonly Id[],
): Id | null => around(areas, areaId).find((id) => eligible.includes(id)) ?? areaId;
