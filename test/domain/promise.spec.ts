import { describe, expect, test } from '@jest/globals';
import { dueAfter, dueOn, promiseTrouble } from '../../src/domain/consultation/promise.js';
import type { SubmitIdea } from '../../src/domain/idea/commands.js';
import {
  consultation,
  consultationId,
  ideation,
  opened,
  organisationId,
  rulesOfTheGame,
} from '../arcueil.js';
import { given } from '../given.js';

describe('E42 an answer that is promised', () => {
  test.each([
    [
      'a day that its month lacks is the last one',
      '2026-11-30T12:00:00.000Z',
      'P3M',
      '2027-02-28T23:00:00.000Z',
    ],
    ['the last of a leap year', '2027-11-30T12:00:00.000Z', 'P3M', '2028-02-29T23:00:00.000Z'],
    [
      'the day is the one in the town, not in Greenwich',
      '2026-11-29T23:30:00.000Z',
      'P3M',
      '2027-02-28T23:00:00.000Z',
    ],
    ['a summer evening', '2026-06-30T21:59:59.999Z', 'P1M', '2026-07-30T22:00:00.000Z'],
    [
      'a minute later it is the next day',
      '2026-06-30T22:00:00.000Z',
      'P1M',
      '2026-08-01T22:00:00.000Z',
    ],
    [
      'over the change to winter time',
      '2026-10-20T10:00:00.000Z',
      'P1W',
      '2026-10-27T23:00:00.000Z',
    ],
    ['a year and ten days', '2026-01-01T10:00:00.000Z', 'P1Y10D', '2027-01-11T23:00:00.000Z'],
  ])('is due to the end of a day in the time of the town: %s', (_why, at, every, due) => {
    expect(dueAfter(at, every, 'Europe/Paris')).toBe(due);
  });

  test('is due to the end of the day that it names', () => {
    expect(dueOn('2027-02-28', 'Europe/Paris')).toBe('2027-02-28T23:00:00.000Z');
    expect(dueOn('2027-02-28', 'America/Guadeloupe')).toBe('2027-03-01T04:00:00.000Z');
    expect(dueOn('2027-03-28', 'Europe/Paris')).toBe('2027-03-28T22:00:00.000Z');
  });

  test.each(['P3M', 'P1Y', 'P2W', 'P90D', 'P1Y2M10D'])('can be promised every %s', (every) => {
    expect(promiseTrouble({ every, batchSize: 10 })).toBeUndefined();
  });

  test.each(['', 'P', 'P0D', 'PT1H', 'P3', 'P-1M', '3M', 'P9999999Y', 'P1.5M'])(
    'cannot be promised every “%s”',
    (every) =>
      given(...consultation)
        .when({
          ...{ type: 'PublishRules', organisationId, consultationId, ...rulesOfTheGame },
          feedbackPromise: { every, batchSize: 10 },
        })
        .refused('INVALID_PROMISE', {}, 'feedbackPromise'),
  );

  test('is on record with the idea as it comes in, and nothing is where nothing was promised', () => {
    const idea: SubmitIdea = {
      type: 'SubmitIdea',
      ...{ organisationId, consultationId, ideaId: 'i' },
      ...{ phaseId: ideation.phaseId, authorRef: 'anna', topicIds: [] },
      origin: 'web',
      text: { title: 'A garden', body: '', locale: 'en' },
    };
    const open = given(...consultation, opened(ideation)).at('2026-03-31T12:00:00.000Z');
    const dueAt = (stage: typeof open) => {
      const { decision } = stage.when(idea);
      return 'facts' in decision && (decision.facts[0]!.data as { feedbackDueAt?: string });
    };
    expect(dueAt(open)).toMatchObject({ feedbackDueAt: '2026-06-30T22:00:00.000Z' });
    const silent = open.and({
      ...{ type: 'PublishRules', organisationId, consultationId, ...rulesOfTheGame },
      feedbackPromise: null,
    });
    expect(dueAt(silent.at('2026-03-31T12:00:00.000Z'))).not.toHaveProperty('feedbackDueAt');
  });
});
