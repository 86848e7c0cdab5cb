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
    'each answer stands, with who gives it to the public and not who wrote it': () =>
      seen(officialFeedback, given('f1'), given('f2'), given('f1', 'bench')).rows(
        {
          feedbackId: 'f1',
          ideaId: 'garden',
          consultationId: 'pb26',
          text: 'Thank you.',
          authorLabel: 'Parks',
          docRefs: ['plan.pdf'],
          givenAt: '2026-01-01T01:00:00.000Z',
        },
        { feedbackId: 'f2', ideaId: 'garden' },
        { feedbackId: 'f1', ideaId: 'bench' },
      ),
    'an answer whose words are erased leaves its place': () =>
      seen(officialFeedback, { fact: given('f1'), personal: undefined }).rows({
        feedbackId: 'f1',
        text: null,
        authorLabel: null,
        docRefs: ['plan.pdf'],
      }),
  },
});
