import { decision } from '../../projections/decision.js';
import { decision as published, fact } from '../arcueil.js';
import { seen, specsOf } from '../seen.js';

specsOf(decision, {
  DecisionPublished: {
    'each decision stands, with the reason why it does not follow the tally': () =>
      seen(
        decision,
        published,
        fact('DecisionPublished', {
          ...published.data,
          decisionId: 'd2',
          followsTally: 'no',
          reason: 'The ground is polluted.',
        }),
      ).rows(
        {
          ...published.data,
          consultationId: 'pb26',
          publishedAt: '2026-01-01T01:00:00.000Z',
          reserveJustification: null,
        },
        { decisionId: 'd2', followsTally: 'no', reason: 'The ground is polluted.' },
      ),
    'what is published in a time of reserve says why': () =>
      seen(
        decision,
        fact('DecisionPublished', { ...published.data, reserveJustification: 'The law sets it.' }),
      ).rows({ reserveJustification: 'The law sets it.' }),
    'two consultations may give their decisions the same name': () =>
      seen(decision, published, { fact: published, consultationId: 'pb27' }).rows(
        { decisionId: 'd1', consultationId: 'pb26' },
        { decisionId: 'd1', consultationId: 'pb27' },
      ),
  },
});
