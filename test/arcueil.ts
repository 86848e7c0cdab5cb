import type {
  ConsultationRules,
  Phase,
  PhaseWindow,
  VotingRules,
} from '../src/domain/consultation/events.js';
import type { BallotOption, SuspensionCause } from '../src/domain/consultation/events.js';
import type { BasketLine, Replaced } from '../src/domain/ballot/events.js';
import type { SubmitBasket, WithdrawBasket } from '../src/domain/ballot/decide.js';
import type {
  AddPhase,
  ConfigureVoting,
  PublishCosts,
} from '../src/domain/consultation/commands.js';
import type { CahierFact, EventType, FactOf } from '../src/domain/events.js';
import type { Circumstances } from '../src/domain/fact.js';
import type { SubmitIdea } from '../src/domain/idea/commands.js';
import type { EnvelopeResult } from '../src/domain/tally/events.js';
import { standardStatuses } from '../src/domain/organisation/statuses.js';
import { digest } from '../src/ledger/canonical.js';

/**
 * Arcueil, a town with two areas, a topic and a council, asks its people what to do with 100.00 €:
 * ideas in March, a vote in May on a garden (60 €), a bench (30 €) and lamps (20 €).
 */
export const organisationId = 'arcueil';
export const consultationId = 'pb26';
export const ideationId = 'pb26.ideas';
export const voteId = 'pb26.vote';

export type Actor = Circumstances['actor'];

/** An agent of the town. */
export const sofia: Actor = { kind: 'agent', ref: 'sofia', role: 'staff' };

/** A fact of a type, with what it says. */
export const fact = <T extends EventType>(
  type: T,
  data: FactOf<T>['data'],
  personal?: FactOf<T>['personal'],
): FactOf<T> => ({ type, data, ...(personal && { personal }) }) as unknown as FactOf<T>;

export const registered = fact('OrganisationRegistered', {
  organisationId,
  kind: 'commune',
  parentOrganisationId: null,
  name: 'Arcueil',
  defaultLocale: 'en',
  timeZone: 'Europe/Paris',
  currency: 'EUR',
});
export const statuses = standardStatuses('en').map((s) => fact('StatusDefined', s));
export const area = (areaId: string, parentAreaId: string | null = null) =>
  fact('AreaDefined', {
    areaId,
    parentAreaId,
    name: areaId.toUpperCase(),
    population: null,
    externalCode: null,
  });
export const topic = (topicId: string) =>
  fact('TopicDefined', { topicId, parentId: null, label: topicId });
export const council = fact('BodyDefined', { bodyId: 'council', parentId: null, label: 'Council' });
export const department = (departmentId: string, parentId: string | null = null) =>
  fact('DepartmentDefined', { departmentId, parentId, label: departmentId.toUpperCase() });
/** The weeks before an election. */
export const reserve = fact('ReservePeriodDeclared', {
  from: '2026-02-15T00:00:00.000Z',
  to: '2026-03-15T00:00:00.000Z',
  label: 'Municipal elections',
});
/** A session of the council answered ideas, or not all of them. */
export const reviewing = {
  opened: fact('ReviewSessionOpened', {
    sessionId: 's1',
    bodyId: 'council',
    period: { from: '2026-03-01', to: '2026-03-31' },
    ideaIds: ['garden', 'bench'],
    selectionRule: 'oldest_first',
  }),
  reviewed: fact('IdeaReviewed', {
    ...{ sessionId: 's1', ideaId: 'garden', outcome: 'retained', feedbackId: 'f1' },
  }),
  closed: fact('ReviewSessionClosed', {
    ...{ sessionId: 's1', carriedOverIdeaIds: ['bench'], carriedOverReason: 'It is late.' },
  }),
};
/** An idea was given to a department. */
export const assigned = (
  departmentId = 'parks',
  previous: { departmentId: string; agentRef: string | null } | null = null,
  ideaId = 'garden',
) => fact('IdeaAssigned', { ideaId, departmentId, agentRef: null, previous });

/** The town as it stands before it asks anything. */
export const town: CahierFact[] = [
  registered,
  ...statuses,
  area('centre'),
  area('north'),
  topic('green'),
  council,
];

