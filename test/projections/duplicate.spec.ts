import { duplicate } from '../../projections/duplicate.js';
import { alike, consultationId, mergedInto, notAlike, unmerged } from '../arcueil.js';
import { seen, specsOf } from '../seen.js';

const pair = { ideaId: 'bench', otherIdeaId: 'garden' };
const back = { ideaId: 'garden', otherIdeaId: 'bench' };

specsOf(duplicate, {
  DuplicateSuggested: {
    'a suggestion stands with either idea, with who says so and how sure they are': () =>
      seen(duplicate, alike('bench', 'garden')).rows(
        {
          ...pair,
          consultationId,
          status: 'suggested',
          source: 'machine',
          model: 'm1',
          score: 60,
          reason: null,
        },
        { ...back, status: 'suggested' },
      ),
  },
  DuplicateDismissed: {
    'a person has said that they are two, and why': () =>
      seen(duplicate, alike('bench', 'garden'), notAlike('bench', 'garden')).rows(
        { ...pair, status: 'dismissed', model: 'm1', reason: 'Another place.' },
        { ...back, status: 'dismissed' },
      ),
  },
  IdeaMergedInto: {
    'T27 they were merged, suggested or not': () =>
      seen(duplicate, mergedInto('bench', 'garden')).rows(
        { ...pair, status: 'merged', source: null, reason: 'All for the same place.' },
        { ...back, status: 'merged' },
      ),
    'what came along is with the idea that goes on, and no longer with the one before': () =>
      seen(
        duplicate,
        mergedInto('lamps', 'bench'),
        mergedInto('bench', 'garden'),
        mergedInto('lamps', 'garden', 'bench'),
      ).rows(
        { ideaId: 'lamps', otherIdeaId: 'bench', status: 'unmerged' },
        { ideaId: 'bench', otherIdeaId: 'lamps', status: 'unmerged' },
        { ...pair, status: 'merged' },
        { ...back, status: 'merged' },
        { ideaId: 'lamps', otherIdeaId: 'garden', status: 'merged' },
        { ideaId: 'garden', otherIdeaId: 'lamps', status: 'merged' },
      ),
  },
  IdeaUnmerged: {
    'E19 the merge was taken apart, though both ideas tell of it': () =>
      seen(
        duplicate,
        mergedInto('bench', 'garden'),
        unmerged('bench', 'bench', 'garden'),
        unmerged('garden', 'bench', 'garden'),
      ).rows(
        { ...pair, status: 'unmerged', reason: 'It can stand alone.' },
        { ...back, status: 'unmerged' },
      ),
  },
});
