import { describe, test } from '@jest/globals';
import {
  admitted,
  assigned,
  department,
  consultation,
  consultationId,
  fact,
  handled,
  organisationId,
  submittedIdea,
  voteId,
  voting,
} from '../arcueil.js';
import type { ClassifyIdea, PublishAssessment } from '../../src/domain/idea/commands.js';
import { given } from '../given.js';

const onGarden = { organisationId, consultationId, ideaId: 'garden' };
const known = given(...consultation, submittedIdea());
const long = 'x'.repeat(20_001);

describe('an idea', () => {
  const assign = { type: 'AssignIdea', ...onGarden, departmentId: 'parks' } as const;
  const staffed = known.and(department('parks'), department('roads'));
  const agent = { departmentId: 'parks', agentRef: 'agent-7' };

  test('is given to a department, then to one of its agents, then to another department', () => {
    staffed.when(assign).then(assigned());
    const given = staffed.and(assigned());
    given.when(assign).then();
    const before = { departmentId: 'parks', agentRef: null };
    given
      .when({ ...assign, agentRef: ' agent-7 ' })
      .then(fact('IdeaAssigned', { ideaId: 'garden', ...agent, previous: before }));
    given
      .and(fact('IdeaAssigned', { ideaId: 'garden', ...agent, previous: before }))
      .when({ ...assign, departmentId: 'roads' })
      .then(assigned('roads', agent));
  });

  test('is given to no department that nobody defined, or that is out of use', () => {
    known.when(assign).refused('DEPARTMENT_UNKNOWN', { departmentId: 'parks' }, 'departmentId');
    staffed
      .and(fact('DepartmentRetired', { departmentId: 'parks' }))
      .when(assign)
      .refused('DEPARTMENT_RETIRED', { departmentId: 'parks' }, 'departmentId');
    staffed
      .when({ ...assign, agentRef: 'x'.repeat(201) })
      .refused('TEXT_TOO_LONG', { limit: 200, length: 201 }, 'agentRef');
  });
});

describe('an official answer', () => {
  const revise = {
    type: 'ReviseOfficialFeedback',
    ...onGarden,
    feedbackId: 'f1',
    text: 'Thank you all.',
    authorLabel: 'Parks',
    reason: ' There were several. ',
  } as const;
  const retract = {
    type: 'RetractOfficialFeedback',
    ...onGarden,
    feedbackId: 'f1',
    reason: 'It said little.',
  } as const;
  const answered = known.and(handled.answered);

  test('E29 is written anew with a reason, as its next revision', () => {
    answered.when(revise).then(handled.rewritten);
    const third = { ...handled.rewritten.data, feedbackRevision: 3 };
    answered
      .and(handled.rewritten)
      .when(revise)
      .then(fact('OfficialFeedbackRevised', third, handled.rewritten.personal));
  });

  test('E29 is taken back with a reason, once, and is not written anew then', () => {
    answered.when(retract).then(handled.retracted);
    const gone = answered.and(handled.retracted);
    gone.when(retract).then();
    gone.when(revise).refused('FEEDBACK_RETRACTED');
    answered.when({ ...retract, reason: '' }).refused('TEXT_REQUIRED', {}, 'reason');
  });

  test('must be there, and say something', () => {
    known.when(revise).refused('FEEDBACK_UNKNOWN', {}, 'feedbackId');
    known.when(retract).refused('FEEDBACK_UNKNOWN', {}, 'feedbackId');
    answered
      .when({ ...revise, text: '', authorLabel: ' ', reason: '\u200b' })
      .refusedTogether(
        ['TEXT_REQUIRED', {}, 'text'],
        ['TEXT_REQUIRED', {}, 'authorLabel'],
        ['TEXT_REQUIRED', {}, 'reason'],
      );
  });
});

describe('an assessment', () => {
  const assess = {
    type: 'AssessIdea',
    ...onGarden,
    assessmentId: 'a1',
    criterion: 'realisation',
    verdict: 'unfavourable',
    score: 20,
    explanation: ' Pipes lie under it. ',
    published: false,
  } as const;
  const publish: PublishAssessment = {
    type: 'PublishAssessment',
    ...onGarden,
    assessmentIds: ['a1', 'a1'],
  };

  test('E30 is a working paper until it is published, as it is', () => {
    known.when(assess).then(handled.assessed);
    known.and(handled.assessed).when(publish).then(handled.assessmentPublished);
    known.and(handled.assessed, handled.assessmentPublished).when(publish).then();
  });

  test('may be published at once', () =>
    known.when({ ...assess, published: true }).then(handled.assessed, handled.assessmentPublished));

  test('is new, explained, and from 0 to 100; and is there when it is published', () => {
    known
      .and(handled.assessed)
      .when({ ...assess, explanation: '', score: 101 })
      .refusedTogether(
        ['ALREADY_EXISTS', { id: 'a1' }],
        ['TEXT_REQUIRED', {}, 'explanation'],
        ['NOT_WITHIN_HUNDRED', {}, 'score'],
      );
    known
      .when({ ...publish, assessmentIds: ['a1', 'a2'] })
      .refusedTogether(
        ['ASSESSMENT_UNKNOWN', {}, 'assessmentIds.0'],
        ['ASSESSMENT_UNKNOWN', {}, 'assessmentIds.1'],
      );
  });
});

