import { because, type Id, type Instant, type Refusal } from '../fact.js';
import type { Phase, VotingRules } from './events.js';
import type { Consultation, PhaseState } from './state.js';

/** The phase, or the reason why there is none by that id. */
export const phaseOf = (c: Consultation, phaseId: Id): PhaseState | Refusal =>
  (Object.hasOwn(c.phases, phaseId) ? c.phases[phaseId] : undefined) ??
  because('PHASE_UNKNOWN', `No phase ${phaseId} in this consultation.`, { phaseId }, ['phaseId']);

export const isRefusal = (x: object): x is Refusal => 'code' in x && 'message' in x;

/**
 * The reason why a citizen cannot act in a phase at an instant. The half-open window
 * `[opensAt, closesAt)` decides, whether or not the closing has been recorded yet.
 */
export const closedTrouble = (phase: PhaseState, at: Instant): Refusal | undefined => {
  const closedAt = earliest(phase.closedAt, phase.closesAt);
  if (phase.status === 'closed' || (closedAt !== null && at >= closedAt))
    return because('PHASE_CLOSED', `${phase.title} closed at ${closedAt}.`, {
      phaseId: phase.phaseId,
      closedAt,
    });
  if (phase.status === 'planned' || at < phase.opensAt)
    return because('PHASE_NOT_OPEN', `${phase.title} opens at ${phase.opensAt}.`, {
      phaseId: phase.phaseId,
      opensAt: phase.opensAt,
    });
  return undefined;
};

const earliest = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null ? b : b === null ? a : a < b ? a : b;

/** The first phase whose time overlaps this one's, unless either may run in parallel. */
export const overlapping = (phase: Phase, others: Phase[]): Phase | undefined =>
  others.find(
    (o) =>
      !o.parallel &&
      !phase.parallel &&
      phase.opensAt < (o.closesAt ?? '9999') &&
      o.opensAt < (phase.closesAt ?? '9999'),
  );

const pairs: [keyof VotingRules, keyof VotingRules][] = [
  ['minItems', 'maxItems'],
  ['minSpend', 'maxSpend'],
  ['minVotesPerVoter', 'maxVotesPerVoter'],
];

/** Every contradiction within voting rules: negative limits, a minimum over its maximum, more to spend than there is. */
export const votingTroubles = (v: VotingRules): Refusal[] => {
  const limits = v as unknown as Record<string, number | null>;
  const invalid = (message: string, field: string, data: object = {}) =>
    because('INVALID_VOTING_RULES', message, { field, ...data }, [field]);
  const largest = Math.max(0, ...v.envelopes.map((e) => e.amount));
  return [
    ...pairs
      .flat()
      .concat('maxVotesPerIdea')
      .filter((f) => limits[f] !== null && !(Number.isSafeInteger(limits[f]) && limits[f]! >= 0))
      .map((f) => invalid(`${f} must be a whole number, zero or more.`, f)),
    ...pairs
      .filter(
        ([min, max]) => limits[min] !== null && limits[max] !== null && limits[min]! > limits[max]!,
      )
      .map(([min, max]) =>
        invalid(`${min} is more than ${max}.`, min, { min: limits[min], max: limits[max] }),
      ),
    ...(v.envelopes.length ? [] : [invalid('At least one envelope is needed.', 'envelopes')]),
    ...v.envelopes
      .filter((e) => !Number.isSafeInteger(e.amount) || e.amount < 0)
      .map(() =>
        invalid('An envelope is a whole number of minor units, zero or more.', 'envelopes'),
      ),
    ...(new Set(v.envelopes.map((e) => e.areaId)).size < v.envelopes.length
      ? [invalid('Two envelopes are for the same area.', 'envelopes')]
      : []),
    ...(v.maxSpend !== null && v.maxSpend > largest
      ? [
          invalid('maxSpend is more than the envelope.', 'maxSpend', {
            maxSpend: v.maxSpend,
            envelope: largest,
          }),
        ]
      : []),
    ...(v.ballotType === 'budget' && v.maxSpend === null
      ? [invalid('A budget ballot needs maxSpend.', 'maxSpend')]
      : []),
    ...(v.ballotType === 'ordinal' && v.maxItems === null
      ? [
          invalid(
            'An ordinal ballot needs maxItems: a rank is worth maxItems less its place.',
            'maxItems',
          ),
        ]
      : []),
  ];
};
