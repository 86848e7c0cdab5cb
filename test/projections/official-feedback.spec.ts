import { officialFeedback } from '../../projections/official-feedback.js';
import { fact } from '../arcueil.js';
import { seen, specsOf } from '../seen.js';

const given = (feedbackId: string, ideaId = 'garden') =>
  fact(
    'OfficialFeedbackGiven',
    { ideaId, feedbackId, agentRef: 'sofia', docRefs: ['plan.pdf'] },
    { text: 'Thank you.', authorLabel: 'Parks' },
  );

specsOf(officialFeedback, {
  OfficialFeedbackGiven: {
    'each answer stands with the digests of its words, and not with who wrote it': () =>
      seen(officialFeedback, given('f1'), given('f2'), given('f1', 'bench')).rows(
        {
          feedbackId: 'f1',
          ideaId: 'garden',
          consultationId: 'pb26',
          sealed: { text: 'text@1', authorLabel: 'authorLabel@1' },
          docRefs: ['plan.pdf'],
          givenAt: '2026-01-01T01:00:00.000Z',
        },
        { feedbackId: 'f2', ideaId: 'garden' },
        { feedbackId: 'f1', ideaId: 'bench' },
      ),
  },
});
