import type { ViewEvent } from '../../projections/projection.js';
import type { CahierFact } from '../domain/events.js';
import { mismatch, type Place } from '../ledger/verify/fault.js';
import { difference, differenceText } from './difference.js';

/** Throws a BundleFault where a recorded fact is not the decided one. */
export const demandSame = (fact: CahierFact, event: ViewEvent, place: Place): void => {
  const { type, visibility = 'public', data } = fact;
  const found = difference(
    { type, visibility, data },
    { type: event.type, visibility: event.visibility, data: event.data },
  );
  if (found)
    throw mismatch(
      `${event.type} is not what the rules make of it: ${differenceText(found)}.`,
      place,
    );
};
