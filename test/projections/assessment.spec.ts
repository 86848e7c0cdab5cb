import { assessment } from '../../projections/assessment.js';
import { consultationId, handled } from '../arcueil.js';
import { seen, specsOf } from '../seen.js';

specsOf(assessment, {
  IdeaAssessed: {
    'E30 a working paper says what was found, by whom, and that nobody else reads it': () =>
      seen(assessment, handled.assessed).rows({
        ...handled.assessed.data,
        consultationId,
        assessedAt: '2026-01-01T01:00:00.000Z',
        publishedAt: null,
      }),
  },
  AssessmentPublished: {
    'E30 T32 the public reads it from here on, and no earlier': () =>
      seen(assessment, handled.assessed, handled.assessmentPublished).rows({
        assessmentId: 'a1',
        verdict: 'unfavourable',
        assessedAt: '2026-01-01T01:00:00.000Z',
        publishedAt: '2026-01-01T02:00:00.000Z',
      }),
  },
});
