import { describe, test } from '@jest/globals';
import type { ReviseIdea, SubmitIdea } from '../../src/domain/idea/commands.js';
import {
  added,
  admitted,
  closed,
  consultation,
  consultationId,
  created,
  fact,
  gardenIdea,
  ideation,
  ideationId,
  opened,
  organisationId,
  published,
  rulesPublished,
  submittedIdea,
  town,
  vote,
  voteId,
  voting,
} from '../arcueil.js';
import { given } from '../given.js';
import { support, supportConfigured, supportId } from '../supports.js';

const ideas = given(...consultation, opened(ideation));

describe('submitting an idea', () => {
  const submit = (over: Partial<SubmitIdea> = {}): SubmitIdea => ({ ...gardenIdea, ...over });
  const submitted = submittedIdea();
  const with_ = (over: object, personal = {}) => ({
    ...submitted,
    data: { ...submitted.data, ...over },
    personal: { ...submitted.personal!, ...personal },
  });
  const dueBy = (feedbackDueAt: string) => with_({ feedbackDueAt });

  test('a citizen submits one while the phase is open; the words stand apart from the rest', () =>
    ideas.when(submit()).then(submitted));

  test('E07 not before the phase opens', () => {
    const planned = given(...consultation);
    const early = ['PHASE_NOT_OPEN', { phaseId: ideationId, opensAt: ideation.opensAt }] as const;
    planned.when(submit()).refused(...early);
    planned
      .at('2026-03-02T00:00:00.000Z')
      .when(submit())
      .refused(...early);
    ideas
      .at('2026-02-28T23:59:59.999Z')
      .when(submit())
      .refused(...early);
  });

  test('E08 not once it is over: at closesAt it is closed, a millisecond before it is open', () => {
    const over = ['PHASE_CLOSED', { phaseId: ideationId, closedAt: ideation.closesAt }] as const;
    ideas.at('2026-03-31T23:59:59.999Z').when(submit()).then(dueBy('2026-07-01T22:00:00.000Z'));
    ideas
      .at(ideation.closesAt!)
      .when(submit())
      .refused(...over);
    ideas
      .and(closed(ideation))
      .at('2026-03-02T00:00:00.000Z')
      .when(submit())
      .refused(...over);
  });

  test('E08 a phase without an announced end takes ideas until it is closed', () => {
    const endless = { ...ideation, closesAt: null };
    const at = '2027-01-01T00:00:00.000Z';
    const open = given(
      ...town,
      created,
      rulesPublished,
      added(endless),
      published,
      opened(endless),
    );
    open.at(at).when(submit()).then(dueBy('2027-04-01T22:00:00.000Z'));
    open
      .and(fact('PhaseClosed', { phaseId: ideationId, at, cause: 'manual', reason: 'Enough.' }))
      .when(submit())
      .refused('PHASE_CLOSED', { phaseId: ideationId, closedAt: at });
  });

  test('the city brings ideas at any time, in a phase or in none', () => {
    const planned = given(...consultation);
    const early = '2026-05-01T22:00:00.000Z';
    planned
      .when(submit({ authorRef: null, origin: 'city', phaseId: null }))
      .then(with_({ authorRef: null, origin: 'city', phaseId: null, feedbackDueAt: early }));
    planned
      .when(submit({ authorRef: null, origin: 'meeting' }))
      .then(with_({ authorRef: null, origin: 'meeting', feedbackDueAt: early }));
  });

  test('the city too names a phase that exists and takes ideas', () => {
    ideas
      .when(submit({ authorRef: null, phaseId: 'pb26.moon' }))
      .refused('PHASE_UNKNOWN', { phaseId: 'pb26.moon' }, 'phaseId');
    ideas
      .when(submit({ authorRef: null, phaseId: voteId }))
      .refused('NOT_AN_IDEATION', { method: 'budgeting' }, 'phaseId');
  });

  test('a citizen says in which phase', () =>
    ideas.when(submit({ phaseId: null })).refused('PHASE_UNKNOWN', {}, 'phaseId'));

  test('a phase of votes takes no ideas', () =>
    given(...voting())
      .when(submit({ phaseId: voteId }))
      .refused('NOT_AN_IDEATION', { method: 'budgeting' }, 'phaseId'));

  test('a draft consultation takes none', () =>
    given(...town, created, rulesPublished)
      .when(submit({ authorRef: null, phaseId: null }))
      .refused('NOT_PUBLISHED'));

  test('a consultation that does not exist takes none', () =>
    given(...town)
      .when(submit())
      .refused('CONSULTATION_UNKNOWN', { consultationId }, 'consultationId'));

  test('an idea begins with the first open status of its organisation', () => {
    const first = fact('StatusDefined', {
      statusId: 'received',
      category: 'open',
      label: 'Received',
      ordering: 0,
      requiresReason: false,
      final: false,
    });
    ideas
      .and(first)
      .when(submit())
      .then(with_({ statusId: 'received' }));
    given(created, rulesPublished, ...consultation.slice(-3), opened(ideation))
      .when(submit({ topicIds: [], areaId: null }))
      .refused('STATUS_UNKNOWN');
  });

  test('every picture is described for those who cannot see it, and the description is personal', () => {
    const picture = { ref: 'roses.jpg', hash: 'ab', altText: 'Roses' };
    ideas
      .when(submit({ attachments: [picture] }))
      .then(with_({ attachments: [{ ref: 'roses.jpg', hash: 'ab' }] }, { altTexts: ['Roses'] }));
    ideas
      .when(submit({ attachments: [picture, { ...picture, altText: ' ' }] }))
      .refused('TEXT_REQUIRED', {}, 'attachments.1.altText');
  });

  test('all that is wrong is told at once', () =>
    ideas
      .and(submitted, fact('AreaRetired', { areaId: 'north' }))
      .when(
        submit({
          text: { title: '\u200b\n', body: 'x'.repeat(20_001), locale: 'en' },
          areaId: 'north',
          topicIds: ['green', 'constructor'],
          proposedCost: -1,
          phaseId: voteId,
        }),
      )
      .refusedTogether(
        ['ALREADY_EXISTS', { id: 'garden' }],
        ['TEXT_REQUIRED', {}, 'text.title'],
        ['TEXT_TOO_LONG', { limit: 20_000, length: 20_001 }, 'text.body'],
        ['AREA_RETIRED', { areaId: 'north' }, 'areaId'],
        ['TOPIC_UNKNOWN', { topicId: 'constructor' }, 'topicIds.1'],
        ['INVALID_AMOUNT', { amount: '-1' }, 'proposedCost'],
        ['NOT_AN_IDEATION', { method: 'budgeting' }, 'phaseId'],
        ['PHASE_NOT_OPEN', { phaseId: voteId, opensAt: vote.opensAt }],
      ));
});

