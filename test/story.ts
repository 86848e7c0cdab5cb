import type { CahierFact, FactOf } from '../src/domain/events.js';
import type { OfflineCount } from '../src/domain/offline/events.js';
import type { Command } from '../src/domain/commands.js';
import {
  addPhase,
  configureVoting,
  consultationId,
  created,
  decision,
  gardenIdea,
  ideation,
  ideationId,
  option,
  organisationId,
  publishCosts,
  report,
  rulesOfTheGame,
  signatories,
  sofia,
  submit,
  vote,
  voteId,
  withdraw,
  type Actor,
} from './arcueil.js';
import {
  cast,
  changeVote,
  configureSupport,
  support,
  supportId,
  withdrawVote,
} from './supports.js';

/** One wish of the story, at its moment; a wish may rest on what has been recorded before it. */
export interface Step {
  at: string;
  /** Who makes it, if not the citizen concerned or Sofia. */
  by?: Actor;
  wish: (before: readonly CahierFact[]) => Command;
}

const on = (at: string, ...wishes: Command[]): Step[] =>
  wishes.map((wish) => ({ at: `${at}T09:00:00.000Z`, wish: () => wish }));

const rosa: Actor = { kind: 'officer', ref: 'rosa', role: 'registrar' };
const cahier: Actor = { kind: 'system', ref: 'cahier', role: 'system' };

/** Another agent of the town. */
export const marc: Actor = { kind: 'agent', ref: 'marc', role: 'staff' };

const reprice = (by: Actor): Step => ({
  at: '2026-05-02T09:00:00.000Z',
  by,
  wish: () => ({
    ...{ type: 'CorrectCost', ...onBench, phaseId: voteId, amount: 35_00, notify: true },
    ...{ reason: 'A foot was forgotten.', decisionRef: '2026-12' },
  }),
});

const rule = (type: 'InvalidateBallot' | 'ReinstateBallot', by: Actor): Step => ({
  at: '2026-05-02T09:00:00.000Z',
  by,
  wish: () => ({ type, ...inVote, voterRef: 'eve', reasonCode: 'duplicate_identity' }),
});

const leaving = (at: string, wish: Command): Step => ({
  at: `${at}T09:00:00.000Z`,
  by: cahier,
  wish: () => wish,
});

const onGarden = { organisationId, consultationId, ideaId: 'garden' };
const inSupport = { consultationId, phaseId: supportId };
const inVote = { consultationId, phaseId: voteId };
const list = [
  option('garden', 60_00, { topicIds: ['green'], ideaVersion: 2 }),
  option('bench', 30_00, { topicIds: ['green'] }),
  option('lamps', 20_00, { topicIds: ['green'] }),
];
const ideas = ['garden', 'bench'];
const onPond = { ...onGarden, ideaId: 'pond' };
const onLamps = { ...onGarden, ideaId: 'lamps' };
const onBench = { ...onGarden, ideaId: 'bench' };
const noted = { publicNote: 'Somebody is named in it.', privateNoteRef: 'M-17' };
const north = { areaId: 'north', name: 'North' };
const picks = (count: number, ...ids: string[]) => ({
  envelopeAreaId: null,
  count,
  lines: ids.map((ideaId) => ({ ideaId, votes: 1 })),
});
const papers = {
  ...inVote,
  kind: 'booth',
  place: 'Town hall',
  occurredAt: '2026-05-20T10:00:00.000Z',
  ...{ evidenceHash: 'ab'.repeat(32), witnessedBy: 'Rosa Bo' },
} as const;
const chosenBy = (n: number): OfflineCount => ({
  voterCount: n,
  lines: [{ ideaId: 'garden', value: null, picks: n, votes: n }],
});
/** What stands on paper at the end. */
export const onPaper = { ideaId: 'garden', picks: 102, votes: 102 };
const onPapers: Command[] = [
  { type: 'RecordOfflineVotes', ...papers, batchId: 'b1', ...chosenBy(120) },
  {
    type: 'CorrectOfflineVotes',
    ...{ ...inVote, batchId: 'b1', ...chosenBy(102), reason: '120 was typed for 102.' },
    evidenceHash: 'cd'.repeat(32),
  },
  { type: 'RecordOfflineVotes', ...papers, batchId: 'b2', ...chosenBy(1) },
  { type: 'VoidOfflineVotes', ...inVote, batchId: 'b2', reason: 'It is in b1.' },
];
const counted = (...papersOf: Command[]): Command[] => [
  { type: 'ClosePhase', ...inVote },
  ...papersOf,
  {
    type: 'CloseTally',
    ...inVote,
    upToPosition: '42',
    baskets: 1,
    offlineVoters: 102,
    counts: [
      { ideaId: 'garden', picks: 103, votes: 103 },
      { ideaId: 'bench', picks: 1, votes: 1 },
    ],
  },
  { type: 'ComputeAllocation', ...inVote, groups: [picks(1, ...ideas)], offline: [onPaper] },
];
const oneUp = { up: 1, down: 0, neutral: 0, counted: 1 };
const survey = { ...ideation, phaseId: 'pb26.survey', method: 'survey', parallel: true } as const;
const document = (documentId: string) => ({ ...report.data, documentId });
const { timeZone: _timeZone, currency: _currency, ...consultation } = created.data;

