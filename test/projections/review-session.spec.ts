import { reviewSession } from '../../projections/review-session.js';
import { consultationId, reviewing } from '../arcueil.js';
import { seen, specsOf } from '../seen.js';

const { opened, reviewed, closed } = reviewing;
const open = { outcome: null, feedbackId: null };

specsOf(reviewSession, {
  ReviewSessionOpened: {
    'ideas are before a body, and none is answered': () =>
      seen(reviewSession, opened).rows({
        ...{ sessionId: 's1', consultationId, bodyId: 'council' },
        ...{ from: '2026-03-01', to: '2026-03-31', selectionRule: 'oldest_first' },
        ideas: [
          { ideaId: 'garden', ...open },
          { ideaId: 'bench', ...open },
        ],
        ...{ openedAt: '2026-01-01T01:00:00.000Z', closedAt: null, carriedOverReason: null },
      }),
  },
  IdeaReviewed: {
    'one of them is answered, with what was found': () =>
      seen(reviewSession, opened, reviewed).rows({
        ideas: [
          { ideaId: 'garden', outcome: 'retained', feedbackId: 'f1' },
          { ideaId: 'bench', ...open },
        ],
      }),
  },
  ReviewSessionClosed: {
    'it is over, and says why an idea is carried over': () =>
      seen(reviewSession, opened, reviewed, closed).rows({
        ...{ closedAt: '2026-01-01T03:00:00.000Z', carriedOverReason: 'It is late.' },
      }),
  },
});