describe('revising an idea', () => {
  const text = { title: 'A park', body: 'With trees.', locale: 'en' };
  const revise = (over: Partial<ReviseIdea> = {}): ReviseIdea => ({
    type: 'ReviseIdea',
    organisationId,
    consultationId,
    ideaId: 'garden',
    text,
    authorRef: 'anna',
    kind: 'material',
    ...over,
  });
  const revised = (by: string, kind: 'editorial' | 'material', reason?: string) =>
    fact(
      'IdeaRevised',
      { ideaId: 'garden', ideaVersion: 2, editorRef: by, kind },
      { ...text, ...(reason && { reason }) },
    );
  const known = ideas.and(submittedIdea());
  const onBallot = given(submittedIdea(), admitted(), ...voting());

  test('its author does so while the phase is open', () => {
    known.when(revise()).then(revised('anna', 'material'));
    known
      .at(ideation.closesAt!)
      .when(revise())
      .refused('PHASE_CLOSED', { phaseId: ideationId, closedAt: ideation.closesAt });
  });

  test('nobody revises the idea of another', () => {
    known.when(revise({ authorRef: 'bob' })).refused('NOT_THE_AUTHOR');
    const ofCity = submittedIdea();
    given(...consultation, { ...ofCity, data: { ...ofCity.data, authorRef: null, phaseId: null } })
      .when(revise({ authorRef: 'bob' }))
      .refused('NOT_THE_AUTHOR');
  });

  test('an agent does so at any time, and says why', () => {
    const late = known.at(ideation.closesAt!);
    late
      .when(revise({ authorRef: null, reason: ' Typo. ' }))
      .then(revised('sofia', 'material', 'Typo.'));
    late.when(revise({ authorRef: null, reason: ' ' })).refused('REASON_REQUIRED', {}, 'reason');
  });

  test('E16 once a vote on it has begun its substance stays; an agent may mend its words', () => {
    const hasVotes = ['IDEA_HAS_VOTES', { phaseIds: [voteId] }] as const;
    onBallot.when(revise({ authorRef: null, reason: 'Merge.' })).refused(...hasVotes);
    onBallot
      .when(revise({ authorRef: null, kind: 'editorial', reason: 'Typo.' }))
      .then(revised('sofia', 'editorial', 'Typo.'));
    onBallot
      .and(closed(vote))
      .when(revise({ authorRef: null, reason: 'Merge.' }))
      .refused(...hasVotes);
  });

  test('E16 nor does its substance change once people can support it, though that be over', () => {
    const supported = known.and(added(support), supportConfigured(), opened(support));
    const hasVotes = ['IDEA_HAS_VOTES', { phaseIds: [supportId] }] as const;
    supported.when(revise({ authorRef: null, reason: 'Merge.' })).refused(...hasVotes);
    supported
      .and(closed(support))
      .when(revise({ authorRef: null, reason: 'Merge.' }))
      .refused(...hasVotes);
  });

  test('E16 once a vote on it has begun its author changes no word', () =>
    onBallot
      .when(revise({ kind: 'editorial' }))
      .refusedTogether(
        ['PHASE_CLOSED', { phaseId: ideationId, closedAt: ideation.closesAt }],
        ['IDEA_HAS_VOTES', { phaseIds: [voteId] }],
      ));

  test('an idea on a ballot that has not opened may still change', () =>
    known.and(admitted()).when(revise()).then(revised('anna', 'material')));

  test('it keeps a title, and its limits', () =>
    known
      .when(
        revise({
          text: { title: '', body: 'x'.repeat(20_001), locale: 'en' },
          reason: 'x'.repeat(20_001),
        }),
      )
      .refusedTogether(
        ['TEXT_TOO_LONG', { limit: 20_000, length: 20_001 }, 'reason'],
        ['TEXT_REQUIRED', {}, 'text.title'],
        ['TEXT_TOO_LONG', { limit: 20_000, length: 20_001 }, 'text.body'],
      ));

  test('an idea nobody submitted, or of another consultation, is unknown', () => {
    ideas.when(revise()).refused('IDEA_UNKNOWN', { ideaId: 'garden' }, 'ideaId');
    known
      .when(revise({ consultationId: 'pb25' }))
      .refused('IDEA_UNKNOWN', { ideaId: 'garden' }, 'ideaId');
  });

  test('an archived consultation leaves its ideas as they are', () =>
    known
      .and(
        fact('ConsultationArchived', {
          at: '2026-07-01T00:00:00.000Z',
          outcomeSummary: 'Built.',
          noFollowUpReason: null,
        }),
      )
      .when(revise({ authorRef: null, reason: 'Typo.' }))
      .refused('CONSULTATION_ARCHIVED', { consultationId }));
});