/** The hash of the result last computed, as its signatories read it. */
const resultOf = (before: readonly CahierFact[]): string =>
  before.findLast((f): f is FactOf<'AllocationComputed' | 'AllocationOverridden'> =>
    f.type.startsWith('Allocation'),
  )?.data.resultHash ?? '';

const certify = (at: string): Step => ({
  at,
  wish: (before) => ({
    type: 'CertifyResults',
    ...inVote,
    resultHash: resultOf(before),
    signatories,
  }),
});

/** Why what is published before the election cannot wait. */
const inReserve = { reserveJustification: 'The law sets the date.' };

/** A participatory budget from the town's registration to its archive, in which every kind of wish is granted. */
export const story: Step[] = [
  ...on(
    '2026-01-05',
    {
      type: 'RegisterOrganisation',
      organisationId,
      kind: 'commune',
      name: 'Arcueil',
      defaultLocale: 'en',
      timeZone: 'Europe/Paris',
      currency: 'EUR',
    },
    { type: 'DefineArea', organisationId, areaId: 'centre', name: 'Centre' },
    { type: 'DefineArea', organisationId, ...north },
    { type: 'RetireArea', organisationId, areaId: 'north' },
    { type: 'RenameArea', organisationId, areaId: 'centre', name: 'Old town' },
    {
      type: 'StatePopulation',
      organisationId,
      ...{ areaId: 'centre', population: 9_400, year: 2024, source: 'INSEE' },
    },
    { type: 'DefineTopic', organisationId, topicId: 'green', label: 'Green' },
    { type: 'DefineBody', organisationId, bodyId: 'council', label: 'Council' },
    { type: 'DefineBody', organisationId, bodyId: 'panel', label: 'Panel' },
    { type: 'RetireBody', organisationId, bodyId: 'panel' },
    { type: 'DefineTopic', organisationId, topicId: 'fairs', label: 'Fairs' },
    { type: 'RetireTopic', organisationId, topicId: 'fairs' },
    { type: 'DefineDepartment', organisationId, departmentId: 'parks', label: 'Parks' },
    { type: 'DefineDepartment', organisationId, departmentId: 'mills', label: 'Mills' },
    { type: 'RetireDepartment', organisationId, departmentId: 'mills' },
    {
      type: 'DeclareReservePeriod',
      organisationId,
      from: '2026-01-20T00:00:00.000Z',
      to: '2026-02-10T00:00:00.000Z',
      label: 'Local elections',
    },
    ...(['GrantRole', 'RevokeRole'] as const).map((type): Command => ({
      ...{ type, organisationId, subjectRef: 'marc', role: 'staff' },
      account: 'marc@arcueil',
    })),
    {
      type: 'DefineStatus',
      organisationId,
      statusId: 'postponed',
      category: 'in_review',
      label: 'Postponed',
      ordering: 2,
      requiresReason: true,
      final: false,
    },
  ),
  ...on(
    '2026-02-01',
    { type: 'CreateConsultation', ...consultation, departmentId: 'parks' },
    {
      type: 'PublishRules',
      organisationId,
      consultationId,
      ...rulesOfTheGame,
      ...inReserve,
      threshold: { thresholdId: 'ten', votes: 1, routesToBodyId: null },
    },
    addPhase(ideation),
    addPhase(support),
    configureSupport({ minVotesPerVoter: 2 }),
    addPhase(vote),
    configureVoting({ paperReplacesOnline: true }),
    { type: 'PublishConsultation', organisationId, consultationId, ...inReserve },
    {
      type: 'UnpublishConsultation',
      consultationId,
      reason: 'A word was missing.',
      contributions: 0,
    },
    { type: 'PublishConsultation', organisationId, consultationId, ...inReserve },
    {
      type: 'PublishStatement',
      organisationId,
      consultationId,
      ...document('why'),
      ...inReserve,
    },
    addPhase(survey),
    { type: 'CancelPhase', consultationId, phaseId: survey.phaseId, reason: 'Nobody to run it.' },
  ),
  ...on(
    '2026-03-02',
    { type: 'OpenPhase', consultationId, phaseId: ideationId },
    ...[...ideas, 'lamps', 'pond'].map((ideaId): Command => ({ ...gardenIdea, ideaId })),
    {
      type: 'ReviseIdea',
      ...onGarden,
      authorRef: 'anna',
      kind: 'material',
      text: { title: 'A park', body: 'With trees.', locale: 'en' },
    },
    { type: 'FlagContent', ...onPond, flaggerRef: 'carol-on-pond', reasonCode: 'off_topic' },
    ...[
      { commentId: 'c1', stance: 'for' as const },
      { commentId: 'c2', stance: null },
    ].map((own): Command => ({
      type: 'PostComment',
      ...onPond,
      ...own,
      authorRef: 'carol',
      text: 'Yes!',
    })),
    { type: 'ReviseComment', ...onPond, commentId: 'c1', authorRef: 'carol', text: 'Yes, please.' },
    {
      type: 'FlagComment',
      ...onPond,
      commentId: 'c2',
      flaggerRef: 'anna-on-c2',
      reasonCode: 'spam',
    },
    { type: 'HideComment', ...onPond, commentId: 'c2', reasonCode: 'spam', ...noted },
    { type: 'RestoreComment', ...onPond, commentId: 'c2', ...noted },
    { type: 'SuggestDuplicate', ...onPond, otherIdeaId: 'lamps', model: 'm1', score: 60 },
    { type: 'DismissDuplicate', ...onPond, otherIdeaId: 'lamps', reason: 'Another place.' },
    {
      type: 'MergeIdeas',
      ...onGarden,
      sourceIdeaIds: ['bench', 'lamps'],
      votePolicy: 'invite_revote',
      reason: 'All for the same place.',
      movingIds: [],
    },
    ...[onBench, onLamps].map((on): Command => ({
      type: 'UnmergeIdea',
      ...on,
      reason: 'It can stand alone.',
      targetIdeaId: 'garden',
      movingIds: [],
    })),
    { type: 'WithdrawIdea', ...onPond, authorRef: 'anna', reason: 'There is one.' },
  ),
  ...on(
    '2026-04-02',
    { type: 'ClosePhase', consultationId, phaseId: ideationId },
    {
      type: 'ChangeIdeaStatus',
      ...onGarden,
      to: 'accepted',
      publicReason: 'It is feasible.',
      nextSteps: 'It goes to the vote.',
      feedbackId: 'f1',
      notify: true,
    },
    {
      type: 'GiveOfficialFeedback',
      ...onGarden,
      feedbackId: 'f2',
      text: 'Thank you.',
      authorLabel: 'Parks',
    },
    {
      type: 'ReviseOfficialFeedback',
      ...onGarden,
      feedbackId: 'f2',
      text: 'Thank you all.',
      authorLabel: 'Parks',
      reason: 'There were several.',
    },
    {
      type: 'OpenReviewSession',
      ...{ organisationId, consultationId, sessionId: 's1', bodyId: 'council' },
      period: { from: '2026-03-01', to: '2026-03-31' },
      ideaIds: ['garden', 'bench'],
      selectionRule: 'oldest_first',
    },
    {
      type: 'ReviewIdea',
      ...{ organisationId, consultationId, sessionId: 's1', ideaId: 'garden' },
      ...{ outcome: 'retained', feedbackId: 'f2' },
    },
    {
      type: 'CloseReviewSession',
      ...{ organisationId, consultationId, sessionId: 's1' },
      carriedOverReason: 'The plan of the square is late.',
    },
    { type: 'RetractOfficialFeedback', ...onGarden, feedbackId: 'f2', reason: 'It said little.' },
    { type: 'AssignIdea', ...onGarden, departmentId: 'parks' },
    { type: 'PrescreenIdea', ...onGarden, verdict: 'admissible' },
    {
      type: 'ClassifyIdea',
      ...onPond,
      topicIds: ['green'],
      areaId: null,
      model: 'm1',
      confidence: 70,
    },
    { type: 'SuggestLocation', ...onPond, location: { latitude: 48, longitude: 2 } },
    { type: 'ConfirmLocation', ...onPond, location: { latitude: 48, longitude: 2 } },
    {
      type: 'AssessIdea',
      ...onGarden,
      assessmentId: 'a1',
      criterion: 'realisation',
      verdict: 'favourable',
      score: 80,
      explanation: 'The land is ours.',
      published: false,
    },
    { type: 'PublishAssessment', ...onGarden, assessmentIds: ['a1'] },
    { type: 'PutOnAgenda', ...onGarden, bodyId: 'council', sessionDate: '2026-04-20' },
    { type: 'ScheduleHearing', ...onGarden, bodyId: 'council', sessionDate: '2026-04-20' },
    { type: 'ReportProgress', ...onGarden, milestone: 'A plan is drawn.', date: '2026-04-30' },
    ...list.flatMap(({ ideaId, amount }): Command[] => [
      { type: 'SetCost', ...onGarden, ideaId, amount, currency: 'EUR' },
      { type: 'AdmitToBallot', ...onGarden, ideaId, phaseId: voteId },
    ]),
    { type: 'OpenPhase', ...inSupport },
    cast('garden'),
    cast('bench', 'down'),
    cast('bench', 'up', { voterRef: 'carol', segments: { age: '35' } }),
    cast('garden', 'neutral', { voterRef: 'carol' }),
    changeVote('bench', 'up'),
    withdrawVote('garden', { voterRef: 'carol' }),
  ),
  {
    at: '2026-04-02T09:00:00.000Z',
    by: cahier,
    wish: () => ({
      ...{ type: 'CheckThreshold', ...inSupport, ideaId: 'garden' },
      ...{ counted: 1, atPosition: '17', cause: 'vote' },
    }),
  },
  ...on(
    '2026-04-02',
    publishCosts(list),
    { type: 'AddAdvisoryOpinion', organisationId, consultationId, ...document('opinion') },
    { type: 'AddMeetingReport', organisationId, consultationId, ...document('meeting') },
    {
      type: 'ReschedulePhase',
      ...inVote,
      closesAt: '2026-06-01T18:00:00.000Z',
      reason: 'A day more.',
      decidedBy: 'The council',
    },
  ),
  ...on(
    '2026-04-03',
    cast('garden', 'up', { voterRef: 'gus' }),
    cast('bench', 'up', { voterRef: 'gus' }),
  ),
  leaving('2026-04-03', withdrawVote('garden', { voterRef: 'gus' })),
  leaving('2026-04-03', withdrawVote('bench', { voterRef: 'gus' })),
  ...on(
    '2026-05-02',
    { type: 'ClosePhase', ...inSupport },
    {
      type: 'CloseTally',
      ...inSupport,
      upToPosition: '21',
      baskets: 0,
      counts: [],
      votes: {
        voters: 1,
        counts: ideas.map((ideaId) => ({ ideaId, ...oneUp })),
        suspended: [],
      },
    },
    { type: 'OpenPhase', ...inVote },
    submit(['garden']),
    submit(['garden', 'bench']),
    submit(['bench'], { voterRef: 'carol', segments: { age: '35' } }),
    withdraw({ voterRef: 'carol' }),
    submit(['garden'], { voterRef: 'eve' }),
    submit(['garden'], { voterRef: 'gus' }),
    submit(['bench'], { voterRef: 'frank' }),
    { type: 'HideIdea', ...onBench, reasonCode: 'personal_data', ...noted },
    {
      type: 'RestoreIdea',
      ...onBench,
      publicNote: 'Nobody is named any more.',
      privateNoteRef: null,
    },
    {
      type: 'DisqualifyFromBallot',
      ...onGarden,
      ideaId: 'lamps',
      phaseId: voteId,
      reason: 'Not ours.',
    },
  ),
  leaving('2026-05-02', withdraw({ voterRef: 'gus' })),
  rule('InvalidateBallot', sofia),
  rule('InvalidateBallot', marc),
  rule('ReinstateBallot', marc),
  rule('ReinstateBallot', sofia),
  rule('InvalidateBallot', sofia),
  rule('InvalidateBallot', marc),
  reprice(sofia),
  reprice(marc),
  {
    at: '2026-05-02T09:00:00.000Z',
    by: rosa,
    wish: () => ({
      ...{ type: 'RecordPaperBallot', ...inVote, voterRef: 'frank', serial: 'P-1' },
      ...{ boothId: 'hall', occurredAt: '2026-05-02T08:30:00.000Z' },
      lines: [{ ideaId: 'garden' }],
    }),
  },
  ...on('2026-06-02', ...counted(...onPapers)),
  certify('2026-06-03T09:00:00.000Z'),
  leaving('2026-06-03', { type: 'NoteOverdueFeedback', consultationId, ideaId: 'bench' }),
  ...on(
    '2026-06-04',
    { type: 'ReopenResults', ...inVote, reason: 'The site was down.', decisionRef: '2026-17' },
    {
      type: 'ReopenPhase',
      ...inVote,
      closesAt: '2026-06-10T00:00:00.000Z',
      reason: 'The site was down.',
      decisionRef: '2026-17',
    },
  ),
  ...on('2026-06-11', ...counted(), {
    ...{ type: 'OverrideAllocation', ...inVote, ideaId: 'bench', to: 'not_selected' },
    ...{ reason: 'It is in the way of the garden.', decisionRef: '2026-19' },
  }),
  certify('2026-06-12T09:00:00.000Z'),
  ...on(
    '2026-06-15',
    { type: 'PublishResults', organisationId, ...inVote, ...inReserve },
    { type: 'PublishDecision', consultationId, organisationId, ...decision.data },
    { type: 'ArchiveConsultation', consultationId, outcomeSummary: 'Built.' },
  ),
];
