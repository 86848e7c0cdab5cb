import {
  because,
  grant,
  reasons,
  refuse,
  unless,
  type Circumstances,
  type Decision,
  type Id,
  type Instant,
  type Refusal,
  type Rule,
} from '../fact.js';
import { ideaStream, type Idea } from '../idea/state.js';
import { held } from '../plain.js';
import { tallyStream, type Tally } from '../tally/state.js';
import { required, textLimits } from '../text.js';
import type { CancelPhase, ReopenPhase, ReschedulePhase } from './commands.js';
import type { ConsultationFact, Phase, PhaseWindow } from './events.js';
import { livePhase } from './live.js';
import { cancelledTrouble, overlapping, overTrouble } from './phases.js';
import { consultationStream, type Consultation, type PhaseState } from './state.js';

/** How long before its new end a phase that is made shorter must be announced so, in milliseconds. */
export const NOTICE_MS = 48 * 3_600_000;

type World = { consultation: Consultation; tally: Tally };
/** Ideas under `idea <id>`. */
type WithIdeas = World & Record<string, unknown>;

type OnPhase = { consultationId: Id; phaseId: Id; optionIds?: Id[] };

/** Decides on a phase that exists, knowing its result, and the ideas on its ballot where these are named. */
const onPhase = <C extends OnPhase>(
  decide: (
    c: C,
    phase: PhaseState,
    world: WithIdeas,
    act: Circumstances,
  ) => Decision<ConsultationFact>,
): Rule<C, WithIdeas, ConsultationFact> => ({
  writes: 'consultation',
  streams: (c) => ({
    consultation: consultationStream(c.consultationId),
    tally: tallyStream(c.phaseId),
    ...Object.fromEntries((c.optionIds ?? []).map((id) => [`idea ${id}`, ideaStream(id)])),
  }),
  decide(c, world, act) {
    const phase = livePhase(world.consultation, c);
    return 'refused' in phase ? phase : decide(c, phase, world, act);
  },
});

/** Takes options out of the count that nobody can choose any more: while nobody voted their ideas left. */
const leftMeanwhile = (
  { phaseId, optionIds = [] }: ReopenPhase,
  { suspended }: PhaseState,
  world: WithIdeas,
): ConsultationFact[] =>
  optionIds.flatMap((ideaId): ConsultationFact[] => {
    const { withdrawn, mergedInto } = world[`idea ${ideaId}`] as Idea;
    if (held(suspended, ideaId) || !(withdrawn || mergedInto)) return [];
    const cause = withdrawn ? 'withdrawn' : 'merged';
    return [{ type: 'BallotOptionSuspended', data: { phaseId, ideaId, cause } }];
  });

/** The reason why a phase cannot have this time: another one has it. */
const overlapTrouble = (phase: Phase, { phases }: Consultation): Refusal | undefined => {
  const others = Object.values(phases).filter(({ phaseId }) => phaseId !== phase.phaseId);
  const overlap = overlapping(phase, others);
  return (
    overlap &&
    because('PHASE_OVERLAP', `Overlaps ${overlap.title}.`, {
      with: overlap.phaseId,
      opensAt: overlap.opensAt,
      closesAt: overlap.closesAt,
    })
  );
};

const windowTroubles = (
  phase: PhaseState,
  to: PhaseWindow,
  at: Instant,
): (Refusal | false | undefined)[] => {
  const { opensAt, closesAt } = to;
  const isShorter = closesAt !== null && (phase.closesAt === null || closesAt < phase.closesAt);
  const earliest = new Date(Date.parse(at) + NOTICE_MS).toISOString();
  return [
    opensAt !== phase.opensAt &&
      phase.status === 'open' &&
      because('PHASE_ALREADY_OPEN', `${phase.title} is open.`, { opensAt: phase.opensAt }, [
        'opensAt',
      ]),
    opensAt !== phase.opensAt && opensAt < at && pastTrouble(at, 'opensAt'),
    closesAt !== null &&
      closesAt <= opensAt &&
      because('INVALID_PERIOD', 'A phase closes after it opens.', { opensAt, closesAt }, [
        'closesAt',
      ]),
    closesAt !== null && closesAt <= at && pastTrouble(at, 'closesAt'),
    isShorter &&
      closesAt > at &&
      closesAt < earliest &&
      because(
        'NOTICE_TOO_SHORT',
        `A phase is made shorter ${NOTICE_MS / 3_600_000} hours before its new end at the latest.`,
        { noticePeriod: 'PT48H', earliest },
        ['closesAt'],
      ),
  ];
};

