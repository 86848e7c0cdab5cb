import type { IdeaFact, MergePolicy, ModerationReason } from '../src/domain/idea/events.js';
import { change, digestsOf, one, type Projection, type Sealed, type Step } from './projection.js';

/** Events in the stream of one idea. */
export type OfIdea = IdeaFact['type'];

export interface IdeaCardRow {
  ideaId: string;
  consultationId: string;
  phaseId: string | null;
  authorRef: string | null;
  origin: string;
  externalId: string | null;
  /** Digests of its title, body and locale. */
  sealed: Sealed;
  topicIds: string[];
  areaId: string | null;
  location: { latitude: number; longitude: number } | null;
  ideaVersion: number;
  statusId: string;
  statusCategory: string;
  publicReason: string | null;
  nextSteps: string | null;
  costAmount: number | null;
  costCurrency: string | null;
  costVersion: number | null;
  /** When and why a moderator hid it; null while it is shown. */
  hiddenAt: string | null;
  hiddenReason: ModerationReason | null;
  /** When its author took it back. */
  withdrawnAt: string | null;
  /** The idea that has taken it in, and what becomes of its votes; null while it stands by itself. */
  mergedInto: string | null;
  mergePolicy: MergePolicy | null;
  /** When its supports were enough, whatever became of them since. */
  thresholdReachedAt: string | null;
  submittedAt: string;
  updatedAt: string;
  /** Revision of the idea's stream, whatever its last event was. */
  revision: number;
}

const words = ['title', 'body', 'locale'];

const key = (e: { data: { ideaId: string } }) => ({ ideaId: e.data.ideaId });

/** A step that tells no more than how far the idea's stream has come. */
const moved = <T extends OfIdea>(): Step<IdeaCardRow, T> =>
  one(
    (e) => key(e as { data: { ideaId: string } }),
    change((_row, { revision }) => ({ revision })),
  );

/** What does this idea say, what would it cost, and how does it stand? */
export const ideaCard: Projection<IdeaCardRow> = {
  name: 'idea_card',
  key: ['ideaId'],
  columns: {
    ideaId: 'text',
    consultationId: 'text',
    phaseId: 'text?',
    authorRef: 'text?',
    origin: 'text',
    externalId: 'text?',
    sealed: 'json',
    topicIds: 'json',
    areaId: 'text?',
    location: 'json?',
    ideaVersion: 'int',
    statusId: 'text',
    statusCategory: 'text',
    publicReason: 'text?',
    nextSteps: 'text?',
    costAmount: 'money?',
    costCurrency: 'text?',
    costVersion: 'int?',
    hiddenAt: 'text?',
    hiddenReason: 'text?',
    withdrawnAt: 'text?',
    mergedInto: 'text?',
    mergePolicy: 'text?',
    thresholdReachedAt: 'text?',
    submittedAt: 'text',
    updatedAt: 'text',
    revision: 'int',
  },
  indexes: [
    ['consultationId', 'submittedAt', 'ideaId'],
    ['mergedInto', 'ideaId'],
  ],
  on: {
    IdeaSubmitted: one(key, (_row, { data, sealed, at }) => ({
      ideaId: data.ideaId,
      consultationId: data.consultationId,
      phaseId: data.phaseId,
      authorRef: data.authorRef,
      origin: data.origin,
      externalId: data.externalId,
      sealed: digestsOf(sealed, ...words),
      topicIds: data.topicIds,
      areaId: data.areaId,
      location: data.location,
      ideaVersion: 1,
      statusId: data.statusId,
      statusCategory: 'open',
      publicReason: null,
      nextSteps: null,
      costAmount: null,
      costCurrency: null,
      costVersion: null,
      hiddenAt: null,
      hiddenReason: null,
      withdrawnAt: null,
      mergedInto: null,
      mergePolicy: null,
      thresholdReachedAt: null,
      submittedAt: at,
      updatedAt: at,
      revision: 0,
    })),
    IdeaRevised: one(
      key,
      change((_row, { data: { ideaVersion }, sealed, at, revision }) => ({
        revision,
        ideaVersion,
        sealed: digestsOf(sealed, ...words),
        updatedAt: at,
      })),
    ),
    IdeaStatusChanged: one(
      key,
      change((_row, { data: { to, category, publicReason, nextSteps }, at, revision }) => ({
        revision,
        statusId: to,
        statusCategory: category,
        publicReason,
        nextSteps,
        updatedAt: at,
      })),
    ),
    IdeaCostSet: one(
      key,
      change((_row, { data: { amount, currency, costVersion }, at, revision }) => ({
        revision,
        costAmount: amount,
        costCurrency: currency,
        costVersion,
        updatedAt: at,
      })),
    ),
    IdeaCostCorrectionProposed: moved(),
    IdeaCostCorrected: one(
      key,
      change((_row, { data, at, revision }) => ({
        ...{ revision, updatedAt: at },
        ...{ costAmount: data.new, costCurrency: data.currency, costVersion: data.costVersion },
      })),
    ),
    OfficialFeedbackGiven: moved(),
    OfficialFeedbackRevised: moved(),
    OfficialFeedbackRetracted: moved(),
    OfficialFeedbackOverdue: moved(),
    IdeaPrescreened: moved(),
    LocationSuggested: moved(),
    IdeaAssessed: moved(),
    AssessmentPublished: moved(),
    IdeaPutOnAgenda: moved(),
    HearingScheduled: moved(),
    ImplementationProgressReported: moved(),
    IdeaClassified: one(
      key,
      change((_row, { data: { topicIds, areaId }, at, revision }) => ({
        ...{ revision, topicIds, areaId, updatedAt: at },
      })),
    ),
    LocationConfirmed: one(
      key,
      change((_row, { data: { location }, at, revision }) => ({
        ...{ revision, location, updatedAt: at },
      })),
    ),
    IdeaAdmittedToBallot: moved(),
    IdeaDisqualifiedFromBallot: moved(),
    ContentFlagged: moved(),
    DuplicateSuggested: moved(),
    DuplicateDismissed: moved(),
    IdeasMerged: one(
      key,
      change((_row, { at, revision }) => ({ revision, updatedAt: at })),
    ),
    IdeaMergedInto: one(
      key,
      change((_row, { data: { targetIdeaId, votePolicy }, at, revision }) => ({
        revision,
        mergedInto: targetIdeaId,
        mergePolicy: votePolicy,
        updatedAt: at,
      })),
    ),
    IdeaUnmerged: one(
      key,
      change((row, { data: { sourceIdeaId }, at, revision }) => ({
        revision,
        updatedAt: at,
        ...(row.ideaId === sourceIdeaId && { mergedInto: null, mergePolicy: null }),
      })),
    ),
    ThresholdReached: one(
      key,
      change((_row, { at, revision }) => ({ revision, thresholdReachedAt: at, updatedAt: at })),
    ),
    IdeaWithdrawn: one(
      key,
      change((_row, { at, revision }) => ({ revision, withdrawnAt: at, updatedAt: at })),
    ),
    IdeaHidden: one(
      key,
      change((_row, { data: { reasonCode }, at, revision }) => ({
        revision,
        hiddenAt: at,
        hiddenReason: reasonCode,
        updatedAt: at,
      })),
    ),
    IdeaRestored: one(
      key,
      change((_row, { at, revision }) => ({
        revision,
        hiddenAt: null,
        hiddenReason: null,
        updatedAt: at,
      })),
    ),
  },
};