export const created = fact('ConsultationCreated', {
  consultationId,
  organisationId,
  title: 'Participatory budget',
  purpose: 'To choose together.',
  initiator: 'The mayor',
  temporalMode: 'recurring',
  policyStage: 'decision',
  audience: 'Everybody',
  areaIds: [],
  topicIds: [],
  timeZone: 'Europe/Paris',
  currency: 'EUR',
});
export const rulesOfTheGame: ConsultationRules = {
  text: 'One basket each.',
  bindingness: 'binding',
  commitment: 'What is chosen will be built.',
  threshold: null,
  feedbackPromise: { every: 'P3M', batchSize: 10 },
  criteria: ['realisation'],
  tallyVisibility: 'hidden_until_close',
};
export const rulesPublished = fact('RulesPublished', { ...rulesOfTheGame, rulesVersion: 1 });
export const published = fact('ConsultationPublished', { at: '2026-02-01T00:00:00.000Z' });

export const ideation: Phase = {
  phaseId: ideationId,
  title: 'Your ideas',
  method: 'ideation',
  participationLevel: 'co_produce',
  opensAt: '2026-03-01T00:00:00.000Z',
  closesAt: '2026-04-01T00:00:00.000Z',
  timeZone: 'Europe/Paris',
  parallel: false,
};
export const vote: Phase = {
  ...ideation,
  phaseId: voteId,
  title: 'Your basket',
  method: 'budgeting',
  participationLevel: 'co_create',
  opensAt: '2026-05-01T00:00:00.000Z',
  closesAt: '2026-06-01T00:00:00.000Z',
};
export const added = (phase: Phase) => fact('PhaseAdded', phase);

/** The town and its consultation, published, with both phases to come. */
export const consultation: CahierFact[] = [
  ...town,
  created,
  rulesPublished,
  added(ideation),
  added(vote),
  published,
];

export const opened = (phase: Phase, optionsHash: string | null = null) =>
  fact('PhaseOpened', {
    phaseId: phase.phaseId,
    at: phase.opensAt,
    cause: 'manual',
    rulesVersion: 1,
    tallyVisibility: 'hidden_until_close',
    configVersion: ['budgeting', 'support'].includes(phase.method) ? 1 : null,
    optionsHash,
  });
export const closed = (phase: Phase) =>
  fact('PhaseClosed', {
    phaseId: phase.phaseId,
    at: phase.closesAt!,
    cause: 'schedule',
    reason: null,
  });

/** The window of the vote was moved to another, in part or whole. */
export const rescheduled = (to: Partial<PhaseWindow>) => {
  const from = { opensAt: vote.opensAt, closesAt: vote.closesAt };
  return fact('PhaseRescheduled', {
    phaseId: voteId,
    from,
    to: { ...from, ...to },
    reason: 'More time was asked for.',
    decidedBy: 'The council',
  });
};
/** The vote was opened again. */
export const reopened = (at: string, closesAt: string | null = '2026-06-20T00:00:00.000Z') =>
  fact('PhaseReopened', {
    phaseId: voteId,
    at,
    closesAt,
    reason: 'The site was down.',
    decisionRef: '2026-17',
  });
/** The vote was cancelled. */
export const cancelled = (at: string) =>
  fact('PhaseCancelled', {
    phaseId: voteId,
    at,
    reason: 'The budget was cut.',
    fateOfVotes: 'kept_not_counted',
  });
/** An option of the vote counts nothing, or counts again. */
export const suspended = (ideaId: string, cause: SuspensionCause) =>
  fact('BallotOptionSuspended', { phaseId: voteId, ideaId, cause });
export const restored = (ideaId: string) =>
  fact('BallotOptionRestored', { phaseId: voteId, ideaId });
/** A moderator hid an idea, or showed it again. */
export const hidden = (ideaId = 'garden') =>
  fact('IdeaHidden', {
    ideaId,
    reasonCode: 'offensive',
    publicNote: 'It insults a neighbour.',
    privateNoteRef: 'M-17',
  });
export const shownAgain = (ideaId = 'garden') =>
  fact('IdeaRestored', {
    ideaId,
    reasonCode: 'offensive',
    publicNote: 'The insult is gone.',
    privateNoteRef: null,
  });
/** An idea was flagged, taken back, or taken from the ballot. */
export const flagged = (flaggerRef = 'carol-on-garden', ideaId = 'garden') => ({
  ...fact('ContentFlagged', {
    ideaId,
    flaggerRef,
    source: 'citizen',
    reasonCode: 'offensive',
    score: null,
  }),
  visibility: 'restricted' as const,
});
export const takenBack = (ideaId = 'garden') =>
  fact('IdeaWithdrawn', { ideaId, authorRef: 'anna' }, { reason: 'There is one.' });
export const disqualified = (ideaId = 'garden', phaseId = voteId) =>
  fact('IdeaDisqualifiedFromBallot', { ideaId, phaseId, reason: 'The land is not ours.' });