const pastTrouble = (at: Instant, field: string): Refusal =>
  because('IN_THE_PAST', 'What is past does not change.', { now: at }, [field]);

export const phaseChangeRules = {
  /** Moves the window of a phase that is not over; what was voted stays, and so do its neighbours. */
  ReschedulePhase: onPhase<ReschedulePhase>((c, phase, { consultation }, { at }) => {
    if (phase.status === 'cancelled') return refuse(cancelledTrouble(phase));
    const over = overTrouble(phase, at);
    if (over) return refuse(over);
    const from = { opensAt: phase.opensAt, closesAt: phase.closesAt };
    const to = {
      opensAt: c.opensAt ?? from.opensAt,
      closesAt: c.closesAt === undefined ? from.closesAt : c.closesAt,
    };
    if (from.opensAt === to.opensAt && from.closesAt === to.closesAt) return grant();
    const refused = reasons(
      ...windowTroubles(phase, to, at),
      overlapTrouble({ ...phase, ...to }, consultation),
      required(c.reason, ['reason'], textLimits.body),
      required(c.decidedBy, ['decidedBy']),
    );
    return unless(refused, () => ({
      type: 'PhaseRescheduled',
      data: {
        phaseId: c.phaseId,
        from,
        to,
        reason: c.reason.trim(),
        decidedBy: c.decidedBy.trim(),
      },
    }));
  }),

  /**
   * Opens a closed phase again for a public reason, as long as its result is not certified. Ideas that were
   * withdrawn or merged since it closed cannot be chosen in it.
   */
  ReopenPhase: onPhase<ReopenPhase>((c, phase, world, { at }) => {
    const { consultation, tally } = world;
    const { phaseId, closesAt } = c;
    const { title, status } = phase;
    if (status === 'cancelled') return refuse(cancelledTrouble(phase));
    if (status === 'planned')
      return refuse(
        because('PHASE_NOT_OPEN', `${title} has not opened.`, { phaseId, opensAt: phase.opensAt }),
      );
    if (status === 'open')
      return phase.closesAt === closesAt && !overTrouble(phase, at)
        ? grant()
        : refuse(
            because('PHASE_STILL_OPEN', `${title} is not closed.`, {
              phaseId,
              closesAt: phase.closesAt,
            }),
          );
    const refused = reasons(
      tally.certified && because('RESULTS_CERTIFIED', 'The result is certified.', { phaseId }),
      closesAt !== null && closesAt <= at && pastTrouble(at, 'closesAt'),
      overlapTrouble({ ...phase, opensAt: at, closesAt }, consultation),
      required(c.reason, ['reason'], textLimits.body),
      required(c.decisionRef, ['decisionRef']),
    );
    if (refused.length) return refuse(...refused);
    const said = { reason: c.reason.trim(), decisionRef: c.decisionRef.trim() };
    return grant<ConsultationFact>(
      { type: 'PhaseReopened', data: { phaseId, at, closesAt, ...said } },
      ...leftMeanwhile(c, phase, world),
    );
  }),

  /** Ends a phase as if it had not been: its votes are kept and count nowhere. */
  CancelPhase: onPhase<CancelPhase>((c, phase, { tally }, { at }) => {
    if (phase.status === 'cancelled') return grant();
    const { phaseId } = c;
    const refused = reasons(
      tally.certified && because('RESULTS_CERTIFIED', 'The result is certified.', { phaseId }),
      required(c.reason, ['reason'], textLimits.body),
    );
    return unless(refused, () => ({
      type: 'PhaseCancelled',
      data: { phaseId, at, reason: c.reason.trim(), fateOfVotes: 'kept_not_counted' },
    }));
  }),
};
