import type { Type } from '@nestjs/common';
import { Field, ID, Int, InterfaceType, ObjectType, type ReturnTypeFunc } from '@nestjs/graphql';
import { connectionOf } from '../connection.js';
import { FollowsTally } from '../consultation/types.js';
import { Admission, PublishedAssessment } from '../idea/handling-types.js';
import { Location } from '../idea/types.js';
import { MergePolicy } from '../idea/merge-types.js';
import { ModerationReason } from '../idea/moderation-types.js';
import { SuspensionCause } from '../phase/types.js';
import { AllocationFate, Signatory } from '../results/types.js';
import { StatusCategory } from '../organisation/types.js';
import { ThresholdCause } from '../vote/types.js';
import { Instant, MinorUnits, Position } from '../scalars.js';

@InterfaceType({
  description: 'Something that happened, and its place in the log.',
  resolveType: (item: { type: string }) => `${item.type}Item`,
})
export abstract class TimelineItem {
  @Field(() => Position, { description: 'Its place in the log.' })
  position!: bigint;
  @Field(() => Instant, { description: 'When it took place.' })
  at!: string;
  @Field(() => Instant, { description: 'When the server recorded it.' })
  recordedAt!: string;
  @Field({ description: 'Through which door: web, api, meeting, import…' })
  channel!: string;
}

type Kind =
  | 'text'
  | 'text?'
  | 'texts'
  | 'count'
  | 'count?'
  | 'money'
  | 'instant'
  | 'instant?'
  | 'flag'
  | 'phase'
  | 'phase?'
  | 'idea'
  | 'fate'
  | 'ideas'
  | 'policy'
  | 'place'
  | 'assessments'
  | 'admission'
  | 'category'
  | 'follows'
  | 'cause'
  | 'threshold'
  | 'moderation'
  | 'signatories';

const correction = {
  ...({ phaseId: 'phase', old: 'money', new: 'money', reason: 'text' } as const),
  ...({ decisionRef: 'text', proposedBy: 'text' } as const),
};
const document = {
  bodyId: 'text?',
  date: 'text',
  summary: 'text',
  docRef: 'text?',
  docHash: 'text?',
} as const;

const batch = { batchId: 'text', place: 'text', offlineRevision: 'count' } as const;
const finding = { source: 'text', model: 'text?', confidence: 'count?' } as const;
const session = { bodyId: 'text', sessionDate: 'text' } as const;

