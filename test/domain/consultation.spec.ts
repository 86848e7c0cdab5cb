import { describe, test } from '@jest/globals';
import type {
  CreateConsultation,
  PublishDecision,
} from '../../src/domain/consultation/commands.js';
import {
  added,
  closed,
  consultation,
  consultationId,
  created,
  decision,
  department,
  fact,
  ideation,
  opened,
  organisationId,
  published,
  report,
  rulesOfTheGame,
  submittedIdea,
  rulesPublished,
  town,
} from '../arcueil.js';
import { given } from '../given.js';

const archived = fact('ConsultationArchived', {
  at: '2026-07-01T00:00:00.000Z',
  outcomeSummary: 'Built.',
  noFollowUpReason: null,
});

describe('creating a consultation', () => {
  const { timeZone: _timeZone, currency: _currency, ...said } = created.data;
  const create: CreateConsultation = { type: 'CreateConsultation', ...said };

  test('it speaks of the time and money of its organisation', () =>
    given(...town)
      .when(create)
      .then(created));

  test('it may have its own', () =>
    given(...town)
      .when({ ...create, timeZone: 'Indian/Reunion', currency: 'CHF' })
      .then({ ...created, data: { ...said, timeZone: 'Indian/Reunion', currency: 'CHF' } }));

  test('it is held by an organisation that exists', () =>
    given().when(create).refused('ORGANISATION_UNKNOWN', { organisationId }, 'organisationId'));

  test('a department may hold it, if it is in use', () => {
    const parks = { ...create, departmentId: 'parks' };
    const before = given(...town, department('parks'));
    before.when(parks).then({ ...created, data: { ...created.data, departmentId: 'parks' } });
    before.when({ ...create, departmentId: null }).then(created);
    const unknown = ['DEPARTMENT_UNKNOWN', { departmentId: 'roads' }, 'departmentId'] as const;
    before.when({ ...create, departmentId: 'roads' }).refused(...unknown);
    before
      .and(fact('DepartmentRetired', { departmentId: 'parks' }))
      .when(parks)
      .refused('DEPARTMENT_RETIRED', { departmentId: 'parks' });
  });

  test('all that is wrong is told at once', () =>
    given(...town, created, fact('AreaRetired', { areaId: 'north' }))
      .when({
        ...create,
        title: '',
        purpose: 'x'.repeat(20_001),
        areaIds: ['centre', 'north', 'south'],
        topicIds: ['green', 'red'],
      })
      .refusedTogether(
        ['ALREADY_EXISTS', { id: consultationId }],
        ['TEXT_REQUIRED', {}, 'title'],
        ['TEXT_TOO_LONG', { limit: 20_000, length: 20_001 }, 'purpose'],
        ['AREA_RETIRED', { areaId: 'north' }, 'areaIds.1'],
        ['AREA_UNKNOWN', { areaId: 'south' }, 'areaIds.2'],
        ['TOPIC_UNKNOWN', { topicId: 'red' }, 'topicIds.1'],
      ));
});

describe('the rules of the game', () => {
  const publish = {
    type: 'PublishRules',
    organisationId,
    consultationId,
    ...rulesOfTheGame,
  } as const;

  test('they are published as version 1, then 2', () => {
    given(created).when(publish).then(rulesPublished);
    given(created, rulesPublished)
      .when({ ...publish, bindingness: 'advisory' })
      .then(
        fact('RulesPublished', { ...rulesOfTheGame, bindingness: 'advisory', rulesVersion: 2 }),
      );
  });

  test('the same rules again are no new version, in whatever order they are written', () => {
    given(created, rulesPublished).when(publish).then();
    given(created, rulesPublished)
      .when({ ...publish, feedbackPromise: { batchSize: 10, every: 'P3M' } })
      .then();
  });

  test('a threshold leads to a body that exists', () => {
    const threshold = { thresholdId: 'debate', votes: 50, routesToBodyId: 'senate' };
    given(...town, created)
      .when({ ...publish, threshold })
      .refused('BODY_UNKNOWN', { bodyId: 'senate' }, 'threshold.routesToBodyId');
    given(...town, created)
      .when({ ...publish, threshold: { ...threshold, routesToBodyId: 'council' } })
      .then(
        fact('RulesPublished', {
          ...rulesOfTheGame,
          threshold: { ...threshold, routesToBodyId: 'council' },
          rulesVersion: 1,
        }),
      );
  });

  test('they have a text and a commitment, and a threshold of one vote or more', () =>
    given(created)
      .when({
        ...publish,
        text: '',
        commitment: '',
        threshold: { thresholdId: 'debate', votes: 0, routesToBodyId: null },
      })
      .refusedTogether(
        ['TEXT_REQUIRED', {}, 'text'],
        ['TEXT_REQUIRED', {}, 'commitment'],
        ['INVALID_THRESHOLD', {}, 'threshold.votes'],
      ));
});

