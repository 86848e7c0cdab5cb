import { describe, expect, test } from '@jest/globals';
import type { ChangeIdeaStatus } from '../../src/domain/idea/commands.js';
import { transitions } from '../../src/domain/idea/decide-status.js';
import type { StatusCategory } from '../../src/domain/organisation/events.js';
import { consultation, consultationId, fact, organisationId, submittedIdea } from '../arcueil.js';
import { given, type Reason } from '../given.js';

const onGarden = { organisationId, consultationId, ideaId: 'garden' };
const known = given(...consultation, submittedIdea());
const unknownIdea: Reason = ['IDEA_UNKNOWN', { ideaId: 'garden' }, 'ideaId'];

const change = (to: string, over: Partial<ChangeIdeaStatus> = {}): ChangeIdeaStatus => ({
  type: 'ChangeIdeaStatus',
  ...onGarden,
  to,
  publicReason: 'It is feasible.',
  nextSteps: 'The council debates it in June.',
  feedbackId: 'f1',
  notify: true,
  ...over,
});
const changed = (from: string, to: StatusCategory, over: object = {}) =>
  fact('IdeaStatusChanged', {
    ideaId: 'garden',
    from,
    to,
    category: to,
    publicReason: 'It is feasible.',
    nextSteps: 'The council debates it in June.',
    feedbackId: null,
    notify: true,
    ...over,
  });
const feedback = (feedbackId: string, text: string, authorLabel: string) =>
  fact(
    'OfficialFeedbackGiven',
    { ideaId: 'garden', feedbackId, agentRef: 'sofia', docRefs: [] },
    { text, authorLabel },
  );

describe('changing the status of an idea', () => {
  test('E28 it says in public why, and what comes next', () =>
    known
      .when(
        change('in_review', {
          publicReason: ' It is feasible. ',
          nextSteps: ' The council debates it in June.\n',
        }),
      )
      .then(changed('open', 'in_review')));

  test('E28 muting messages does not silence the change', () =>
    known
      .when(change('in_review', { notify: false }))
      .then(changed('open', 'in_review', { notify: false })));

  test('what comes next is always said', () => {
    known
      .when(change('in_review', { nextSteps: ' ' }))
      .refused('NEXT_STEPS_REQUIRED', {}, 'nextSteps');
    known
      .when(change('in_review', { nextSteps: 'x'.repeat(20_001) }))
      .refused('TEXT_TOO_LONG', { limit: 20_000, length: 20_001 }, 'nextSteps');
  });

  test('a final status, or one that asks for it, needs a public reason; another does not', () => {
    for (const to of ['rejected', 'closed'])
      known
        .when(change(to, { publicReason: ' ' }))
        .refused('REASON_REQUIRED', { statusId: to }, 'publicReason');
    known
      .and(changed('open', 'accepted'))
      .when(change('implemented', { publicReason: null }))
      .refused('REASON_REQUIRED', { statusId: 'implemented' }, 'publicReason');
    known
      .when(change('in_review', { publicReason: null }))
      .then(changed('open', 'in_review', { publicReason: null }));
  });

  test('statuses follow each other as announced, and no other way', () => {
    const all = Object.keys(transitions) as StatusCategory[];
    for (const from of all)
      for (const to of all.filter((category) => category !== from)) {
        const idea = from === 'open' ? known : known.and(changed('open', from));
        if (transitions[from].includes(to)) idea.when(change(to)).then(changed(from, to));
        else
          idea
            .when(change(to))
            .refused('STATUS_TRANSITION', { from, to, allowed: transitions[from] }, 'to');
      }
    expect(transitions.rejected).not.toContain('accepted');
    expect(transitions.implemented).not.toContain('open');
  });

  test('E28b the same status for the same reason, or for none, is nothing new', () => {
    const reviewed = known.and(changed('open', 'in_review'));
    reviewed.when(change('in_review')).then();
    reviewed.when(change('in_review', { publicReason: '  ' })).then();
  });

  test('E28b the same status with a new reason is feedback, in the name of the organisation', () => {
    const reviewed = known.and(changed('open', 'in_review'));
    const again = change('in_review', { publicReason: ' The land is ours. ' });
    reviewed.when(again).then(feedback('f1', 'The land is ours.', 'Arcueil'));
    reviewed.and(again).when(again).then();
    reviewed
      .when(change('in_review', { publicReason: 'x'.repeat(20_001) }))
      .refused('TEXT_TOO_LONG', { limit: 20_000, length: 20_001 }, 'publicReason');
  });

  test('a change refers to feedback that was given, never to one that was not', () =>
    known
      .and(feedback('f1', 'Thank you.', 'Parks'))
      .when(change('in_review'))
      .then(changed('open', 'in_review', { feedbackId: 'f1' })));

  test('a status that is not defined is unknown, even one called “constructor”', () => {
    for (const to of ['postponed', 'constructor'])
      known.when(change(to)).refused('STATUS_UNKNOWN', { statusId: to }, 'to');
  });

  test('all that is wrong is told at once', () =>
    known
      .and(changed('open', 'rejected'))
      .when(change('implemented', { nextSteps: '', publicReason: '' }))
      .refusedTogether(
        [
          'STATUS_TRANSITION',
          { from: 'rejected', to: 'implemented', allowed: ['in_review', 'rejected'] },
        ],
        ['NEXT_STEPS_REQUIRED'],
        ['REASON_REQUIRED', { statusId: 'implemented' }],
      ));

  test('an idea nobody submitted has no status', () =>
    given(...consultation)
      .when(change('in_review'))
      .refused(...unknownIdea));
});