/** What others make of the garden: it takes ideas in, is taken in, or is taken apart. */
export const merged = (ideaId: string, ...ids: string[]) =>
  fact('IdeasMerged', {
    ideaId,
    merged: ids.map((id) => ({ ideaId: id, votePolicy: 'invite_revote', via: null })),
    reason: 'All for the same place.',
  });
export const mergedInto = (
  ideaId: string,
  targetIdeaId: string,
  via: string | null = null,
  previousTargetId = via,
) =>
  fact('IdeaMergedInto', {
    ...{ ideaId, targetIdeaId, votePolicy: 'invite_revote', via, previousTargetId },
    reason: 'All for the same place.',
  });
export const unmerged = (ideaId: string, sourceIdeaId: string, targetIdeaId: string) =>
  fact('IdeaUnmerged', {
    ...{ ideaId, sourceIdeaId, targetIdeaId },
    reason: 'It can stand alone.',
  });
export const alike = (ideaId: string, otherIdeaId: string) =>
  fact('DuplicateSuggested', { ideaId, otherIdeaId, source: 'machine', model: 'm1', score: 60 });
export const notAlike = (ideaId: string, otherIdeaId: string) =>
  fact('DuplicateDismissed', { ideaId, otherIdeaId, reason: 'Another place.' });
/** What Carol says of the garden, and what becomes of that. */
export const posted = (commentId = 'c1') =>
  fact(
    'CommentPosted',
    { ideaId: 'garden', commentId, authorRef: 'carol', stance: 'for' },
    { text: 'Yes!' },
  );
export const reworded = fact(
  'CommentRevised',
  { ideaId: 'garden', commentId: 'c1', authorRef: 'carol', commentRevision: 2 },
  { text: 'Yes, please.' },
);
export const commentFlagged = {
  ...fact('CommentFlagged', {
    ...{ ideaId: 'garden', commentId: 'c1' },
    ...{ flaggerRef: 'anna-on-c1', reasonCode: 'offensive' },
  }),
  visibility: 'restricted' as const,
};
export const commentHidden = fact('CommentHidden', {
  ...{ ideaId: 'garden', commentId: 'c1', reasonCode: 'offensive' },
  ...{ publicNote: 'It insults a neighbour.', privateNoteRef: 'M-18' },
});
export const commentRestored = fact('CommentRestored', {
  ...{ ideaId: 'garden', commentId: 'c1', reasonCode: 'offensive' },
  ...{ publicNote: 'The insult is gone.', privateNoteRef: null },
});
/** What the administration does with the garden, once each. */
export const handled = {
  answered: fact(
    'OfficialFeedbackGiven',
    { ideaId: 'garden', feedbackId: 'f1', agentRef: 'sofia', docRefs: ['plan.pdf'] },
    { text: 'Thank you.', authorLabel: 'Parks' },
  ),
  rewritten: fact(
    'OfficialFeedbackRevised',
    {
      ...{ ideaId: 'garden', feedbackId: 'f1', feedbackRevision: 2 },
      ...{ agentRef: 'sofia', docRefs: [] },
    },
    { text: 'Thank you all.', authorLabel: 'Parks', reason: 'There were several.' },
  ),
  retracted: fact(
    'OfficialFeedbackRetracted',
    { ideaId: 'garden', feedbackId: 'f1', agentRef: 'sofia' },
    { reason: 'It said little.' },
  ),
  late: fact('OfficialFeedbackOverdue', { ideaId: 'garden', dueAt: '2026-06-01T22:00:00.000Z' }),
  prescreened: fact('IdeaPrescreened', {
    ...{ ideaId: 'garden', verdict: 'inadmissible', publicReason: 'The land is private.' },
  }),
  classified: fact('IdeaClassified', {
    ...{ ideaId: 'garden', topicIds: [], areaId: 'north' },
    ...{ source: 'agent', model: null, confidence: null },
  }),
  located: fact('LocationSuggested', {
    ...{ ideaId: 'garden', location: { latitude: 48.8, longitude: 2.3 } },
    ...{ source: 'machine', model: 'm1', confidence: 70 },
  }),
  confirmed: fact('LocationConfirmed', {
    ideaId: 'garden',
    location: { latitude: 48.8, longitude: 2.3 },
  }),
  assessed: {
    ...fact('IdeaAssessed', {
      ...{ ideaId: 'garden', assessorRef: 'sofia', assessmentId: 'a1' },
      ...{ criterion: 'realisation', verdict: 'unfavourable', score: 20 },
      explanation: 'Pipes lie under it.',
    }),
    visibility: 'restricted' as const,
  },
  assessmentPublished: fact('AssessmentPublished', {
    ideaId: 'garden',
    assessments: [
      {
        ...{ assessmentId: 'a1', criterion: 'realisation', verdict: 'unfavourable', score: 20 },
        explanation: 'Pipes lie under it.',
      },
    ],
  }),
  onAgenda: fact('IdeaPutOnAgenda', {
    ...{ ideaId: 'garden', bodyId: 'council', sessionDate: '2026-04-20' },
  }),
  hearing: fact('HearingScheduled', {
    ...{ ideaId: 'garden', bodyId: 'council', sessionDate: '2026-04-20' },
  }),
  progress: fact('ImplementationProgressReported', {
    ...{ ideaId: 'garden', milestone: 'A plan is drawn.', date: '2026-04-30' },
    ...{ percent: 10, docRefs: [] },
  }),
};
/** What was said at a meeting of the council. */
export const report = fact('MeetingReportAdded', {
  documentId: 'report-1',
  bodyId: 'council',
  date: '2026-04-12',
  summary: 'Forty people came.',
  docRef: 'https://arcueil.example/report.pdf',
  docHash: 'ab'.repeat(32),
});

