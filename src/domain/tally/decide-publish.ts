import type { Consultation, PhaseState } from '../consultation/state.js';
import { because, grant, reasons, refuse, unless, type Id, type Rule } from '../fact.js';
import {
  justification,
  organisationStream,
  reserveTrouble,
  type Justified,
  type Organisation,
} from '../organisation/state.js';
import { closedPhase, tallyStreams, type TallyWish } from './after-close.js';
import type { TallyFact } from './events.js';
import type { Tally } from './state.js';

export type PublishResults = TallyWish<'PublishResults'> & { organisationId: Id } & Justified;

type World = { tally: Tally; consultation: Consultation; organisation: Organisation };

/** The hash of what may be signed: the allocation, or the counts where nothing is allocated. */
export const resultHashOf = (t: Tally, { voting }: PhaseState): string | undefined =>
  voting!.allocationRule ? t.allocated?.resultHash : t.closed?.countsHash;

export const publishRules = {
  /** Publishes a certified result; in a time of reserve it is said why it cannot wait. */
  PublishResults: {
    writes: 'tally',
    streams: (c) => ({ ...tallyStreams(c), organisation: organisationStream(c.organisationId) }),
    decide(c, { tally, consultation, organisation }, { at }) {
      const phase = closedPhase(c, consultation);
      if ('refused' in phase) return phase;
      const { phaseId } = c;
      if (tally.published) return grant();
      if (!tally.certified)
        return refuse(
          because('NOT_CERTIFIED', 'Certify the result before it is published.', { phaseId }),
        );
      return unless(reasons(reserveTrouble(c, organisation, at)), () => ({
        type: 'ResultsPublished',
        data: { phaseId, resultHash: resultHashOf(tally, phase)!, ...justification(c) },
      }));
    },
  } as Rule<PublishResults, World, TallyFact>,
};