describe('official feedback', () => {
  const give = {
    type: 'GiveOfficialFeedback',
    ...onGarden,
    feedbackId: 'f1',
    text: 'Thank you.',
    authorLabel: 'Parks',
  } as const;

  test('it is given with a name that the public reads, and the agent on record', () => {
    known.when(give).then(feedback('f1', 'Thank you.', 'Parks'));
    known
      .when({ ...give, docRefs: ['plan.pdf'] })
      .then(
        fact(
          'OfficialFeedbackGiven',
          { ideaId: 'garden', feedbackId: 'f1', agentRef: 'sofia', docRefs: ['plan.pdf'] },
          { text: 'Thank you.', authorLabel: 'Parks' },
        ),
      );
  });

  test('it is given once, says something, and somebody says it', () =>
    known
      .and(feedback('f1', 'Thank you.', 'Parks'))
      .when({ ...give, text: '', authorLabel: '' })
      .refusedTogether(
        ['ALREADY_EXISTS', { id: 'f1' }],
        ['TEXT_REQUIRED', {}, 'text'],
        ['TEXT_REQUIRED', {}, 'authorLabel'],
      ));

  test('E42 an answer that is not the last says by which day there will be another one', () => {
    const now = '2026-11-30T12:00:00.000Z';
    const asked = known.at(now);
    asked.when({ ...give, nextFeedbackOn: '2027-02-28' }).then(
      fact(
        'OfficialFeedbackGiven',
        {
          ...{ ideaId: 'garden', feedbackId: 'f1', agentRef: 'sofia', docRefs: [] },
          feedbackDueAt: '2027-02-28T23:00:00.000Z',
        },
        { text: 'Thank you.', authorLabel: 'Parks' },
      ),
    );
    asked
      .when({ ...give, nextFeedbackOn: '2027-02-29' })
      .refused('INVALID_DATE', {}, 'nextFeedbackOn');
    asked
      .when({ ...give, nextFeedbackOn: '2026-11-29' })
      .refused('IN_THE_PAST', { now }, 'nextFeedbackOn');
  });

  test('it answers an idea that exists', () =>
    given(...consultation)
      .when(give)
      .refused(...unknownIdea));
});
