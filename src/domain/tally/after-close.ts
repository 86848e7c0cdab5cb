import type { BallotType } from '../consultation/events.js';
import { livePhase } from '../consultation/live.js';
import { cancelledTrouble } from '../consultation/phases.js';
import { consultationStream, type Consultation, type PhaseState } from '../consultation/state.js';
import {
  because,
  refuse,
  type Circumstances,
  type Decision,
  type Id,
  type Refusal,
  type Rule,
} from '../fact.js';
import type { TallyFact } from './events.js';
import { tallyStream, type Tally } from './state.js';

/** A wish that concerns the result of one phase. */
export interface TallyWish<T extends string> {
  type: T;
  consultationId: Id;
  phaseId: Id;
}

type World = { tally: Tally; consultation: Consultation };

/** The streams of the result of a phase. */
export const tallyStreams = (c: TallyWish<string>) => ({
  tally: tallyStream(c.phaseId),
  consultation: consultationStream(c.consultationId),
});

/** Decides on a phase of votes that is closed. */
export const afterClose = <C extends TallyWish<string>>(
  decide: (c: C, t: Tally, phase: PhaseState, act: Circumstances) => Decision<TallyFact>,
): Rule<C, World, TallyFact> => ({
  writes: 'tally',
  streams: tallyStreams,
  decide(c, w, act) {
    const phase = closedPhase(c, w.consultation);
    return 'refused' in phase ? phase : decide(c, w.tally, phase, act);
  },
});

/** The closed phase of votes that a wish concerns, or why there is none. */
export const closedPhase = (
  c: TallyWish<string>,
  consultation: Consultation,
): PhaseState | { refused: Refusal[] } => {
  const phase = livePhase(consultation, c);
  if ('refused' in phase) return phase;
  if (!phase.voting)
    return refuse(
      because('NOT_A_VOTE', `Nobody votes in ${phase.title}.`, { method: phase.method }, [
        'phaseId',
      ]),
    );
  if (phase.status === 'cancelled') return refuse(cancelledTrouble(phase));
  if (phase.status !== 'closed')
    return refuse(
      because('PHASE_STILL_OPEN', `${phase.title} is not closed.`, {
        phaseId: c.phaseId,
        closesAt: phase.closesAt,
      }),
    );
  return phase;
};

/** The refusal of whatever would change a signed result. */
export const certified = (phaseId: Id): Refusal =>
  because('RESULTS_CERTIFIED', 'The result is certified.', { phaseId });

/** The refusal of an allocation where ideas are supported one by one. */
export const choosesNothing = (ballotType: BallotType): Refusal =>
  because('NOT_A_BASKET_VOTE', 'A support ballot chooses nothing by itself.', { ballotType }, [
    'phaseId',
  ]);

/** The refusal of what rests on a computed allocation before there is one. */
export const notAllocated: Refusal = because('NOT_ALLOCATED', 'Compute the allocation first.');
