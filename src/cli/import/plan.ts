import { createHash } from 'node:crypto';
import type { Wish } from '../../acts/act.js';
import { textLimits } from '../../domain/text.js';
import { slug, startOfDay, uniqueSlug, zoneOf } from './names.js';
import type { PabulibBallot, PabulibFile, PabulibOption } from './pabulib-file.js';
import type { PabulibMeta } from './pabulib-meta.js';
import { isPointed, votingOf } from './voting.js';

/** One wish of an import: its idempotency key and when it took place. */
export interface Step {
  key: string;
  wish: Wish;
  occurredAt: string;
  onBehalfOf?: string;
}

/** An election as the wishes that make it, in the order in which stages must follow each other. */
export interface Plan {
  organisationId: string;
  consultationId: string;
  phaseId: string;
  /** Each stage begins when the one before has ended; within a stage order does not matter. */
  before: Step[][];
  ballot: (ballot: PabulibBallot) => Step;
  after: Step[][];
  ideaId: (option: { id: string }) => string;
}

/** Digest of an election, the same whether its file is compressed or not. */
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Plans the import of an election; everything is named after the file's digest, so that a second
 * run repeats the first.
 */
export const planOf = (file: PabulibFile, digest: string): Plan => {
  const { meta } = file;
  const organisationId = uniqueSlug(`${meta.unit} ${meta.country}`);
  const name = [meta.unit, meta.instance, meta.subunit ?? meta.district].filter(Boolean).join(' ');
  const consultationId = `${slug(name, 60)}-${digest.slice(0, 8)}`;
  const phaseId = `${consultationId}.vote`;
  const zone = zoneOf(meta.country);
  const opensAt = startOfDay(meta.dateBegin, zone);
  const closesAt = startOfDay(meta.dateEnd, zone, 1);
  const ideaId = ({ id }: { id: string }) => `${consultationId}.${encodeURIComponent(id)}`;
  const step = (key: string, wish: Wish, occurredAt = opensAt, onBehalfOf?: string): Step => ({
    key: `pabulib:${digest.slice(0, 16)}:${key}`,
    wish,
    occurredAt,
    ...(onBehalfOf && { onBehalfOf }),
  });
  const phase = { consultationId, phaseId };
  return {
    organisationId,
    consultationId,
    phaseId,
    ideaId,
    before: [
      [step('organisation', organisationWish(meta, organisationId, zone))],
      placesAndTopics(file, organisationId).map((wish) => step(JSON.stringify(wish), wish)),
      [step('consultation', consultationWish(file, organisationId, consultationId, name, zone))],
      [step('rules', rulesWish(meta, consultationId))],
      [step('phase', { type: 'AddPhase', ...phase, ...phaseOf(meta, opensAt, closesAt, zone) })],
      [step('voting', { type: 'ConfigureVoting', ...phase, ...votingOf(file) })],
      [step('publish', { type: 'PublishConsultation', consultationId })],
      file.options.map((o) => step(`idea:${o.id}`, ideaWish(o, meta, consultationId, ideaId(o)))),
      file.options.map((o) =>
        step(`cost:${o.id}`, {
          type: 'SetCost',
          ideaId: ideaId(o),
          amount: o.cost,
          currency: meta.currency,
        }),
      ),
      file.options.map((o) =>
        step(`admit:${o.id}`, {
          type: 'AdmitToBallot',
          ideaId: ideaId(o),
          phaseId,
          envelopeAreaId: null,
        }),
      ),
      [step('costs', { type: 'PublishCosts', ...phase, keepOverEnvelope: true })],
      [step('open', { type: 'OpenPhase', ...phase })],
    ],
    ballot: (b) =>
      step(
        `ballot:${b.line}`,
        ballotWish(b, meta, phase, ideaId),
        opensAt,
        `pabulib:${digest.slice(0, 16)}:${b.voterId}`,
      ),
    after: [
      [step('close', { type: 'ClosePhase', ...phase }, closesAt)],
      [step('tally', { type: 'CloseTally', ...phase }, closesAt)],
      [step('allocation', { type: 'ComputeAllocation', ...phase }, closesAt)],
    ],
  };
};