describe('publishing a consultation', () => {
  const publish = { type: 'PublishConsultation', organisationId, consultationId } as const;

  test('it is published once it says what it is for and by what rules', () =>
    given(created, rulesPublished).at(published.data.at).when(publish).then(published));

  test('publishing it twice is nothing new', () =>
    given(created, rulesPublished, published).when(publish).then());

  test('without purpose and rules it stays a draft', () =>
    given({ ...created, data: { ...created.data, purpose: ' ' } })
      .when(publish)
      .refusedTogether(['PURPOSE_REQUIRED'], ['RULES_REQUIRED']));
});

describe('taking a consultation back', () => {
  const unpublish = {
    type: 'UnpublishConsultation',
    consultationId,
    reason: 'Too early.',
    contributions: 0,
  } as const;
  const unpublished = fact('ConsultationUnpublished', { reason: 'Too early.' });

  test('while nobody has brought anything in, it becomes a draft again', () => {
    given(...consultation)
      .when(unpublish)
      .then(unpublished);
    given(...consultation, unpublished)
      .when(unpublish)
      .then();
  });

  test('what people have brought in stays public', () =>
    given(...consultation)
      .when({ ...unpublish, contributions: 3 })
      .refused('HAS_CONTRIBUTIONS', { contributions: 3 }));

  test('not while people may still bring something in, and not without a reason', () =>
    given(...consultation, opened(ideation))
      .when({ ...unpublish, reason: ' ' })
      .refusedTogether(
        ['PHASE_STILL_OPEN', { phaseId: ideation.phaseId, closesAt: ideation.closesAt }],
        ['TEXT_REQUIRED', {}, 'reason'],
      ));
});

describe('documents of a consultation', () => {
  const add = {
    type: 'AddMeetingReport',
    organisationId,
    consultationId,
    ...report.data,
  } as const;
  const known = given(...consultation);

  test('a report, an opinion and a statement are published with their digest', () => {
    known.when(add).then(report);
    known
      .when({ ...add, type: 'AddAdvisoryOpinion' })
      .then(fact('AdvisoryOpinionAdded', report.data));
    known.when({ ...add, type: 'PublishStatement' }).then(fact('StatementPublished', report.data));
  });

  test('a statement may stand for itself, without a document or a body', () => {
    const alone = { ...report.data, bodyId: null, docRef: null, docHash: null };
    known
      .when({ ...add, ...alone, type: 'PublishStatement' })
      .then(fact('StatementPublished', alone));
  });

  test('all that is wrong is told at once', () =>
    known
      .and(report)
      .when({
        ...add,
        bodyId: 'nobody',
        date: '2026-02-30',
        summary: '',
        docRef: null,
        docHash: 'AB',
      })
      .refusedTogether(
        ['ALREADY_EXISTS', { id: 'report-1' }],
        ['BODY_UNKNOWN', { bodyId: 'nobody' }, 'bodyId'],
        ['INVALID_DATE', {}, 'date'],
        ['TEXT_REQUIRED', {}, 'summary'],
        ['DOCUMENT_INCOMPLETE', {}, 'docRef'],
        ['INVALID_DIGEST', {}, 'docHash'],
      ));
});

