import { officialFeedback } from '../../projections/official-feedback.js';
import { fact, handled } from '../arcueil.js';
import { seen, specsOf } from '../seen.js';

const feedback = (ideaId: string, feedbackId: string) =>
  fact(
    'OfficialFeedbackGiven',
    { ideaId, feedbackId, agentRef: 'sofia', docRefs: ['plan.pdf'] },
    { text: 'Thank you.', authorLabel: 'Parks' },
  );
const words = (position: number) => ({
  text: `text@${position}`,
  authorLabel: `authorLabel@${position}`,
});

specsOf(officialFeedback, {
  OfficialFeedbackGiven: {
    'an answer has its documents and the digests of its words, and does not name the agent': () =>
      seen(
        officialFeedback,
        feedback('garden', 'f1'),
        feedback('bench', 'f2'),
        feedback('bench', 'f1'),
      ).rows(
        {
          feedbackId: 'f1',
          ideaId: 'garden',
          consultationId: 'pb26',
          sealed: words(1),
          docRefs: ['plan.pdf'],
          givenAt: '2026-01-01T01:00:00.000Z',
          modifiedAt: null,
          retractedAt: null,
          retraction: {},
          revisions: [
            {
              revision: 1,
              sealed: words(1),
              docRefs: ['plan.pdf'],
              at: '2026-01-01T01:00:00.000Z',
            },
          ],
        },
        { feedbackId: 'f2', ideaId: 'bench' },
        { feedbackId: 'f1', ideaId: 'bench' },
      ),
  },
  OfficialFeedbackRevised: {
    'E29 the page shows what it says now, since when, and what it said before': () =>
      seen(officialFeedback, handled.answered, handled.rewritten).rows({
        sealed: words(2),
        docRefs: [],
        givenAt: '2026-01-01T01:00:00.000Z',
        modifiedAt: '2026-01-01T02:00:00.000Z',
        revisions: [
          { revision: 1, sealed: words(1), docRefs: ['plan.pdf'], at: '2026-01-01T01:00:00.000Z' },
          {
            revision: 2,
            sealed: { ...words(2), reason: 'reason@2' },
            docRefs: [],
            at: '2026-01-01T02:00:00.000Z',
          },
        ],
      }),
  },
  OfficialFeedbackRetracted: {
    'E29 a marker with the reason stays where an answer was taken back': () =>
      seen(officialFeedback, handled.answered, handled.retracted).rows({
        retractedAt: '2026-01-01T02:00:00.000Z',
        retraction: { reason: 'reason@2' },
        revisions: [
          { revision: 1, sealed: words(1), docRefs: ['plan.pdf'], at: '2026-01-01T01:00:00.000Z' },
        ],
      }),
  },
});
