import type { Id } from '../fact.js';
import { held } from '../plain.js';
import type { Organisation } from './state.js';

/**
 * The first of an area and those around it whose residents may vote, else the area itself. Areas that
 * were retired since the phase opened still count: nothing of the tree ever changes.
 */
export const eligibleWithin = (
  { areas }: Pick<Organisation, 'areas'>,
  areaId: Id | null,
  eligible: readonly Id[],
): Id | null => {
  for (let id = areaId; id !== null; id = held(areas, id)?.parentAreaId ?? null)
    if (eligible.includes(id)) return id;
  return areaId;
};