/** What each kind of item shows, beyond what all of them do. */
const items: Record<string, [string, Record<string, Kind>]> = {
  ConsultationCreated: [
    'The consultation was created.',
    { title: 'text', purpose: 'text', initiator: 'text' },
  ],
  RulesPublished: [
    'Rules were published.',
    { rulesVersion: 'count', text: 'text', commitment: 'text', reserveJustification: 'text?' },
  ],
  ConsultationPublished: ['The consultation was made public.', { reserveJustification: 'text?' }],
  ConsultationUnpublished: ['The consultation was made a draft again.', { reason: 'text' }],
  PhaseAdded: [
    'A phase was announced.',
    { phaseId: 'phase', title: 'text', opensAt: 'instant', closesAt: 'instant?' },
  ],
  CostsPublished: [
    'The prices of a ballot were published.',
    { phaseId: 'phase', optionCount: 'count', optionsHash: 'text' },
  ],
  BallotOptionSuspended: [
    'An option on a ballot counts nothing from here on.',
    { phaseId: 'phase', ideaId: 'idea', cause: 'cause' },
  ],
  BallotOptionRestored: [
    'An option on a ballot counts again.',
    { phaseId: 'phase', ideaId: 'idea' },
  ],
  BallotOptionRepriced: [
    'Two agents corrected a price during the vote; baskets stand at the price they were submitted at.',
    { phaseId: 'phase', ideaId: 'idea', previous: 'money', amount: 'money', costVersion: 'count' },
  ],
  PhaseOpened: ['A phase opened.', { phaseId: 'phase' }],
  PhaseClosed: ['A phase closed.', { phaseId: 'phase', cause: 'text', reason: 'text?' }],
  PhaseRescheduled: [
    'The window of a phase was moved.',
    {
      phaseId: 'phase',
      previousOpensAt: 'instant',
      previousClosesAt: 'instant?',
      opensAt: 'instant',
      closesAt: 'instant?',
      reason: 'text',
      decidedBy: 'text',
    },
  ],
  PhaseReopened: [
    'A closed phase was opened again.',
    { phaseId: 'phase', closesAt: 'instant?', reason: 'text', decisionRef: 'text' },
  ],
  PhaseCancelled: [
    'A phase was cancelled; its votes are kept and count nowhere.',
    { phaseId: 'phase', reason: 'text' },
  ],
  MeetingReportAdded: ['The report of a meeting was published.', document],
  AdvisoryOpinionAdded: ['A body gave its opinion.', document],
  StatementPublished: [
    'The organisation published a statement.',
    { ...document, reserveJustification: 'text?' },
  ],
  OfflineVotesRecorded: [
    'Votes on paper were counted and written down.',
    { phaseId: 'phase', ...batch, voterCount: 'count', evidenceHash: 'text' },
  ],
  OfflineVotesCorrected: [
    'What was written down of votes on paper was corrected; what stood there before stays on record.',
    {
      ...{ phaseId: 'phase', ...batch, voterCount: 'count?', evidenceHash: 'text?' },
      ...{ reason: 'text', previousVotes: 'count?', votes: 'count?' },
    },
  ],
  OfflineVotesVoided: [
    'Votes on paper were taken out of the count.',
    { phaseId: 'phase', ...batch, reason: 'text' },
  ],
  TallyClosed: [
    'The counts of a phase were fixed.',
    { phaseId: 'phase', upToPosition: 'text', baskets: 'count', countsHash: 'text' },
  ],
  AllocationComputed: [
    'A result was computed.',
    {
      phaseId: 'phase',
      rule: 'text?',
      resultHash: 'text?',
      selectedCount: 'count',
      spent: 'money',
      funded: 'flag',
      why: 'text?',
    },
  ],
  AllocationOverridden: [
    'It was decided that an option is funded, or is not, other than was computed.',
    {
      ...({ phaseId: 'phase', ideaId: 'idea', to: 'fate', cost: 'money' } as const),
      ...({ envelopeAreaId: 'text?', amount: 'money', spent: 'money' } as const),
      ...({ reason: 'text', decisionRef: 'text', resultHash: 'text' } as const),
    },
  ],
  ResultsCertified: [
    'A result was signed.',
    { phaseId: 'phase', resultHash: 'text', signatories: 'signatories', erased: 'flag' },
  ],
  ResultsPublished: [
    'A result was published.',
    { phaseId: 'phase', resultHash: 'text', reserveJustification: 'text?' },
  ],
  ResultsReopened: [
    'A signed result was put under revision.',
    { phaseId: 'phase', reason: 'text', decisionRef: 'text' },
  ],
  ReviewSessionOpened: [
    'A body took up a batch of ideas.',
    { sessionId: 'text', bodyId: 'text', from: 'text', to: 'text', ideaCount: 'count' },
  ],
  ReviewSessionClosed: [
    'A body answered a batch of ideas, or said why some are carried over.',
    { sessionId: 'text', carriedOverCount: 'count', carriedOverReason: 'text?' },
  ],
  DecisionPublished: [
    'A body decided.',
    {
      bodyId: 'text',
      sessionDate: 'text',
      outcome: 'text',
      followsTally: 'follows',
      reason: 'text?',
      docRefs: 'texts',
      reserveJustification: 'text?',
    },
  ],
  ConsultationArchived: [
    'The consultation ended.',
    { outcomeSummary: 'text', noFollowUpReason: 'text?' },
  ],
  IdeaSubmitted: ['The idea was submitted.', { origin: 'text', phaseId: 'phase?' }],
  IdeaRevised: [
    'The words of the idea were changed.',
    {
      ...{ ideaVersion: 'count', kind: 'text', reason: 'text?', erased: 'flag' },
      earlierVotes: 'count?',
    },
  ],
  IdeaStatusChanged: [
    'The idea was given another status.',
    { from: 'text', to: 'text', category: 'category', publicReason: 'text?', nextSteps: 'text' },
  ],
  OfficialFeedbackGiven: [
    'The administration answered.',
    { text: 'text?', authorLabel: 'text?', docRefs: 'texts', erased: 'flag' },
  ],
  OfficialFeedbackRevised: [
    'The administration wrote its answer anew; what it said before stays readable.',
    {
      feedbackRevision: 'count',
      text: 'text?',
      authorLabel: 'text?',
      reason: 'text?',
      docRefs: 'texts',
      erased: 'flag',
    },
  ],
  OfficialFeedbackOverdue: [
    'An official answer was promised until then, and had not come.',
    { dueAt: 'instant' },
  ],
  OfficialFeedbackRetracted: [
    'The administration took an answer back.',
    { reason: 'text?', erased: 'flag' },
  ],
  IdeaAssigned: ['The idea was given to a department.', { departmentId: 'text' }],
  IdeaPrescreened: [
    'The administration said whether it can examine the idea.',
    { verdict: 'admission', publicReason: 'text?' },
  ],
  IdeaClassified: [
    'It was said what the idea is about, and for which area.',
    { topicIds: 'texts', areaId: 'text?', ...finding },
  ],
  LocationSuggested: [
    'It was said where the idea may be about.',
    { location: 'place', ...finding },
  ],
  LocationConfirmed: ['It was said where the idea is about.', { location: 'place' }],
  AssessmentPublished: [
    'What was found of the idea was published.',
    { assessments: 'assessments' },
  ],
  IdeaPutOnAgenda: ['The idea was put on the agenda of a body.', session],
  HearingScheduled: ['A body will hear the author.', session],
  ImplementationProgressReported: [
    'The realisation of the idea went on.',
    { milestone: 'text', date: 'text', percent: 'count?', docRefs: 'texts' },
  ],
  IdeaReviewed: [
    'A body answered the idea.',
    { sessionId: 'text', outcome: 'text', feedbackId: 'text' },
  ],
  IdeaCostSet: [
    'The idea was priced.',
    { amount: 'money', currency: 'text', explanation: 'text?', costVersion: 'count' },
  ],
  IdeaCostCorrectionProposed: [
    'An agent proposed another price while the idea is voted on; a second agent decides it.',
    correction,
  ],
  IdeaCostCorrected: [
    'Two agents corrected the price while the idea is voted on.',
    { ...correction, currency: 'text', costVersion: 'count', approvedBy: 'text' },
  ],
  IdeaAdmittedToBallot: ['The idea was put on a ballot.', { phaseId: 'phase', reason: 'text?' }],
  IdeaDisqualifiedFromBallot: [
    'The idea was taken from a ballot for good.',
    { phaseId: 'phase', reason: 'text' },
  ],
  IdeaWithdrawn: ['The idea was taken back.', { reason: 'text?', erased: 'flag' }],
  DuplicateSuggested: [
    'The idea may be the same as another one.',
    { otherIdeaId: 'idea', source: 'text', model: 'text?', score: 'count?' },
  ],
  DuplicateDismissed: [
    'The idea is not the same as another one.',
    { otherIdeaId: 'idea', reason: 'text' },
  ],
  IdeasMerged: [
    'The idea has taken others in.',
    { sourceIdeaIds: 'ideas', votePolicy: 'policy', reason: 'text' },
  ],
  IdeaMergedInto: [
    'The idea was merged into another one.',
    { targetIdeaId: 'idea', votePolicy: 'policy', reason: 'text' },
  ],
  IdeaUnmerged: [
    'A merge was taken apart.',
    { sourceIdeaId: 'idea', targetIdeaId: 'idea', reason: 'text' },
  ],
  ThresholdReached: [
    'The idea has as many supports as the rules ask for; that stays when there are fewer again.',
    {
      ...{ phaseId: 'phase', thresholdId: 'text', required: 'count', counted: 'count' },
      ...{ atPosition: 'text', cause: 'threshold' },
    },
  ],
  IdeaHidden: ['A moderator hid the idea.', { reasonCode: 'moderation', publicNote: 'text' }],
  IdeaRestored: [
    'A moderator showed the idea again.',
    { reasonCode: 'moderation', publicNote: 'text' },
  ],
};