describe('what an idea is about', () => {
  const classify: ClassifyIdea = {
    ...{ type: 'ClassifyIdea', ...onGarden },
    ...{ topicIds: [], areaId: 'north' },
  };

  test('is said by an agent, or by a machine with how sure it is', () => {
    known.when(classify).then(handled.classified);
    known.when({ ...classify, model: 'm1', confidence: 70 }).then(
      fact('IdeaClassified', {
        ...handled.classified.data,
        ...{ source: 'machine', model: 'm1', confidence: 70 },
      }),
    );
    known.and(handled.classified).when(classify).then();
  });

  test('no machine moves it to another area once a vote on it has begun; an agent may', () => {
    const open = given(submittedIdea(), admitted(), ...voting());
    open.when({ ...classify, model: 'm1' }).refused('AREA_FIXED', { phaseIds: [voteId] });
    open.when({ ...classify, areaId: 'centre', model: 'm1' }).then(
      fact('IdeaClassified', {
        ...handled.classified.data,
        ...{ areaId: 'centre', source: 'machine', model: 'm1' },
      }),
    );
    open.when(classify).then(handled.classified);
  });

  test('topics and area are declared by the organisation', () =>
    known
      .when({ ...classify, topicIds: ['x'], areaId: 'y', model: 'z'.repeat(201), confidence: -1 })
      .refusedTogether(
        ['AREA_UNKNOWN', { areaId: 'y' }, 'areaId'],
        ['TOPIC_UNKNOWN', { topicId: 'x' }, 'topicIds.0'],
        ['NOT_WITHIN_HUNDRED', {}, 'confidence'],
        ['TEXT_TOO_LONG', { limit: 200, length: 201 }, 'model'],
      ));

  test('where it is, a machine suggests and a person confirms', () => {
    const location = { latitude: 48.8, longitude: 2.3 };
    known
      .when({ type: 'SuggestLocation', ...onGarden, location, model: 'm1', confidence: 70 })
      .then(handled.located);
    const confirm = { type: 'ConfirmLocation', ...onGarden, location } as const;
    known.and(handled.located).when(confirm).then(handled.confirmed);
    known.and(handled.confirmed).when(confirm).then();
    known
      .when({ ...confirm, location: { latitude: 91, longitude: 0 } })
      .refused('INVALID_LOCATION', {}, 'location');
  });
});

describe('what becomes of an idea', () => {
  test('it is refused an examination only with a public reason', () => {
    const screen = {
      type: 'PrescreenIdea',
      ...onGarden,
      verdict: 'inadmissible',
      publicReason: ' The land is private. ',
    } as const;
    known.when(screen).then(handled.prescreened);
    known.and(handled.prescreened).when(screen).then();
    known.when({ ...screen, publicReason: ' ' }).refused('REASON_REQUIRED', {}, 'publicReason');
    known
      .when({ ...screen, publicReason: long })
      .refused('TEXT_TOO_LONG', { limit: 20_000, length: 20_001 }, 'publicReason');
  });

  test('a body has it on its agenda, and hears its author', () => {
    const day = { bodyId: 'council', sessionDate: '2026-04-20' };
    const agenda = { type: 'PutOnAgenda', ...onGarden, ...day } as const;
    known.when(agenda).then(handled.onAgenda);
    known.and(handled.onAgenda).when(agenda).then();
    known.when({ type: 'ScheduleHearing', ...onGarden, ...day }).then(handled.hearing);
    known
      .when({ ...agenda, bodyId: 'x', sessionDate: '20 April' })
      .refusedTogether(
        ['BODY_UNKNOWN', { bodyId: 'x' }, 'bodyId'],
        ['INVALID_DATE', {}, 'sessionDate'],
      );
  });

  test('progress is told once it is accepted, and not before', () => {
    const report = {
      type: 'ReportProgress',
      ...onGarden,
      milestone: ' A plan is drawn. ',
      date: '2026-04-30',
      percent: 10,
    } as const;
    known.when(report).refused('NOT_ACCEPTED', { category: 'open' });
    const accepted = known.and(
      fact('IdeaStatusChanged', {
        ...{ ideaId: 'garden', from: 'open', to: 'accepted', category: 'accepted' },
        ...{ publicReason: 'Good.', nextSteps: 'Build.', feedbackId: null, notify: true },
      }),
    );
    accepted.when(report).then(handled.progress);
    accepted
      .when({ ...report, milestone: '', date: '', percent: 120 })
      .refusedTogether(
        ['TEXT_REQUIRED', {}, 'milestone'],
        ['INVALID_DATE', {}, 'date'],
        ['NOT_WITHIN_HUNDRED', {}, 'percent'],
      );
  });
});
