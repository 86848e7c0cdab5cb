import type { ViewEvent } from '../../projections/projection.js';
import { isInstant } from '../ledger/parse-leaf.js';
import { mismatch, type Place } from '../ledger/verify/fault.js';

type Window = Record<'opensAt' | 'closesAt', unknown>;

/** The window that an event gives a phase. */
const windowOf = ({ type, data }: ViewEvent): Window | undefined => {
  const told = data as unknown as Window & { at: unknown; to: Window };
  if (type === 'PhaseAdded') return told;
  if (type === 'PhaseReopened') return { opensAt: told.at, closesAt: told.closesAt };
  return type === 'PhaseRescheduled' ? told.to : undefined;
};

/** Throws a BundleFault where a phase begins or ends at what is no instant: nothing compares with that. */
export const demandWindow = (event: ViewEvent, place: Place): void => {
  const window = windowOf(event);
  if (!window) return;
  const { opensAt, closesAt } = window;
  if (!isInstant(opensAt)) throw mismatch('opensAt is no instant.', place);
  if (closesAt !== null && !isInstant(closesAt)) throw mismatch('closesAt is no instant.', place);
};
