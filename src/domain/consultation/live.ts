import {
  because,
  refuse,
  type Circumstances,
  type Decision,
  type Id,
  type Refusal,
  type Rule,
} from '../fact.js';
import { organisationStream, type Organisation } from '../organisation/state.js';
import type { ConsultationFact } from './events.js';
import { isRefusal, phaseOf } from './phases.js';
import { consultationStream, type Consultation, type PhaseState } from './state.js';

/** The refusal of any act on a consultation that is unknown or archived. */
export const liveTrouble = (
  c: Consultation,
  consultationId: Id,
): { refused: Refusal[] } | undefined => {
  if (!c.created)
    return refuse(
      because('CONSULTATION_UNKNOWN', `No consultation ${consultationId}.`, { consultationId }, [
        'consultationId',
      ]),
    );
  return c.archived
    ? refuse(because('CONSULTATION_ARCHIVED', 'This consultation is archived.', { consultationId }))
    : undefined;
};

/** A phase of a live consultation, or the refusal of any act in it. */
export const livePhase = (
  consultation: Consultation,
  { consultationId, phaseId }: { consultationId: Id; phaseId: Id },
): PhaseState | { refused: Refusal[] } => {
  const gone = liveTrouble(consultation, consultationId);
  if (gone) return gone;
  const phase = phaseOf(consultation, phaseId);
  return isRefusal(phase) ? refuse(phase) : phase;
};

/** A consultation and the organisation that asks. */
export type InOrganisation = { consultation: Consultation; organisation: Organisation };

/** The streams of a consultation and of its organisation. */
export const inOrganisation = (c: { consultationId: Id; organisationId: Id }) => ({
  consultation: consultationStream(c.consultationId),
  organisation: organisationStream(c.organisationId),
});

/** Decides on a live consultation with what its organisation has declared. */
export const liveIn = <C extends { consultationId: Id; organisationId: Id }>(
  decide: (c: C, world: InOrganisation, act: Circumstances) => Decision<ConsultationFact>,
): Rule<C, InOrganisation, ConsultationFact> => ({
  writes: 'consultation',
  streams: inOrganisation,
  decide: (c, world, act) =>
    liveTrouble(world.consultation, c.consultationId) ?? decide(c, world, act),
});

/** Decides on a consultation that exists and is not archived. */
export const live = <C extends { consultationId: Id }>(
  decide: (c: C, state: Consultation, act: Circumstances) => Decision<ConsultationFact>,
): Rule<C, { consultation: Consultation }, ConsultationFact> => ({
  writes: 'consultation',
  streams: (c) => ({ consultation: consultationStream(c.consultationId) }),
  decide: (c, { consultation }, act) =>
    liveTrouble(consultation, c.consultationId) ?? decide(c, consultation, act),
});