const types: Record<string, ReturnTypeFunc> = {
  text: () => String,
  texts: () => [String],
  count: () => Int,
  money: () => MinorUnits,
  instant: () => Instant,
  flag: () => Boolean,
  phase: () => ID,
  idea: () => ID,
  ideas: () => [ID],
  policy: () => MergePolicy,
  place: () => Location,
  assessments: () => [PublishedAssessment],
  admission: () => Admission,
  cause: () => SuspensionCause,
  fate: () => AllocationFate,
  threshold: () => ThresholdCause,
  moderation: () => ModerationReason,
  category: () => StatusCategory,
  follows: () => FollowsTally,
  signatories: () => [Signatory],
};

/** Fields of items that stand on one timeline only; null on the other. */
const partly = new Set(['selectedCount', 'spent', 'funded']);

const itemType = (type: string, description: string, fields: Record<string, Kind>): Type => {
  const name = `${type}Item`;
  const item = { [name]: class extends TimelineItem {} }[name]!;
  ObjectType(name, { implements: () => [TimelineItem], description })(item);
  for (const [field, kind] of Object.entries(fields))
    Field(types[kind.replace('?', '')]!, {
      nullable: kind.endsWith('?') || partly.has(field),
      description: descriptions[field] ?? `${field}, as recorded.`,
    })(item.prototype, field);
  return item;
};

