import type { Id, Instant } from '../domain/fact.js';
import type { Change, Reaction } from './reaction.js';

type OfPhase = 'OpenPhase' | 'ClosePhase';

const keyOf = (type: OfPhase, phaseId: Id): string => `${type} ${phaseId}`;

interface InConsultation {
  consultationId: Id | null;
}

const at = (type: OfPhase, instant: Instant | null, e: InConsultation, phaseId: Id): Change =>
  instant === null
    ? { drop: keyOf(type, phaseId) }
    : {
        set: {
          key: keyOf(type, phaseId),
          at: instant,
          wish: { type, consultationId: e.consultationId!, phaseId },
        },
      };

const drop =
  (...types: OfPhase[]) =>
  (phaseId: Id): Change[] =>
    types.map((type) => ({ drop: keyOf(type, phaseId) }));

const over = drop('OpenPhase', 'ClosePhase');
const again = ({ consultationId }: InConsultation): Change[] => [{ again: consultationId! }];

/**
 * Phases open and close at the instants that were announced. What an import brings in is past: whoever
 * imports it opens and closes it.
 */
export const schedule: Reaction = {
  name: 'schedule',
  on: {
    PhaseAdded: (e) =>
      e.channel === 'import'
        ? []
        : [
            at('OpenPhase', e.data.opensAt, e, e.data.phaseId),
            at('ClosePhase', e.data.closesAt, e, e.data.phaseId),
          ],
    PhaseRescheduled: (e) => {
      const { phaseId, from, to } = e.data;
      return [
        ...(from.opensAt === to.opensAt ? [] : [at('OpenPhase', to.opensAt, e, phaseId)]),
        ...(from.closesAt === to.closesAt ? [] : [at('ClosePhase', to.closesAt, e, phaseId)]),
      ];
    },
    PhaseOpened: (e) => [{ drop: keyOf('OpenPhase', e.data.phaseId) }, ...again(e)],
    PhaseClosed: ({ data }) => over(data.phaseId),
    PhaseReopened: (e) => [at('ClosePhase', e.data.closesAt, e, e.data.phaseId)],
    PhaseCancelled: ({ data }) => over(data.phaseId),
    ConsultationPublished: again,
    VotingConfigured: again,
    CostsPublished: again,
  },
};
