import type { Wish } from '../../acts/act.js';
import { textLimits } from '../../domain/text.js';
import type { DatedSource } from './dated.js';
import { words } from './dated-values.js';
import { slug, uniqueSlug } from './names.js';
import type { Step } from './plan.js';

/** How the things of a dated source are named, and what is wished for before and after its acts. */
export interface DatedPlan {
  organisationId: string;
  consultationId: string;
  /** The phase in which people vote. */
  phaseId: string;
  /** The phase in which ideas are submitted, beside that of the votes. */
  ideasPhaseId: string;
  ideaId: (id: string) => string;
  account: (id: string) => string;
  step: (key: string, wish: Wish, at: number, onBehalfOf?: string) => Step;
  before: Step[][];
  after: Step[][];
}

/** Plans everything around the acts of a source, which run from one moment to another. */
export const datedPlan = (source: DatedSource, first: number, last: number): DatedPlan => {
  const { kind, digest, organisation, timeZone } = source;
  const organisationId = organisation.id;
  const consultationId = `${slug(source.title, 60)}-${digest.slice(0, 8)}`;
  const [ideasPhaseId, phaseId] = [`${consultationId}.ideas`, `${consultationId}.votes`];
  const name = `${kind}:${digest.slice(0, 16)}`;
  const instant = (at: number): string => new Date(at).toISOString();
  const step: DatedPlan['step'] = (key, wish, at, onBehalfOf) => ({
    key: `${name}:${key}`,
    wish,
    occurredAt: instant(at),
    ...(onBehalfOf !== undefined && { onBehalfOf }),
  });
  const end = last + source.tick;
  const window = { opensAt: instant(first), closesAt: instant(end), timeZone, parallel: true };
  const phases = [
    { consultationId, phaseId: ideasPhaseId },
    { consultationId, phaseId },
  ] as const;
  const begin = (key: string, wish: Wish) => step(key, wish, first);
  const topics = new Set(source.ideas.flatMap(({ topic }) => (topic ? [topic] : [])));
  return {
    organisationId,
    consultationId,
    phaseId,
    ideasPhaseId,
    ideaId: (id) => `${consultationId}.${encodeURIComponent(id)}`,
    account: (id) => `${name}:${id}`,
    step,
    before: [
      [begin('organisation', organisationWish(source))],
      [...topics].map((label) =>
        begin(`topic:${label}`, {
          type: 'DefineTopic',
          organisationId,
          topicId: uniqueSlug(label),
          label: words(label, textLimits.line),
        }),
      ),
      [begin('consultation', consultationWish(source, consultationId, [...topics]))],
      [begin('rules', rulesWish(consultationId))],
      [
        begin('phase:ideas', { type: 'AddPhase', ...phases[0], ...window, ...ideation }),
        begin('phase:votes', { type: 'AddPhase', ...phases[1], ...window, ...support }),
      ],
      [begin('voting', { type: 'ConfigureVoting', ...phases[1], ...voting })],
      [begin('publish', { type: 'PublishConsultation', consultationId })],
      phases.map((phase) => begin(`open:${phase.phaseId}`, { type: 'OpenPhase', ...phase })),
    ],
    after: [
      phases.map((phase) => step(`close:${phase.phaseId}`, { type: 'ClosePhase', ...phase }, end)),
      [step('tally', { type: 'CloseTally', ...phases[1] }, end)],
    ],
  };
};

const ideation = {
  title: 'Ideas',
  method: 'ideation' as const,
  participationLevel: 'consult' as const,
};
const support = {
  title: 'Votes',
  method: 'support' as const,
  participationLevel: 'consult' as const,
};

/** One may say one of three things of each idea, and change one's mind. */
const voting = {
  ballotType: 'support' as const,
  values: ['up' as const, 'down' as const, 'neutral' as const],
  envelopes: [],
  minItems: null,
  maxItems: null,
  minSpend: null,
  maxSpend: null,
  minVotesPerVoter: null,
  maxVotesPerVoter: null,
  maxVotesPerIdea: null,
  maxPerTopic: [],
  revisionAllowed: true,
  ballotDisclosure: 'public_after_close' as const,
  eligibleAreaIds: [],
  allocationRule: null,
  tieBreak: [],
};

const organisationWish = ({ organisation, locale, timeZone }: DatedSource): Wish => ({
  type: 'RegisterOrganisation',
  organisationId: organisation.id,
  kind: organisation.kind,
  name: organisation.name,
  defaultLocale: locale,
  timeZone,
  currency: 'EUR',
});

const consultationWish = (
  { organisation, title, purpose, timeZone }: DatedSource,
  consultationId: string,
  topics: string[],
): Wish => ({
  type: 'CreateConsultation',
  consultationId,
  organisationId: organisation.id,
  title: words(title, textLimits.title),
  purpose: words(purpose),
  initiator: organisation.name,
  temporalMode: 'one_off',
  policyStage: 'formulation',
  audience: organisation.name,
  areaIds: [],
  topicIds: topics.map(uniqueSlug),
  timeZone,
});

const rulesWish = (consultationId: string): Wish => ({
  type: 'PublishRules',
  consultationId,
  text: 'People say of each idea whether they are for it, against it or neither; the last word of each counts.',
  bindingness: 'advisory',
  commitment: 'Imported from another platform, which made its own promises.',
  threshold: null,
  feedbackPromise: null,
  criteria: ['engouement'],
  tallyVisibility: 'always',
});
