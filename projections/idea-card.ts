import { change, digestsOf, one, type Projection, type Sealed } from './projection.js';

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
  submittedAt: string;
  updatedAt: string;
  /** Revision of the idea's stream, whatever its last event was. */
  revision: number;
}

const words = ['title', 'body', 'locale'];

const key = (e: { data: { ideaId: string } }) => ({ ideaId: e.data.ideaId });

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
    submittedAt: 'text',
    updatedAt: 'text',
    revision: 'int',
  },
  indexes: [['consultationId', 'submittedAt', 'ideaId']],
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
    OfficialFeedbackGiven: one(
      key,
      change((_row, { revision }) => ({ revision })),
    ),
    IdeaAdmittedToBallot: one(
      key,
      change((_row, { revision }) => ({ revision })),
    ),
  },
};
