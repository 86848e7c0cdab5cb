import { describe, expect, test } from '@jest/globals';
import type { CahierFact } from '../../src/domain/events.js';
import type { NoteOverdueFeedback } from '../../src/domain/idea/commands.js';
import { overdue } from '../../src/reactions/overdue.js';
import { changesOf } from '../../src/reactions/reaction.js';
import {
  consultation,
  consultationId,
  fact,
  handled,
  hidden,
  ideation,
  mergedInto,
  opened,
  shownAgain,
  submittedIdea,
  takenBack,
  unmerged,
  type Actor,
} from '../arcueil.js';
import { given } from '../given.js';
import { logOf } from '../seen.js';

const cahier: Actor = { kind: 'system', ref: 'cahier', role: 'system' };
const dueAt = '2026-06-01T22:00:00.000Z';
const before = '2026-06-01T21:59:59.999Z';
const later = '2026-09-01T22:00:00.000Z';
const note: NoteOverdueFeedback = { type: 'NoteOverdueFeedback', consultationId, ideaId: 'garden' };
const noted = (until = dueAt) =>
  fact('OfficialFeedbackOverdue', { ideaId: 'garden', dueAt: until });
const answered = (feedbackDueAt?: string) => ({
  ...handled.answered,
  data: { ...handled.answered.data, ...(feedbackDueAt && { feedbackDueAt }) },
});
const inStatus = (category: 'accepted' | 'in_review') =>
  fact('IdeaStatusChanged', {
    ideaId: 'garden',
    ...{ from: 'open', to: category, category, publicReason: 'So.', nextSteps: 'None.' },
    ...{ feedbackId: null, notify: true },
  });
const waiting = (...facts: CahierFact[]) =>
  given(...consultation, opened(ideation), submittedIdea(), ...facts)
    .by(cahier)
    .at(dueAt);

describe('E42 an answer that was promised', () => {
  test('is overdue from the first instant after the promised day, and not a moment before', () => {
    waiting().at(before).when(note).then();
    waiting().when(note).then(noted());
  });

  test('is noted once, however often it is looked for', () => {
    waiting(noted()).when(note).then();
    waiting(noted()).at(later).when(note).then();
  });

  test('is not overdue once it was given, nor when the idea was decided', () => {
    waiting(answered()).when(note).then();
    waiting(inStatus('accepted')).when(note).then();
    waiting(inStatus('accepted'), inStatus('in_review')).when(note).then(noted());
  });

  test('is overdue again where it promised another one that does not come', () => {
    const again = waiting(noted(), answered(later));
    again.when(note).then();
    again.at(later).when(note).then(noted(later));
  });

  test('is owed again, to the day of before, when the answer is taken back', () => {
    waiting(answered(), handled.retracted).when(note).then(noted());
    waiting(answered(later), handled.rewritten).at(later).when(note).then(noted(later));
  });

  test('is owed to nobody while the idea is hidden, withdrawn or merged', () => {
    waiting(hidden()).when(note).then();
    waiting(hidden(), shownAgain()).when(note).then(noted());
    waiting(takenBack()).when(note).then();
    const gone = mergedInto('garden', 'bench');
    waiting(gone).when(note).then();
    waiting(gone, unmerged('garden', 'garden', 'bench'))
      .when(note)
      .then(noted());
  });

  test('is noted in the consultation of the idea, and for an idea that there is', () => {
    waiting()
      .when({ ...note, consultationId: 'other' })
      .then();
    waiting()
      .when({ ...note, ideaId: 'moon' })
      .then();
  });
});

describe('E42 Cahier looks for an answer', () => {
  const looks = (...facts: CahierFact[]) =>
    logOf(...facts)
      .flatMap((event) => changesOf(overdue, event))
      .map((change) => ('set' in change ? [change.set.key, change.set.at] : change));

  test('when the promised day is over, of each promise', () => {
    expect(looks(submittedIdea(), answered(later), answered())).toEqual([
      [`${dueAt} garden`, dueAt],
      [`${later} garden`, later],
    ]);
  });

  test('at once when one may be owed again', () => {
    const facts = [handled.retracted, inStatus('in_review'), shownAgain()];
    const found = looks(...facts, unmerged('garden', 'garden', 'bench'));
    expect(found.map(([key]: any) => key)).toEqual(Array(4).fill('again garden'));
  });

  test('never of ideas that an import brings in', () => {
    const [event] = logOf(submittedIdea());
    expect(changesOf(overdue, { ...event!, channel: 'import' })).toEqual([]);
  });
});
