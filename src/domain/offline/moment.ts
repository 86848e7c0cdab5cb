import { cancelledTrouble } from '../consultation/phases.js';
import type { PhaseState } from '../consultation/state.js';
import { because, reasons, type Instant, type Refusal } from '../fact.js';
import type { Tally } from '../tally/state.js';

/** The reasons why nothing on paper is written down in a phase at present. */
export const recordingTroubles = (phase: PhaseState, { certified }: Tally): Refusal[] => {
  const { phaseId, title, opensAt } = phase;
  if (phase.status === 'cancelled') return [cancelledTrouble(phase)];
  if (phase.status === 'planned')
    return [because('PHASE_NOT_OPEN', `${title} opens at ${opensAt}.`, { phaseId, opensAt })];
  return reasons(
    certified && because('RESULTS_CERTIFIED', 'The result is certified.', { phaseId }),
  );
};

/** The reason why people cannot have voted at that instant. */
export const timeTrouble = (
  { opensAt, closesAt, closedAt, gaps }: PhaseState,
  occurredAt: Instant,
  at: Instant,
): Refusal | undefined => {
  const end = closedAt ?? closesAt;
  const isOutside =
    occurredAt > at ||
    occurredAt < opensAt ||
    (end !== null && occurredAt >= end) ||
    gaps.some(({ from, to }) => from <= occurredAt && occurredAt < to);
  return isOutside
    ? because('OUTSIDE_PHASE', 'Nobody voted at that time.', { opensAt, closesAt: end }, [
        'occurredAt',
      ])
    : undefined;
};
