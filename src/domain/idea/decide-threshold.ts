import { consultationStream, type Consultation } from '../consultation/state.js';
import { grant, type Rule } from '../fact.js';
import { held } from '../plain.js';
import type { CheckThreshold } from './commands.js';
import type { IdeaFact } from './events.js';
import { ideaStream, type Idea } from './state.js';

type World = { idea: Idea; consultation: Consultation };

export const thresholdRules = {
  /** Notes that an idea has as many supports as its rules ask for, once; that stays when there are fewer again. */
  CheckThreshold: {
    writes: 'idea',
    streams: (c) => ({
      idea: ideaStream(c.ideaId),
      consultation: consultationStream(c.consultationId),
    }),
    decide({ consultationId, phaseId, ideaId, counted, atPosition, cause }, w) {
      const { idea, consultation } = w;
      const phase = held(consultation.phases, phaseId);
      const threshold = phase?.threshold;
      const isOver = consultation.archived || phase?.status === 'cancelled';
      const isOwn = idea.submitted?.consultationId === consultationId;
      if (!threshold || isOver || !isOwn || counted < threshold.votes) return grant();
      const { thresholdId, votes: required } = threshold;
      if (idea.thresholds.includes(thresholdId)) return grant();
      return grant({
        type: 'ThresholdReached',
        data: { ideaId, phaseId, thresholdId, required, counted, atPosition, cause },
      });
    },
  } as Rule<CheckThreshold, World, IdeaFact>,
};