export const votingRules: VotingRules = {
  ballotType: 'budget',
  envelopes: [{ areaId: null, amount: 100_00, currency: 'EUR' }],
  minItems: null,
  maxItems: null,
  minSpend: null,
  maxSpend: 100_00,
  minVotesPerVoter: null,
  maxVotesPerVoter: null,
  maxVotesPerIdea: null,
  maxPerTopic: [],
  revisionAllowed: true,
  ballotDisclosure: 'auditors',
  eligibleAreaIds: [],
  allocationRule: { name: 'greedy', by: 'votes', skip: true },
  tieBreak: ['more_votes', 'lower_cost', 'earlier_place'],
};
export const configured = (over: Partial<VotingRules> = {}) =>
  fact('VotingConfigured', { phaseId: voteId, configVersion: 1, ...votingRules, ...over });

export const option = (
  ideaId: string,
  amount: number,
  over: Partial<BallotOption> = {},
): BallotOption => ({
  ideaId,
  ideaVersion: 1,
  amount,
  costVersion: 1,
  envelopeAreaId: null,
  topicIds: [],
  ...over,
});
export const options = [
  option('garden', 60_00, { topicIds: ['green'] }),
  option('bench', 30_00),
  option('lamps', 20_00),
];
export const priced = (list: BallotOption[] = options) =>
  fact('CostsPublished', {
    phaseId: voteId,
    options: list,
    optionsHash: digest(list),
    overEnvelopeIdeaIds: [],
  });

/** The consultation with its vote open, under rules that differ from the usual ones by `over`. */
export const voting = (over: Partial<VotingRules> = {}, list = options): CahierFact[] => [
  ...consultation,
  configured(over),
  priced(list),
  opened(vote, digest(list)),
];

/** What Anna, a citizen, wishes to submit in March. */
export const gardenIdea: SubmitIdea = {
  type: 'SubmitIdea',
  organisationId,
  consultationId,
  ideaId: 'garden',
  phaseId: ideationId,
  authorRef: 'anna',
  origin: 'web',
  text: { title: 'A garden', body: 'With roses.', locale: 'en' },
  topicIds: ['green'],
  areaId: 'centre',
};
export const submittedIdea = (ideaId = 'garden') =>
  fact(
    'IdeaSubmitted',
    {
      ideaId,
      consultationId,
      phaseId: ideationId,
      authorRef: 'anna',
      origin: 'web',
      externalId: null,
      topicIds: ['green'],
      areaId: 'centre',
      location: null,
      proposedCost: null,
      attachments: [],
      statusId: 'open',
      rulesVersion: 1,
      feedbackDueAt: '2026-06-01T22:00:00.000Z',
    },
    { title: 'A garden', body: 'With roses.', locale: 'en' },
  );
export const admitted = (ideaId = 'garden', phaseId = voteId) =>
  fact('IdeaAdmittedToBallot', { ideaId, phaseId, envelopeAreaId: null, reason: null });

/** The wish to add a phase, to configure the vote, to publish prices. */
export const addPhase = (phase: Phase): AddPhase => ({
  type: 'AddPhase',
  consultationId,
  ...phase,
});
export const configureVoting = (over: Partial<VotingRules> = {}): ConfigureVoting => ({
  type: 'ConfigureVoting',
  organisationId,
  consultationId,
  phaseId: voteId,
  ...votingRules,
  ...over,
});
export const publishCosts = (
  list: PublishCosts['admitted'] = options,
  over: Partial<PublishCosts> = {},
): PublishCosts => ({
  type: 'PublishCosts',
  consultationId,
  phaseId: voteId,
  admitted: list,
  ...over,
});

