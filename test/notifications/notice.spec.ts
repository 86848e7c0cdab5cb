import { expect, test } from '@jest/globals';
import type { ViewEvent } from '../../projections/projection.js';
import { correction } from '../costs.js';
import { noticesOf, told } from '../../src/notifications/notice.js';
import { textOf } from '../../src/notifications/texts.js';

const noticed = (type: string, data: object) => noticesOf({ type, data } as ViewEvent);
const onIdea = { ideaId: 'garden', publicNote: 'Note.' };
const inPhase = { phaseId: 'pb26.vote', reason: 'Rain.', closesAt: null };
const author = { authorOf: 'garden' };
const voters = { votersOf: 'pb26.vote' };
const status = { ideaId: 'garden', to: 'accepted', publicReason: 'Yes.', nextSteps: 'Work.' };

/** Each event that is worth telling, and who is told of it why. */
const cases: Record<string, [data: object, ...told: [string, object][]]> = {
  IdeaStatusChanged: [{ ...status, notify: true }, ['idea_status', author]],
  OfficialFeedbackGiven: [onIdea, ['official_feedback', author]],
  OfficialFeedbackOverdue: [onIdea, ['feedback_overdue', author]],
  IdeaHidden: [onIdea, ['idea_hidden', author]],
  IdeaRestored: [onIdea, ['idea_restored', author]],
  IdeaDisqualifiedFromBallot: [
    { ...inPhase, ideaId: 'garden' },
    ['idea_disqualified', author],
    ['option_disqualified', { ...voters, choosing: 'garden' }],
  ],
  IdeaMergedInto: [
    { ...onIdea, reason: 'The same.', votePolicy: 'invite_revote' },
    ['idea_merged', author],
    ['vote_merged', { votersOn: 'garden' }],
  ],
  IdeaCostCorrected: [
    { ...correction, currency: 'EUR' },
    ['option_repriced', { ...voters, choosing: 'garden' }],
  ],
  PhaseRescheduled: [
    { ...inPhase, to: { opensAt: 'a', closesAt: 'b' } },
    ['phase_rescheduled', voters],
  ],
  PhaseReopened: [inPhase, ['phase_reopened', voters]],
  PhaseCancelled: [inPhase, ['phase_cancelled', voters]],
  ResultsPublished: [inPhase, ['results_published', voters]],
};

test.each(Object.entries(cases))('%s is told to whom it concerns', (type, [data, ...expected]) => {
  expect(noticed(type, data).map(({ reason, to }) => [reason, to])).toEqual(expected);
});

test('every event that is told has a case, and nothing else is told', () => {
  expect(Object.keys(told).sort()).toEqual(Object.keys(cases).sort());
  expect(noticed('PhaseAdded', inPhase)).toEqual([]);
});

test('E28 a muted change of status is on record all the same', () => {
  expect(noticed('IdeaStatusChanged', { ...status, notify: false })).toMatchObject([
    { muted: true },
  ]);
});

test('E14 a muted correction of a price is on record all the same', () => {
  expect(noticed('IdeaCostCorrected', { ...correction, notify: false })).toMatchObject([
    { muted: true },
  ]);
});

test('E14 the price before and after is told as money', () => {
  const [{ reason, says }] = noticed('IdeaCostCorrected', { ...correction, currency: 'EUR' }) as [
    any,
  ];
  const [fr, en] = ['fr', 'en'].map((l) => textOf(l, reason, { title: null, says }).text);
  expect(fr).toMatch(/Prix : 60,00\s€, désormais 80,00\s€/);
  expect(en).toContain('Price: €60.00, from now on €80.00');
});

test('every message has words in French and in English, and English for everybody else', () => {
  for (const [type, [data]] of Object.entries(cases))
    for (const { reason, says } of noticed(type, data)) {
      const [fr, en, de] = ['fr-FR', 'en', 'de'].map((l) =>
        textOf(l, reason, { title: 'T', says }),
      );
      expect(fr!.text).not.toBe(en!.text);
      expect(de).toEqual(en);
      for (const { subject, text } of [fr!, en!]) {
        expect(subject).toMatch(/^\S[^\r\n]+$/);
        expect(text).not.toMatch(/undefined|null/);
      }
    }
});