const organisationWish = (meta: PabulibMeta, organisationId: string, timeZone: string): Wish => ({
  type: 'RegisterOrganisation',
  organisationId,
  kind: 'commune',
  name: meta.unit,
  defaultLocale: meta.language ?? localeOf(meta.country),
  timeZone,
  currency: meta.currency,
});

const locales: Record<string, string> = {
  France: 'fr',
  Poland: 'pl',
  Netherlands: 'nl',
  Hungary: 'hu',
};
const localeOf = (country: string): string => locales[country] ?? 'en';

const placeOf = (o: PabulibOption): string | undefined => o.neighborhood ?? o.district ?? o.subunit;

const placesAndTopics = ({ options, meta }: PabulibFile, organisationId: string): Wish[] => {
  const places = new Set(options.map(placeOf).filter((p) => p !== undefined));
  const topics = new Set([
    ...options.flatMap((o) => o.categories),
    ...meta.categories.map((c) => c.name),
  ]);
  return [
    ...[...places].map((name): Wish => ({
      type: 'DefineArea',
      organisationId,
      areaId: uniqueSlug(name),
      name,
    })),
    ...[...topics].map((label): Wish => ({
      type: 'DefineTopic',
      organisationId,
      topicId: uniqueSlug(label),
      label,
    })),
  ];
};

const consultationWish = (
  { meta, options }: PabulibFile,
  organisationId: string,
  consultationId: string,
  title: string,
  timeZone: string,
): Wish => ({
  type: 'CreateConsultation',
  consultationId,
  organisationId,
  title: shortened(title, textLimits.title),
  purpose: meta.description,
  initiator: meta.unit,
  temporalMode: 'recurring',
  policyStage: 'decision',
  audience: [meta.unit, meta.subunit ?? meta.district].filter(Boolean).join(', '),
  areaIds: [],
  topicIds: [...new Set(options.flatMap((o) => o.categories.map(uniqueSlug)))],
  timeZone,
  currency: meta.currency,
});

const rulesWish = (meta: PabulibMeta, consultationId: string): Wish => ({
  type: 'PublishRules',
  consultationId,
  text: shortened(
    Object.entries(meta.raw)
      .map(([key, value]) => `${key}: ${value}`)
      .join('\n'),
    textLimits.body,
  ),
  bindingness: 'binding',
  commitment: `${meta.description}: options are funded by the rule "${meta.rule}" within the budget.`,
  threshold: null,
  feedbackPromise: null,
  criteria: [],
  tallyVisibility: 'hidden_until_close',
});

const phaseOf = (meta: PabulibMeta, opensAt: string, closesAt: string, timeZone: string) => ({
  title: 'Vote',
  method: 'budgeting' as const,
  participationLevel: 'co_create' as const,
  opensAt,
  closesAt,
  timeZone,
  parallel: false,
});

/** A text of at most so many characters; one that is cut ends in an ellipsis. */
const shortened = (text: string, limit: number): string => {
  const characters = [...text];
  return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : text;
};

const ideaWish = (
  o: PabulibOption,
  meta: PabulibMeta,
  consultationId: string,
  ideaId: string,
): Wish => {
  const title = shortened(o.name, textLimits.title);
  const place = placeOf(o);
  return {
    type: 'SubmitIdea',
    consultationId,
    ideaId,
    origin: 'import',
    externalId: o.id,
    text: {
      title,
      body: [title === o.name ? '' : o.name, o.description ?? ''].filter(Boolean).join('\n\n'),
      locale: meta.language ?? localeOf(meta.country),
    },
    topicIds: [...new Set(o.categories)].map(uniqueSlug),
    areaId: place ? uniqueSlug(place) : null,
  };
};

const ballotWish = (
  { votes, segments, votingMethod }: PabulibBallot,
  meta: PabulibMeta,
  phase: { consultationId: string; phaseId: string },
  ideaId: (option: { id: string }) => string,
): Wish => ({
  type: 'SubmitBasket',
  ...phase,
  envelopeAreaId: null,
  lines: votes.map((v) => ({
    ideaId: ideaId(v),
    ...(isPointed(meta) && { votes: v.points ?? 0 }),
  })),
  segments: { ...(segments as Record<string, string>), ...(votingMethod && { votingMethod }) },
});