/** Bob's wish for a basket of these ideas. */
export const submit = (picks: string[], over: Partial<SubmitBasket> = {}): SubmitBasket => ({
  type: 'SubmitBasket',
  consultationId,
  phaseId: voteId,
  voterRef: 'bob',
  lines: picks.map((ideaId) => ({ ideaId })),
  ...over,
});
export const withdraw = (over: Partial<WithdrawBasket> = {}): WithdrawBasket => ({
  type: 'WithdrawBasket',
  consultationId,
  phaseId: voteId,
  voterRef: 'bob',
  ...over,
});

/** A line of a basket at its published price. */
export const line = (ideaId: string, votes = 1, list = options): BasketLine => {
  const { ideaVersion, amount: unitCost, costVersion } = list.find((o) => o.ideaId === ideaId)!;
  return { ideaId, ideaVersion, unitCost, costVersion, votes };
};

type Basket = FactOf<'BasketSubmitted'>['data'];

/** A basket on record, Bob's first unless said otherwise, with what follows from its lines. */
export const basket = (
  lines: BasketLine[],
  over: Partial<Basket> = {},
): FactOf<'BasketSubmitted'> => {
  const { voterRef = 'bob', basketRevision = 1 } = over;
  const data: Basket = {
    phaseId: voteId,
    voterRef,
    basketRevision,
    lines,
    totalCost: lines.reduce((sum, l) => sum + l.unitCost, 0),
    totalVotes: lines.reduce((sum, l) => sum + l.votes, 0),
    envelopeAreaId: null,
    optionsHash: digest(options),
    configVersion: 1,
    receiptHash: digest({ phaseId: voteId, voterRef, basketRevision, lines }),
    replaces: null,
    ...over,
  };
  return { ...fact('BasketSubmitted', data), visibility: 'restricted' };
};
/** What a later fact says of a basket that no longer stands. */
export const replacing = ({ data }: FactOf<'BasketSubmitted'>): Replaced => ({
  basketRevision: data.basketRevision,
  envelopeAreaId: data.envelopeAreaId,
  lines: data.lines.map(({ ideaId, unitCost, votes }) => ({ ideaId, unitCost, votes })),
});
/** The withdrawal of a basket on record. */
export const withdrawn = (standing: FactOf<'BasketSubmitted'>): FactOf<'BasketWithdrawn'> => ({
  ...fact('BasketWithdrawn', {
    phaseId: standing.data.phaseId,
    voterRef: standing.data.voterRef,
    basketRevision: standing.data.basketRevision,
    reason: 'voter',
    replaces: replacing(standing),
  }),
  visibility: 'restricted',
});

export const tallyClosed = fact('TallyClosed', {
  phaseId: voteId,
  closedAt: vote.closesAt!,
  upToPosition: '42',
  baskets: 3,
  countsHash: 'c0ffee',
  suspended: [],
});
/** The garden and the bench are funded; the lamps do not fit. */
export const envelopeResult: EnvelopeResult = {
  envelopeAreaId: null,
  amount: 100_00,
  spent: 90_00,
  selected: [
    { ideaId: 'garden', cost: 60_00, rank: 1, by: 'rule' },
    { ideaId: 'bench', cost: 30_00, rank: 2, by: 'rule' },
  ],
  notSelected: [{ ideaId: 'lamps', why: 'did_not_fit' }],
  tieBreaks: [],
  increments: null,
};
export const allocated = fact('AllocationComputed', {
  phaseId: voteId,
  upToPosition: '42',
  rule: votingRules.allocationRule!,
  ruleVersion: 1,
  tieBreak: votingRules.tieBreak,
  inputHash: '1111',
  envelopes: [envelopeResult],
  resultHash: '2222',
});
export const signatories = [{ name: 'Claire Petit', office: 'Clerk' }];
export const certified = fact(
  'ResultsCertified',
  { phaseId: voteId, upToPosition: '42', resultHash: '2222' },
  { signatories },
);
export const resultsPublished = fact('ResultsPublished', { phaseId: voteId, resultHash: '2222' });
export const decision = fact('DecisionPublished', {
  decisionId: 'd1',
  bodyId: 'council',
  sessionDate: '2026-06-15',
  outcome: 'The garden will be built.',
  concernsIdeaIds: ['garden'],
  followsTally: 'yes',
  reason: null,
  docRefs: [],
});