describe('what a body decided', () => {
  const publish = { type: 'PublishDecision', consultationId, organisationId } as const;
  const asked = [...consultation, submittedIdea()];
  const decide = (over: Partial<PublishDecision> = {}): PublishDecision => ({
    ...publish,
    ...decision.data,
    ...over,
  });

  test('a decision that follows the tally needs no reason', () =>
    given(...asked)
      .when(decide())
      .then(decision));

  test('a decision that does not follow the tally says why', () => {
    given(...asked)
      .when(decide({ followsTally: 'partly', reason: '  ' }))
      .refused('REASON_REQUIRED', { followsTally: 'partly' }, 'reason');
    given(...asked)
      .when(decide({ followsTally: 'no', reason: ' The ground is polluted. ' }))
      .then(
        fact('DecisionPublished', {
          ...decision.data,
          followsTally: 'no',
          reason: 'The ground is polluted.',
        }),
      );
  });

  test('a body that exists decided, on a day of the calendar', () => {
    for (const sessionDate of ['2026-02-30', '2026-13-01', '15/06/2026', '2026-6-5', ''])
      given(...asked)
        .when(decide({ sessionDate, bodyId: 'senate' }))
        .refusedTogether(
          ['BODY_UNKNOWN', { bodyId: 'senate' }, 'bodyId'],
          ['INVALID_DATE', {}, 'sessionDate'],
        );
    given(...asked)
      .when(decide({ sessionDate: '2028-02-29' }))
      .then(fact('DecisionPublished', { ...decision.data, sessionDate: '2028-02-29' }));
  });

  test('a decision is published once, and says what was decided', () =>
    given(...asked, decision)
      .when(decide({ outcome: '', reason: 'x'.repeat(20_001) }))
      .refusedTogether(
        ['ALREADY_EXISTS', { id: 'd1' }],
        ['TEXT_REQUIRED', {}, 'outcome'],
        ['TEXT_TOO_LONG', { limit: 20_000, length: 20_001 }, 'reason'],
      ));

  test('it concerns ideas of the consultation, and no others', () =>
    given(...asked, {
      ...submittedIdea('elsewhere'),
      data: { ...submittedIdea('elsewhere').data, consultationId: 'pb25' },
    })
      .when(decide({ concernsIdeaIds: ['garden', 'nowhere', 'elsewhere'] }))
      .refusedTogether(
        ['IDEA_UNKNOWN', { ideaId: 'nowhere' }, 'concernsIdeaIds.1'],
        ['IDEA_UNKNOWN', { ideaId: 'elsewhere' }, 'concernsIdeaIds.2'],
      ));

  test('there is none in a consultation that does not exist', () =>
    given(...town)
      .when(decide())
      .refused('CONSULTATION_UNKNOWN', { consultationId }, 'consultationId'));
});

describe('ending a consultation', () => {
  const archive = {
    type: 'ArchiveConsultation',
    consultationId,
    outcomeSummary: 'Built.',
  } as const;

  test('it ends in a decision', () =>
    given(...consultation, decision)
      .at(archived.data.at)
      .when(archive)
      .then(archived));

  test('or in an explicit reason why there is none', () =>
    given(...consultation)
      .at(archived.data.at)
      .when({ ...archive, noFollowUpReason: ' The mayor changed. ' })
      .then(
        fact('ConsultationArchived', {
          ...archived.data,
          noFollowUpReason: 'The mayor changed.',
        }),
      ));

  test('it does not end in silence, nor while a phase is open', () =>
    given(...consultation, opened(ideation))
      .when({ ...archive, outcomeSummary: '', noFollowUpReason: ' ' })
      .refusedTogether(
        ['PHASE_STILL_OPEN', { phaseId: ideation.phaseId, closesAt: ideation.closesAt }],
        ['TEXT_REQUIRED', {}, 'outcomeSummary'],
        ['DECISION_REQUIRED', {}, 'noFollowUpReason'],
      ));

  test('a closed phase does not keep it from ending', () =>
    given(...consultation, opened(ideation), closed(ideation), decision)
      .at(archived.data.at)
      .when(archive)
      .then(archived));

  test('once archived it takes no further act', () => {
    const over = given(...consultation, decision, archived);
    const gone = ['CONSULTATION_ARCHIVED', { consultationId }] as const;
    over.when({ ...archive, outcomeSummary: 'Again.' }).refused(...gone);
    over
      .when({ type: 'PublishRules', organisationId, consultationId, ...rulesOfTheGame })
      .refused(...gone);
    over
      .when({ type: 'PublishDecision', organisationId, consultationId, ...decision.data })
      .refused(...gone);
    over.when({ type: 'AddPhase', consultationId, ...ideation }).refused(...gone);
  });

  test('a consultation that does not exist takes no act', () => {
    const gone = ['CONSULTATION_UNKNOWN', { consultationId }, 'consultationId'] as const;
    given()
      .when(archive)
      .refused(...gone);
    given()
      .when({ type: 'PublishConsultation', organisationId, consultationId })
      .refused(...gone);
    given(added(ideation))
      .when({ type: 'OpenPhase', consultationId, phaseId: ideation.phaseId })
      .refused(...gone);
  });
});