const descriptions: Record<string, string> = {
  reserveJustification: 'Why it could not wait, as said in a time of reserve.',
  old: 'The price until then, in minor units.',
  new: 'The price from then on, in minor units.',
  previous: 'The price until then, in minor units.',
  proposedBy: 'Pseudonym of the agent who proposed it.',
  approvedBy: 'Pseudonym of the second agent, who said the same.',
  phaseId: 'Id of the phase.',
  ideaId: 'Id of the idea.',
  otherIdeaId: 'Id of the other idea.',
  sourceIdeaIds: 'Ids of the ideas that were taken in.',
  sourceIdeaId: 'Id of the idea that had been taken in.',
  targetIdeaId: 'Id of the idea that goes on.',
  votePolicy: 'What becomes of the votes.',
  confidence: 'How sure a machine is, from 0 to 100.',
  feedbackRevision: 'How often the answer has been written.',
  percent: 'How far it has come, from 0 to 100.',
  score: 'How sure a machine is, from 0 to 100.',
  cause: 'Why.',
  reasonCode: 'The reason, for the public numbers.',
  publicNote: 'Why, as the moderator says in public.',
  upToPosition: 'Position of the last ballot event that counts.',
  optionsHash: 'Digest of the prices.',
  countsHash: 'Digest of the counts.',
  resultHash: 'Digest of the result.',
  selectedCount: 'How many options are funded; on a consultation’s timeline.',
  spent: 'What they cost together, in minor units; on a consultation’s timeline.',
  funded: 'Whether this idea is funded; on an idea’s timeline.',
  why: 'Why this idea is not funded; on an idea’s timeline.',
  earlierVotes:
    'Votes and baskets that name an earlier version of it, whether or not they still stand; a basket names the version whose price was published. Null while counts are hidden.',
  erased: 'True once its words are erased.',
  followsTally: 'Whether it follows what was counted.',
  nextSteps: 'What happens next.',
  previousOpensAt: 'When it was to open before.',
  previousClosesAt: 'When it was to close before; null where that was left open.',
  decidedBy: 'Who decided so.',
  decisionRef: 'Where the decision is written down.',
  docRef: 'Where the document is.',
  docHash: 'SHA-256 of the document, in hex.',
  publicReason: 'Why, as said in public.',
  batchId: 'Which batch.',
  thresholdId: 'Which threshold.',
  required: 'How many supports the rules ask for.',
  counted: 'How many there were.',
  atPosition: 'Position of what made them enough.',
  place: 'The booth or the meeting.',
  offlineRevision: 'How often the batch has been written down.',
  voterCount: 'People whose papers they are; on a consultation’s timeline.',
  evidenceHash: 'SHA-256 of the record that was signed; on a consultation’s timeline.',
  previousVotes: 'How many votes for the idea were written down before; on an idea’s timeline.',
  votes: 'How many votes for the idea it is now; on an idea’s timeline.',
};

/** The object types of all timeline items, for the schema. */
export const timelineItemTypes: Type[] = Object.entries(items).map(
  ([type, [description, fields]]) => itemType(type, description, fields),
);

/** Names of the events that have an item of their own. */
export const itemTypes: readonly string[] = Object.keys(items);

/** Which fields of an item are ids, and of what. */
export const idFields = (type: string): [field: string, of: 'Phase' | 'Idea'][] =>
  Object.entries(items[type]?.[1] ?? {}).flatMap(([field, kind]) => {
    const of = kind.startsWith('phase') ? 'Phase' : kind.startsWith('idea') ? 'Idea' : undefined;
    return of ? [[field, of] as [string, typeof of]] : [];
  });

export const TimelineConnection = connectionOf(() => TimelineItem as never, 'Timeline');
