import { staffInbox } from '../../projections/staff-inbox.js';
import {
  alike,
  assigned,
  consultationId,
  fact,
  flagged,
  hidden,
  mergedInto,
  notAlike,
  shownAgain,
  submittedIdea,
  unmerged,
  takenBack,
} from '../arcueil.js';
import { seen, specsOf } from '../seen.js';

const status = (category: 'accepted' | 'in_review') =>
  fact('IdeaStatusChanged', {
    ideaId: 'garden',
    ...{ from: 'open', to: category, category, publicReason: 'So.', nextSteps: 'None.' },
    ...{ feedbackId: null, notify: true },
  });

specsOf(staffInbox, {
  IdeaSubmitted: {
    'an idea waits for somebody to take it': () =>
      seen(staffInbox, submittedIdea()).rows({
        ...{ ideaId: 'garden', consultationId, departmentId: null, agentRef: null },
        ...{ assignedAt: null, statusCategory: 'open', flags: 0, duplicates: [], done: false },
      }),
  },
  IdeaAssigned: {
    'it lies with the department, and there with the agent, to whom it was given last': () =>
      seen(
        staffInbox,
        submittedIdea(),
        assigned(),
        fact('IdeaAssigned', {
          ...{ ideaId: 'garden', departmentId: 'roads', agentRef: 'agent-7' },
          previous: { departmentId: 'parks', agentRef: null },
        }),
      ).rows({
        ...{ departmentId: 'roads', agentRef: 'agent-7', assignedAt: '2026-01-01T03:00:00.000Z' },
      }),
  },
  IdeaStatusChanged: {
    'it is done once it is decided, and not while it is looked at': () => {
      seen(staffInbox, submittedIdea(), status('accepted')).rows({ done: true });
      return seen(staffInbox, submittedIdea(), status('accepted'), status('in_review')).rows({
        statusCategory: 'in_review',
        done: false,
      });
    },
  },
  ContentFlagged: {
    'flags add up': () =>
      seen(staffInbox, submittedIdea(), flagged(), flagged('dora-on-garden')).rows({ flags: 2 }),
  },
  IdeaHidden: {
    'a moderator who hides it has answered the flags': () =>
      seen(staffInbox, submittedIdea(), flagged(), hidden()).rows({ flags: 0 }),
  },
  IdeaRestored: {
    'so has one who shows it again': () =>
      seen(staffInbox, submittedIdea(), hidden(), flagged(), shownAgain()).rows({ flags: 0 }),
  },
  DuplicateSuggested: {
    'ideas that may be the same wait for a person, each once': () =>
      seen(
        staffInbox,
        submittedIdea('bench'),
        alike('bench', 'garden'),
        alike('bench', 'lamps'),
        alike('bench', 'garden'),
      ).rows({ duplicates: ['lamps', 'garden'] }),
  },
  DuplicateDismissed: {
    'a person has said that they are two': () =>
      seen(
        staffInbox,
        submittedIdea('bench'),
        alike('bench', 'garden'),
        notAlike('bench', 'garden'),
      ).rows({ duplicates: [] }),
  },
  IdeaWithdrawn: {
    'nothing is to be done with an idea that was taken back': () =>
      seen(staffInbox, submittedIdea(), takenBack()).rows({ done: true }),
  },
  IdeaMergedInto: {
    'nor with one that another has taken in': () =>
      seen(
        staffInbox,
        submittedIdea('bench'),
        alike('bench', 'garden'),
        mergedInto('bench', 'garden'),
      ).rows({ duplicates: [], done: true }),
  },
  IdeaUnmerged: {
    'taken apart again, it waits again; the other one is as it was': () =>
      seen(
        staffInbox,
        submittedIdea(),
        status('accepted'),
        submittedIdea('bench'),
        mergedInto('bench', 'garden'),
        unmerged('bench', 'bench', 'garden'),
        unmerged('garden', 'bench', 'garden'),
      ).rows({ ideaId: 'garden', done: true }, { ideaId: 'bench', done: false }),
  },
});
