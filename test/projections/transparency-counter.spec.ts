import { transparencyCounter } from '../../projections/transparency-counter.js';
import {
  commentFlagged,
  commentHidden,
  commentRestored,
  consultationId,
  flagged,
  hidden,
  shownAgain,
} from '../arcueil.js';
import { seen, specsOf } from '../seen.js';

const spam = flagged('dan-on-bench', 'bench');

specsOf(transparencyCounter, {
  ContentFlagged: {
    'flags are counted by their reason': () =>
      seen(transparencyCounter, flagged(), flagged('dan-on-garden'), {
        fact: { ...spam, data: { ...spam.data, reasonCode: 'spam' } },
      }).rows(
        { consultationId, reasonCode: 'offensive', flags: 2, hides: 0, restores: 0 },
        { consultationId, reasonCode: 'spam', flags: 1, hides: 0, restores: 0 },
      ),
  },
  CommentFlagged: {
    'flags of comments count with those of ideas': () =>
      seen(transparencyCounter, flagged(), commentFlagged).rows({
        flags: 2,
        hides: 0,
        restores: 0,
      }),
  },
  CommentHidden: {
    'so do hidden comments': () =>
      seen(transparencyCounter, hidden(), commentHidden).rows({ flags: 0, hides: 2, restores: 0 }),
  },
  CommentRestored: {
    'and those that are shown again': () =>
      seen(transparencyCounter, commentHidden, commentRestored).rows({
        ...{ flags: 0, hides: 1, restores: 1 },
      }),
  },
  IdeaHidden: {
    'E21 each hiding is one more for its reason': () =>
      seen(transparencyCounter, flagged(), hidden(), hidden('bench')).rows({
        flags: 1,
        hides: 2,
        restores: 0,
      }),
  },
  IdeaRestored: {
    'E21 what is shown again is counted, and that it was hidden stays so': () =>
      seen(transparencyCounter, hidden(), shownAgain()).rows({ flags: 0, hides: 1, restores: 1 }),
  },
});
