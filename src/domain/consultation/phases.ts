import { because, type Id, type Instant, type Refusal } from '../fact.js';
import { held } from '../plain.js';
import type { Phase } from './events.js';
import type { Consultation, PhaseState } from './state.js';

/** The phase, or the reason why there is none by that id. */
export const phaseOf = (c: Consultation, phaseId: Id): PhaseState | Refusal =>
  held(c.phases, phaseId) ??
  because('PHASE_UNKNOWN', `No phase ${phaseId} in this consultation.`, { phaseId }, ['phaseId']);

export const isRefusal = (x: object): x is Refusal => 'code' in x && 'message' in x;

/**
 * The reason why a citizen cannot act in a phase at an instant. The half-open window
 * `[opensAt, closesAt)` decides, whether or not the closing has been recorded yet.
 */
export const closedTrouble = (phase: PhaseState, at: Instant): Refusal | undefined => {
  if (phase.status === 'cancelled') return cancelledTrouble(phase);
  const over = overTrouble(phase, at);
  if (over) return over;
  if (phase.status === 'planned' || at < phase.opensAt)
    return because('PHASE_NOT_OPEN', `${phase.title} opens at ${phase.opensAt}.`, {
      phaseId: phase.phaseId,
      opensAt: phase.opensAt,
    });
  return undefined;
};

/** The reason why a phase is over at an instant, whether or not its closing has been recorded yet. */
export const overTrouble = (phase: PhaseState, at: Instant): Refusal | undefined => {
  const gap = phase.gaps.find(({ from, to }) => from <= at && at < to);
  const closedAt = gap?.from ?? earliest(phase.closedAt, phase.closesAt);
  return phase.status === 'closed' || (closedAt !== null && at >= closedAt)
    ? because('PHASE_CLOSED', `${phase.title} closed at ${closedAt}.`, {
        phaseId: phase.phaseId,
        closedAt,
      })
    : undefined;
};

/** The reason why nothing more happens in a phase that was cancelled. */
export const cancelledTrouble = ({ phaseId, title }: PhaseState): Refusal =>
  because('PHASE_CANCELLED', `${title} was cancelled.`, { phaseId });

const earliest = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null ? b : b === null ? a : a < b ? a : b;

/** The first phase whose time overlaps this one's, unless either may run in parallel or it was cancelled. */
export const overlapping = (phase: Phase, others: PhaseState[]): Phase | undefined =>
  others.find(
    (o) =>
      o.status !== 'cancelled' &&
      !o.parallel &&
      !phase.parallel &&
      phase.opensAt < (o.closesAt ?? '9999') &&
      o.opensAt < (phase.closesAt ?? '9999'),
  );
